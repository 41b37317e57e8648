"""Train short runs of one experiment with one or two settings changed, one after the other, and measure each.

They train in the workers like any run. None is kept: only its figures and the time of an update remain. A session holds
sweeps by name, and its live view follows them.
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

WARM = 25  # updates whose time does not count: the first ones are measured more often, and load libraries

MAX_REPORT = 10_000  # steps between two reports
ENDS = {"fit.stop_at": "none", "fit.seconds": 0, "fit.patience": 0}

Key = tuple[Any, ...]  # identifies a run of a sweep
Family = TypeVar("Family", bound=Experiment)


def short(experiment: Family, changes: Mapping[str, Any], steps: int) -> Family:
    """Return the experiment with changed settings, which trains exactly `steps` steps. Raises Problem."""
    return experiment.replace({**changes, **ENDS, "fit.steps": steps, "fit.report": min(steps, MAX_REPORT)})


@dataclass(frozen=True)
class Measurement:
    """What was measured at the end of a short run.

    Attributes:
        state: State of the run.
        figures: Losses and accuracies by name.
        milliseconds: Time of an update; nan if none was timed.
        examples: How many it was trained on.
        survey: The answer of the survey.
        evaluated: The examples that the figures were measured on.
    """

    state: str
    figures: Mapping[str, float]
    milliseconds: float
    examples: int = 0
    survey: Answer | None = None
    evaluated: Evaluated = UNKNOWN


class Sweep:
    """Trains experiments one after the other, as long as `follow` is called again and again.

    Attributes:
        base: The experiment that they vary.
        experiments: The experiments by key, in their order.
        measurements: What was measured, by key.
        problems: Why a run was not possible or has failed, by key.
        run: The run under way.
    """

    def __init__(
        self,
        engine: Engine,
        experiments: Mapping[Key, Experiment],
        refused: Mapping[Key, Problem] | None = None,
        base: Experiment | None = None,
        survey: str = "",
    ) -> None:
        """Plan a sweep.

        Args:
            engine: Starts the runs.
            experiments: The experiments in their order.
            refused: Why other experiments are not possible.
            base: The experiment that they vary.
            survey: Name of a survey that is made of each run at its end, if it did not diverge.
        """
        self.base = base
        self.experiments = dict(experiments)
        self.measurements: dict[Key, Measurement] = {}
        self.problems: dict[Key, Problem] = dict(refused or {})
        self.run: Run | None = None
        self._engine, self._remaining = engine, list(experiments)
        self._warm = (0, 0.0)  # updates and seconds when the time began to count
        self._survey = survey
        self._survey_request: ProbeRequest | None = None  # the survey under way

    @property
    def current_key(self) -> Key | None:
        """Key of the run under way; None if all are over."""
        return self._remaining[0] if self._remaining else None

    @property
    def moving(self) -> bool:
        """Whether runs are left."""
        return bool(self._remaining)

    @property
    def share(self) -> float:
        """The share of the sweep that is finished, 0 to 1."""
        if self.current_key is None:
            return 1.0
        part = min(1.0, self.run.index / self.experiments[self.current_key].fit.steps) if self.run else 0.0
        if self._survey:
            part = (part + (self._survey_request.share if self._survey_request else 0.0)) / 2
        return (len(self.experiments) - len(self._remaining) + part) / len(self.experiments)

    def follow(self) -> None:
        """Continue the run under way; when it is over, measure it and begin the next."""
        if self.current_key is None:
            return
        if self.run is None:
            self.run, self._warm = self._engine.start(self.experiments[self.current_key]), (0, 0.0)
        run = self.run
        with run.lock:  # all values are of one moment
            progress, over = (run.index, run.seconds), run.over
        if not over and not self._warm[0] and progress[0] >= WARM:
            self._warm = progress  # of a run that ends before this, all updates count
        if over and self._is_surveyed(run):
            self._end(self.current_key, run, progress)
        elif not over:
            run.watched()
            run.play()

    def _is_surveyed(self, run: Run) -> bool:
        """Return whether the survey of a run that is over is complete; if not, continue it."""
        if not self._survey or run.state != "done":
            return True
        if self._survey_request is None:
            self._survey_request = ProbeRequest(run.id, run.index, self._survey, {})
            self._survey_request.begin(self._engine, run, survey=True)
        self._survey_request.renew()
        return not self._survey_request.moving

    def _end(self, key: Key, run: Run, progress: tuple[int, float]) -> None:
        survey = self._survey_request
        if problem := run.problem or (survey and survey.problem):
            self.problems[key] = problem
        updates, seconds = progress[0] - self._warm[0], progress[1] - self._warm[1]
        figures = {name: run.history.last(name) for name in run.history.names() if name.startswith(("train_", "test_"))}
        milliseconds = 1000 * seconds / updates if updates > 0 else nan
        answer = survey.answer if survey else None
        self.measurements[key] = Measurement(
            run.state, figures, milliseconds, run.progress.examples, answer, run.progress.evaluated
        )
        self._next()

    def _next(self) -> None:
        if self.run:
            self.run.stop()
        if self._survey_request:
            self._survey_request.stop()
        self.run = self._survey_request = None
        self._remaining = self._remaining[1:]

    def cancel(self) -> None:
        """Stop; what was measured stays."""
        while self._remaining:
            self._next()
