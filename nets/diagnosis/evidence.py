"""The figures of the net on the screen: those since a user last set its weights by hand. Torch-free."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nets.experiment.experiment import Experiment
from nets.training.history import History, Line
from nets.training.messages import ProbeAnswers
from nets.training.step import UNKNOWN, Evaluated

METRICS = ("accuracy", "r2")  # figures of both sets of which 1 is the best


@dataclass(frozen=True)
class Evidence:
    """What the judges read.

    Attributes:
        experiment: The settings of the run.
        history: The figures of the run.
        probe_answers: The answers of the probes.
        evaluated: How many examples the figures average.
        since: The step at which weights were last written by hand, None if never; earlier reports belong to another
        net. is_over: Whether the run has ended.
    """

    experiment: Experiment
    history: History
    probe_answers: ProbeAnswers | None = None
    evaluated: Evaluated = UNKNOWN
    since: int | None = None
    is_over: bool = False

    def figures(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return a figure by step, (N,) int64 and (N,) float64; of several values at one step the last."""
        line = self._lines.get(name)
        if line is None:
            return np.empty(0, dtype=np.int64), np.empty(0)
        is_last = np.append(line.step[1:] != line.step[:-1], True)[: len(line.step)]
        steps, values = line.step[is_last], line.last[is_last]
        is_current = steps >= (0 if self.since is None else self.since)
        return steps[is_current], values[is_current]

    def last(self, name: str, reports: int = 5) -> float:
        """Return the median of the latest reports of a figure; NaN if there are none."""
        values = self.figures(name)[1][-reports:]
        return float(np.median(values)) if len(values) else float("nan")

    @cached_property
    def _lines(self) -> dict[str, Line]:
        """All figures at one moment, equal for all judges although the history grows meanwhile."""
        return self.history.lines()

    @cached_property
    def steps(self) -> np.ndarray:
        """The steps (N,) of the reports."""
        return self.figures("train_loss")[0]

    @cached_property
    def train(self) -> np.ndarray:
        """The training loss (N,)."""
        return self.figures("train_loss")[1]

    @cached_property
    def test(self) -> np.ndarray:
        """The test loss (N,); empty without a test part."""
        return self.figures("test_loss")[1]

    @cached_property
    def weights(self) -> list[np.ndarray]:
        """The gradient norms (N,) of each weight matrix, first layer first."""
        names = [name for name in self._lines if name.startswith("gradient/") and "weight" in name]
        since = -1 if self.since is None else self.since
        return [values[step > since] for step, values in map(self.figures, names)]

    @cached_property
    def metric(self) -> str:
        """The metric of both parts: "accuracy" or "r2", "" if there is none."""
        return next((name for name in METRICS if f"train_{name}" in self._lines), "")

    @property
    def is_rosenblatt(self) -> bool:
        """Whether the net learns by Rosenblatt's rule, whose loss counts mistakes only."""
        return getattr(self.experiment.net, "loss", "") == "perceptron"
