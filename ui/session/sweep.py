"""Train short runs of one experiment with one or two settings changed, one after the other, and measure each.

They train in the workers like any run. None is kept: what is left of each are its figures and the time of an update.
A session has them by name, and its live view follows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import Any, TypeVar

from nets.engine.engine import Engine
from nets.engine.run import Run
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import Problem
from nets.training.step import UNKNOWN, Evaluated
from ui.session.requests.probe_request import Answer, ProbeRequest

WARM = 25  # updates whose time does not count: the first ones are measured more often, and load what they need

MAX_REPORT = 10_000  # steps between two reports
ENDS = {"fit.stop_at": "none", "fit.seconds": 0, "fit.patience": 0}

Key = tuple[Any, ...]  # what tells one run of a sweep from the others
Family = TypeVar("Family", bound=Experiment)


def short(experiment: Family, changes: Mapping[str, Any], steps: int) -> Family:
    """Return the experiment with changed settings, for exactly `steps` steps, measured at its end. Raises Problem."""
    return experiment.replace({**changes, **ENDS, "fit.steps": steps, "fit.report": min(steps, MAX_REPORT)})


@dataclass(frozen=True)
class Measured:
    """The end of a short run.

    Attributes:
        state: Of the run.
        figures: By name.
        milliseconds: Of an update.
        examples: How many it was trained on.
        found: What the survey found.
        evaluated: The examples that the figures were measured on.
    """

    state: str
    figures: Mapping[str, float]
    milliseconds: float
    examples: int = 0
    found: Answer | None = None
    evaluated: Evaluated = UNKNOWN


class Sweep:
    """Trains experiments one after the other, as long as `follow` is called again and again."""

    def __init__(
        self,
        engine: Engine,
        wanted: Mapping[Key, Experiment],
        refused: Mapping[Key, Problem] | None = None,
        of: Experiment | None = None,
        survey: str = "",
    ) -> None:
        """Plan a sweep.

        Args:
            engine: Starts the runs.
            wanted: The experiments in their order.
            refused: Why other experiments are not possible.
            of: The experiment that they vary.
            survey: Name of a survey that is made of each run at its end, if it did not diverge.
        """
        self.of = of
        self.wanted = dict(wanted)
        self.measured: dict[Key, Measured] = {}
        self.problems: dict[Key, Problem] = dict(refused or {})
        self.run: Run | None = None
        self._engine, self._left = engine, list(wanted)
        self._warm = (0, 0.0)  # updates and seconds when the time began to count
        self._survey = survey
        self._demand: ProbeRequest | None = None  # the survey under way

    @property
    def at(self) -> Key | None:
        """Key of the run under way; None if all are over."""
        return self._left[0] if self._left else None

    @property
    def moving(self) -> bool:
        """Whether runs are left."""
        return bool(self._left)

    @property
    def share(self) -> float:
        """The finished share, 0 to 1."""
        if self.at is None:
            return 1.0
        part = min(1.0, self.run.index / self.wanted[self.at].fit.steps) if self.run else 0.0
        if self._survey:
            part = (part + (self._demand.share if self._demand else 0.0)) / 2
        return (len(self.wanted) - len(self._left) + part) / len(self.wanted)

    def follow(self) -> None:
        """Continue the run under way; when it is over, measure it and begin the next."""
        if self.at is None:
            return
        if self.run is None:
            self.run, self._warm = self._engine.start(self.wanted[self.at]), (0, 0.0)
        run = self.run
        with run.lock:  # all of one moment
            now, over = (run.index, run.seconds), run.over
        if not over and not self._warm[0] and now[0] >= WARM:
            self._warm = now  # a run that is over before it was seen to be warm counts as a whole
        if over and self._is_surveyed(run):
            self._end(self.at, run, now)
        elif not over:
            run.watched()
            run.play()

    def _is_surveyed(self, run: Run) -> bool:
        """Return whether the survey of a run that is over is complete; if not, continue it."""
        if not self._survey or run.state != "done":
            return True
        if self._demand is None:
            self._demand = ProbeRequest(run.id, run.index, self._survey, {})
            self._demand.begin(self._engine, run, survey=True)
        self._demand.watched()
        return not self._demand.moving

    def _end(self, key: Key, run: Run, now: tuple[int, float]) -> None:
        survey = self._demand
        if problem := run.problem or (survey and survey.problem):
            self.problems[key] = problem
        updates, seconds = now[0] - self._warm[0], now[1] - self._warm[1]
        figures = {name: run.history.last(name) for name in run.history.names() if name.startswith(("train_", "test_"))}
        milliseconds = 1000 * seconds / updates if updates > 0 else nan
        found = survey.found if survey else None
        self.measured[key] = Measured(
            run.state, figures, milliseconds, run.progress.examples, found, run.progress.evaluated
        )
        self._next()

    def _next(self) -> None:
        if self.run:
            self.run.stop()
        if self._demand:
            self._demand.stop()
        self.run = self._demand = None
        self._left = self._left[1:]

    def cancel(self) -> None:
        """Stop; what was measured stays."""
        while self._left:
            self._next()
