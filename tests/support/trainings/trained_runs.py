"""Real trainings as challenges see them, with what probes say at their ends."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nets.engine.workers.worker_session import Trainer
from nets.experiment.experiment import Experiment
from nets.training.history import History
from nets.training.messages import ProbeAnswers, Watch


@dataclass
class Trained:
    """A run as far as a challenge looks at it."""

    experiment: Experiment
    history: History = field(default_factory=History)
    state: str = "paused"
    index: int = 0
    probe_answers: ProbeAnswers | None = None
    trainer: Trainer | None = None

    def train(self, steps: int, watch: Watch | None = None) -> Trained:
        """Train on until so many updates were made in all, and ask the probes of `watch` then."""
        self.trainer = self.trainer or Trainer(self.experiment)
        news = self.trainer.advance(1e9, max(0, steps - self.index), watch)
        self.history.extend(news.columns)
        self.index, self.state, self.probe_answers = news.index, news.state, news.probe_answers or self.probe_answers
        return self

    def seen(self, probe: str) -> dict[str, np.ndarray]:
        """The latest answer of a probe."""
        assert self.probe_answers is not None
        return self.probe_answers.answers[probe]


def trained(experiment: Experiment, steps: int | None = None, watch: Watch | None = None) -> Trained:
    """A training of this experiment, to its end or for so many updates."""
    return Trained(experiment).train(experiment.fit.steps if steps is None else steps, watch)


def asked(run: Trained, probe: str, **arguments: Any) -> Trained:
    """The run with the present answer of a probe as its latest."""
    assert run.trainer is not None
    answer = run.trainer.command("ask", probe, arguments)
    return replace(run, probe_answers=ProbeAnswers(run.index, {probe: answer}))
