"""The displayed step of a run: the present, or a moment of its past; torch-free."""

from __future__ import annotations

from nets.experiment.user_error import N_, Problem
from nets.training.history import History, Line
from nets.training.messages import ProbeAnswers


class DisplayedStep:
    """The moment of a run that its viewer sees.

    Attributes:
        moments: The steps of which the trainer keeps the weights.
        chosen: The requested step, None for the present. Until its probe answers arrive, the display does not change;
            `step` is the displayed one.
    """

    def __init__(self, history: History) -> None:
        self.moments: tuple[int, ...] = ()
        self.chosen: int | None = None
        self._whole = history
        self._past: ProbeAnswers | None = None
        self._present: ProbeAnswers | None = None

    @property
    def step(self) -> int | None:
        """The displayed step, None for the present."""
        return self._past.index if self._past else None

    @property
    def probe_answers(self) -> ProbeAnswers | None:
        """The probe answers at the displayed moment."""
        return self._past or self._present

    @property
    def answered_index(self) -> int | None:
        """The step of the latest probe answers about the present, None before the first."""
        return self._present.index if self._present else None

    @property
    def history(self) -> History:
        """The figures up to the displayed moment."""
        return self._whole if self._past is None else HistoryUntil(self._whole, self._past.index)

    def choose(self, step: int | None) -> None:
        """Request this step; None is the present."""
        self.chosen = step
        if step is None:
            self._past = None

    def take(self, answers: ProbeAnswers) -> None:
        """Show probe answers about the past, unless the viewer is back at the present."""
        if self.chosen is not None:
            self._past = answers
            self.chosen = answers.index if answers.asked == self.chosen else self.chosen

    def forget(self) -> None:
        """Drop all probe answers, because another run is displayed."""
        self._past = self._present = None

    def update(self, answers: ProbeAnswers | None, moments: tuple[int, ...] | None) -> None:
        """Update the answers about the present, and the moments; None leaves either unchanged."""
        self._present = answers or self._present
        self.moments = self.moments if moments is None else moments

    def lose(self, lost: int, step: int) -> Problem:
        """Forget the moments of a trainer lost at step `lost`; return the note for the viewer."""
        text = N_("The worker of this run ended at step {lost}. The run goes on from step {step}.")
        if self.chosen is not None:
            text = N_(
                "The worker of this run ended at step {lost}, and the moment you looked at is gone with it. "
                "The run goes on from step {step}."
            )
        self.moments = ()
        self.choose(None)
        return Problem(text, lost=lost, step=step)


class HistoryUntil(History):
    """A view of the figures of a history up to and including a step."""

    def __init__(self, whole: History, step: int) -> None:
        super().__init__()
        self._whole = whole
        self._step = step

    def __contains__(self, name: str) -> bool:
        return name in self._whole

    def names(self) -> list[str]:
        """Return the figures of the whole history."""
        return self._whole.names()

    def line(self, name: str, rows: int | None = None) -> Line:
        """Return one figure up to the step, in at most `rows` rows if given."""
        line = self._whole.line(name).until(self._step)
        return line if rows is None else line.thin(rows)

    def lines(self) -> dict[str, Line]:
        """Return all figures up to the step, by name."""
        return {name: line.until(self._step) for name, line in self._whole.lines().items()}

    def last(self, name: str) -> float:
        """Return the value of a figure at the step, NaN if there is none."""
        last = self.line(name).last
        return float(last[-1]) if len(last) else float("nan")

    def values_a_row(self, name: str) -> int:
        """Return how many reported values a row stands for at most."""
        return self._whole.values_a_row(name)
