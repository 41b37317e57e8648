"""Run an expensive probe in the background, in one piece or, as a survey, in parts."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Any

import numpy as np

from nets.engine.engine import Engine
from nets.engine.run import Run
from nets.engine.workers.backends import WorkerLost
from nets.experiment.user_error import N_, Problem
from ui.session.requests.latest_query import FAILED

WORKER_ENDED = N_("The worker ended while it was measuring. Try again.")
PART_SECONDS = 0.06  # that a survey may keep a run from training, before the run trains for the same time
WATCHED_SECONDS = 9.0  # a survey stops if nobody has looked at it for this time

Answer = Mapping[str, np.ndarray]


@dataclass
class ProbeRequest:
    """A probe of a run at a step.

    Attributes:
        run: Id of the run.
        step: Step at which the probe was requested.
        name: Name of the probe.
        arguments: Its arguments.
        answer: The answer so far.
        problem: Why the probe failed.
        share: How much of a survey is done, 0 to 1.
        future: Done when the answer is complete or has failed.
    """

    run: str
    step: int
    name: str
    arguments: Mapping[str, Any]
    answer: Answer | None = None
    problem: Problem | None = None
    share: float = 0.0
    future: Future[None] | None = None
    _number: str = field(default_factory=lambda: uuid.uuid4().hex)
    _until: float = 0.0  # a survey goes on, in seconds of `monotonic`

    @property
    def moving(self) -> bool:
        """Whether the answer is incomplete."""
        return self.future is not None and not self.future.done()

    def begin(self, engine: Engine, run: Run, survey: bool = False) -> None:
        """Run the probe in the background."""
        self.renew()
        self.future = engine.background(lambda: self._guarded(run, survey))

    def renew(self) -> None:
        """Keep a survey going: a user is looking."""
        self._until = monotonic() + WATCHED_SECONDS

    def stop(self) -> None:
        """Stop a survey; its answer so far stays."""
        self._until = 0.0

    def _guarded(self, run: Run, survey: bool) -> None:
        try:
            if survey:
                self._survey(run)
            else:
                self.answer = run.ask(self.name, **self.arguments)
        except Problem as problem:
            self.problem = problem
        except WorkerLost:
            self.problem = Problem(WORKER_ENDED)
        except Exception:
            logging.getLogger(__name__).exception("a question to a run failed: %s", self.name)
            self.problem = Problem(FAILED)

    def _survey(self, run: Run) -> None:
        """Run part after part; between them the run may train."""
        while self.share < 1 and monotonic() < self._until:
            self.share, self.answer = run.tell("survey", self._number, self.name, dict(self.arguments), PART_SECONDS)
            if run.state == "running":
                sleep(PART_SECONDS)
