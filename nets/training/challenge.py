"""A challenge: something to achieve by turning knobs, that checks by itself whether it was achieved; torch-free."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from nets.diagnosis.evaluated import Evaluated
from nets.diagnosis.evidence import METRICS
from nets.training.diagnosis import diagnose
from nets.training.experiment import Experiment
from nets.training.history import History
from nets.training.problem import Problem

IN_A_ROW = 3  # reports that must agree, so that a lucky one does not count


class Attempt(Protocol):
    """What a challenge looks at: a run does, and so does anything with these."""

    @property
    def experiment(self) -> Experiment: ...

    @property
    def history(self) -> History: ...

    @property
    def state(self) -> str: ...

    @property
    def index(self) -> int: ...

    @property
    def evaluated(self) -> Evaluated: ...


@dataclass(frozen=True)
class Verdict:
    """How far a challenge has come: `share` from 0 to 1, 1 being reached, and a sentence that says why."""

    share: float
    words: Problem

    @property
    def reached(self) -> bool:
        """Whether the challenge is met."""
        return self.share >= 1


@dataclass(frozen=True)
class Challenge:
    """`check` judges the runs of a visitor, oldest first, the run at hand last; it keeps nothing and changes nothing.

    `title`, `task` and `hints` are English, marked for translation. `start` are knobs to turn to begin with.
    """

    name: str
    title: str
    task: str
    check: Callable[[Sequence[Attempt]], Verdict]
    hints: tuple[str, ...] = ()
    start: Mapping[str, Any] = field(default_factory=dict)


def held(history: History, figure: str, reports: int = IN_A_ROW) -> float:
    """The greatest value that a figure has not fallen below for some reports in a row; 0 where there are too few."""
    values = history.line(figure).last
    if len(values) < reports:
        return 0.0
    rolling = np.lib.stride_tricks.sliding_window_view(values, reports)  # (n - reports + 1, reports)
    return float(np.nan_to_num(rolling.min(axis=1)).max())


def recent(history: History, figure: str, reports: int = 5) -> float:
    """The median of a figure's latest values; NaN where there are none."""
    values = history.line(figure).last[-reports:]
    return float(np.median(values)) if len(values) else float("nan")


def overfitted(attempt: Attempt) -> float | None:
    """The test loss at which a run was overfitting, now or when its test loss was at its worst; None if never."""
    test = attempt.history.line("test_loss")
    if not len(test.last) or np.isnan(test.last).all():
        return None
    for step in (int(test.step[-1]), int(test.step[np.nanargmax(test.last)])):
        past = _until(attempt.history, step)
        if diagnose(attempt.experiment, past, None, "done", attempt.evaluated).kind == "overfitting":
            return recent(past, "test_loss")
    return None


def _until(history: History, step: int) -> History:
    """The figures that overfitting shows in, up to a step."""
    past = History()
    names = [f"{part}_{name}" for part in ("train", "test") for name in ("loss", *METRICS)]
    lines = {name: history.line(name).until(step) for name in names}
    past.extend({name: (line.step, line.last) for name, line in lines.items() if len(line.step)})
    return past
