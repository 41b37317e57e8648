"""The figures of the net on the screen: those since a user last set its weights by hand. Torch-free."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nets.experiment.experiment import Experiment
from nets.training.evaluated_examples import UNKNOWN, Evaluated
from nets.training.history import History, Line
from nets.training.messages import ProbeAnswers

METRICS = ("accuracy", "r2")  # figures of both sets of which 1 is the best


@dataclass(frozen=True)
class Evidence:
    """What the judges look at.

    Attributes:
        experiment: The settings of the run.
        history: The figures of the run.
        look: What the probes said.
        evaluated: How many examples the figures average.
        since: The step at which weights were last written by hand, None if they were not. What was reported before
            belongs to another net.
        over: Whether the run has come to its end.
    """

    experiment: Experiment
    history: History
    look: ProbeAnswers | None = None
    evaluated: Evaluated = UNKNOWN
    since: int | None = None
    over: bool = False

    def figures(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """A figure by step, (N,) int64 and (N,) float64: of several values at one step the last."""
        line = self._lines.get(name)
        if line is None:
            return np.empty(0, dtype=np.int64), np.empty(0)
        last = np.append(line.step[1:] != line.step[:-1], True)[: len(line.step)]
        step, values = line.step[last], line.last[last]
        kept = step >= (0 if self.since is None else self.since)
        return step[kept], values[kept]

    def last(self, name: str, reports: int = 5) -> float:
        """The median of the latest reports of a figure; NaN where there are none."""
        values = self.figures(name)[1][-reports:]
        return float(np.median(values)) if len(values) else float("nan")

    @cached_property
    def _lines(self) -> dict[str, Line]:
        """All figures at one moment, the same for all judges: the history of a run grows while they look."""
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
        """The test loss; empty where there is no test set."""
        return self.figures("test_loss")[1]

    @cached_property
    def weights(self) -> list[np.ndarray]:
        """The gradient norms (N,) of each weight matrix, first layer first."""
        names = [name for name in self._lines if name.startswith("gradient/") and "weight" in name]
        since = -1 if self.since is None else self.since
        return [values[step > since] for step, values in map(self.figures, names)]

    @cached_property
    def metric(self) -> str:
        """The metric that both sets have: "accuracy" or "r2", "" where there is none."""
        return next((name for name in METRICS if f"train_{name}" in self._lines), "")

    @property
    def rosenblatt(self) -> bool:
        """Whether the net learns by Rosenblatt's rule, whose loss counts mistakes alone."""
        return getattr(self.experiment.net, "loss", "") == "perceptron"
