"""Challenges: goals that a user reaches by changing settings, each with a check; torch-free."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import numpy as np

from nets.experiment.experiment import Experiment
from nets.experiment.user_error import Problem
from nets.training.history import History

IN_A_ROW = 3  # reports that must agree, so that a lucky one does not count
ENOUGH = 20  # reports before a trend is judged
E = TypeVar("E", bound=Experiment)


class Attempt(Protocol):
    """What a challenge checks: a run, or anything with these attributes."""

    @property
    def experiment(self) -> Experiment:
        """What the attempt trains."""

    @property
    def history(self) -> History:
        """Figures by step."""

    @property
    def state(self) -> str:
        """State of the run, such as "running" or "done"."""

    @property
    def index(self) -> int:
        """Number of updates made."""


@dataclass(frozen=True)
class Verdict:
    """The progress of a challenge: `share` from 0 to 1, which is solved, and a sentence with the reason.

    `facts` stay true from now on, such as a fixed goal; the next check gets them before the runs.
    """

    share: float
    words: Problem
    facts: tuple[Any, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether the challenge is met."""
        return self.share >= 1


@dataclass(frozen=True)
class Challenge:
    """A goal of a page. Its texts are English, marked for translation.

    Attributes:
        name: As in the address.
        title: A few words.
        task: What to do.
        check: Judges the runs of a user, oldest first, the current run last; it has no side effects.
        hints: From the least to the most helpful.
        start: The settings to begin with; all others are those that the page opens with.
        panel: The inspector to open.
    """

    name: str
    title: str
    task: str
    check: Callable[[Sequence[Attempt]], Verdict]
    hints: tuple[str, ...] = ()
    start: Mapping[str, Any] = field(default_factory=dict)
    panel: str = ""

    def set_up(self, usual: Experiment, fixed: Mapping[str, Any] | None = None) -> Experiment:
        """Return the experiment that this challenge begins with.

        Args:
            usual: The experiment that the page opens with.
            fixed: Settings that do not change, such as those that a lesson hides, unless the challenge names them.
        """
        return usual.replace({**(fixed or {}), **usual.completed(self.start)})


def runs_of(kind: type[E], runs: Sequence[Any]) -> list[tuple[Any, E]]:
    """Return the runs of one kind of experiment, each with its experiment; facts among them are skipped."""
    pairs = [(run, getattr(run, "experiment", None)) for run in runs]
    return [(run, experiment) for run, experiment in pairs if isinstance(experiment, kind)]


def probe_answer(run: Any, probe: str) -> dict[str, Any]:
    """Return the latest answer of a probe about a run, {} if it was not asked."""
    latest = getattr(run, "probe_answers", None)
    answer: dict[str, Any] = {} if latest is None else latest.answers.get(probe, {})
    return answer


def sustained_value(history: History, figure: str, reports: int = IN_A_ROW, until: int | None = None) -> float:
    """Return the greatest value that a figure kept to for some reports in a row; 0 if there are too few.

    With `until` only the first `until` updates count.
    """
    line = history.line(figure)
    values = (line if until is None else line.until(until)).last
    if len(values) < reports:
        return 0.0
    return float(_lowest(values, reports).max())


def step_reached(history: History, figure: str, aim: float, reports: int = IN_A_ROW) -> int | None:
    """Return the first step at which a figure reached `aim` for some reports in a row, None if never."""
    line = history.line(figure)
    if len(line.last) < reports or not (reached := _lowest(line.last, reports) >= aim).any():
        return None
    return int(line.step[reports - 1 + int(np.argmax(reached))])


def _lowest(values: np.ndarray, reports: int) -> np.ndarray:
    """Return the least of each `reports` values in a row, (n - reports + 1,)."""
    return np.nan_to_num(np.lib.stride_tricks.sliding_window_view(values, reports).min(axis=1))


def recent_median(history: History, figure: str, reports: int = 5) -> float:
    """Return the median of a figure's latest values; NaN if there are none."""
    values = history.line(figure).last[-reports:]
    return float(np.median(values)) if len(values) else float("nan")


@dataclass(frozen=True)
class Overfit:
    """The moment at which a run clearly overfitted: the fixed goal of a cure."""

    data: Any  # the data settings of the run
    loss: float  # the test loss at that moment
    step: int
    earlier: frozenset[Any] = frozenset()  # the runs before it, which do not count as cures


def find_overfit(attempt: Attempt, rise: float) -> tuple[Overfit | None, float]:
    """Return the first moment at which a run overfitted, and how far its test loss has risen at most.

    Args:
        attempt: The run.
        rise: The ratio of the test loss to its own least value that counts, if the training loss has fallen since.

    Returns:
        The moment, None if there is none, and the greatest such ratio so far.
    """
    step, train, test = _losses(attempt.history)
    if len(test) < ENOUGH:
        return None, 1.0
    least = np.fmin.accumulate(test)
    at = np.maximum.accumulate(np.where(test <= least, np.arange(len(test)), 0))  # the report of the least loss
    ratio = np.ones(len(test))
    np.divide(test, np.maximum(least, 1e-12), out=ratio, where=(train < train[at]) & np.isfinite(test))
    ratio[: ENOUGH - 1] = 1.0  # the reports of the first updates vary widely
    if ratio.max() < rise:
        return None, float(ratio.max())
    first = int(np.argmax(ratio >= rise))
    return Overfit(attempt.experiment.data, float(test[first]), int(step[first])), float(ratio.max())


def _losses(history: History, reports: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the steps (R,) of the reports, and running medians (R,) of the training and test loss."""
    lines = [history.line(f"{part}_loss") for part in ("train", "test")]
    step = np.intersect1d(lines[0].step, lines[1].step)
    if len(step) < reports:
        return step[:0], np.empty(0), np.empty(0)
    values = [line.last[np.searchsorted(line.step, step, side="right") - 1] for line in lines]
    windows = [np.lib.stride_tricks.sliding_window_view(one, reports) for one in values]
    train, test = (np.nan_to_num(np.median(window, axis=1), nan=np.inf) for window in windows)
    return step[reports - 1 :], train, test
