"""What is shown of a run: the present, or a moment of its past; torch-free."""

from __future__ import annotations

from nets.experiment.user_error import N_, Problem
from nets.training.history import History, Line
from nets.training.messages import Look


class Shown:
    """The one place that knows which moment of a run its viewer looks at.

    `moments` are the steps that the trainer has kept weights of. `chosen` is the one asked for, None for the present.
    Until its look has come, what was shown before stays: `step` tells what really is shown.
    """

    def __init__(self, history: History) -> None:
        self.moments: tuple[int, ...] = ()
        self.chosen: int | None = None
        self._whole = history
        self._past: Look | None = None
        self._present: Look | None = None

    @property
    def step(self) -> int | None:
        """The step of the moment that is shown, None for the present."""
        return self._past.index if self._past else None

    @property
    def look(self) -> Look | None:
        """What the probes said at the moment that is shown."""
        return self._past or self._present

    @property
    def looked(self) -> int | None:
        """The step of the latest look at the present, None before the first."""
        return self._present.index if self._present else None

    @property
    def history(self) -> History:
        """The figures up to the moment that is shown."""
        return self._whole if self._past is None else Until(self._whole, self._past.index)

    def choose(self, step: int | None) -> None:
        """Look at this moment from now on; None is the present."""
        self.chosen = step
        if step is None:
            self._past = None

    def take(self, look: Look) -> None:
        """The look at a chosen moment has come."""
        if self.chosen is not None:
            self._past = look
            self.chosen = look.index if look.asked == self.chosen else self.chosen

    def forget(self) -> None:
        """Let the looks go: the run is no longer at hand."""
        self._past = self._present = None

    def update(self, look: Look | None, moments: tuple[int, ...] | None) -> None:
        """What the latest news say of the present, and which moments there are; None leaves either as it is."""
        self._present = look or self._present
        self.moments = self.moments if moments is None else moments

    def lose(self, lost: int, step: int) -> Problem:
        """The trainer is gone with all it has kept: words for a run that goes on from `step`, not `lost`."""
        text = N_("The worker of this run ended at step {lost}. The run goes on from step {step}.")
        if self.chosen is not None:
            text = N_(
                "The worker of this run ended at step {lost}, and the moment you looked at is gone with it. "
                "The run goes on from step {step}."
            )
        self.moments = ()
        self.choose(None)
        return Problem(text, lost=lost, step=step)


class Until(History):
    """A history as it was at a step: the same figures up to and including that step. A view, not a copy."""

    def __init__(self, whole: History, step: int) -> None:
        super().__init__()
        self._lock, self._columns = whole._lock, whole._columns
        self._step = step

    def line(self, name: str, rows: int | None = None) -> Line:
        """Return one column up to the step; with `rows` thinned to at most so many."""
        line = super().line(name).until(self._step)
        return line if rows is None else line.thin(rows)

    def lines(self) -> dict[str, Line]:
        """Return all columns up to the step."""
        return {name: line.until(self._step) for name, line in super().lines().items()}

    def last(self, name: str) -> float:
        """Return the last figure up to the step, NaN if there is none."""
        last = self.line(name).last
        return float(last[-1]) if len(last) else float("nan")
