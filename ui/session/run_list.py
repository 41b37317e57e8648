"""Hold the runs of one session with their names: which of them are kept, pinned or shown in the curves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nets.engine.run import Run
from nets.experiment.user_error import N_, Problem
from ui.text.i18n import _

MAX_RUNS = 20  # of a session; the oldest that are not pinned are dropped
MAX_PINNED = 10
MAX_IN_CURVES = 4  # runs in the curves besides the current one
MAX_BYTES = 100_000_000  # of the checkpoints of a session
MAX_NAME = 40  # characters
FULL = 5  # newest runs that keep their whole history
OLD_ROWS = 300  # rows of each figure of an older run


@dataclass
class Mark:
    """What the user has said about a run.

    Attributes:
        number: Number of the run in this session.
        name: The user's name for it; "" if none.
        pinned: Whether it is never dropped.
        is_in_curves: Whether the curves show it besides the current run.
        origin: Id of the run that it varies, if it was begun to compare the two.
        loaded: Id that a loaded run had where it was trained.
    """

    number: int
    name: str = ""
    pinned: bool = False
    is_in_curves: bool = False
    origin: str = ""
    loaded: str = ""


class RunList:
    """Runs in the order in which they were the current one, the current one last, each with its mark.

    Attributes:
        runs: The runs.
        previous: The current run before this one, if it had made a step.
        deleted: The run that was deleted last, with its index.
        is_stored: Whether the runs are kept on disk.
        table_drawn_at: When the table of runs was drawn, in seconds of `monotonic`; None if there is none.
    """

    def __init__(self, on_delete: Callable[[Run], None] = lambda _run: None) -> None:
        """`on_delete` is called with a run that the user has deleted."""
        self.runs: list[Run] = []
        self.previous: Run | None = None
        self.deleted: tuple[int, Run] | None = None
        self.is_stored = False
        self.table_drawn_at: float | None = None
        self._on_delete = on_delete
        self._marks: dict[str, Mark] = {}
        self._count = 0

    def mark(self, run: Run) -> Mark:
        """Return the mark of a run; a new one gets the next number."""
        if run.id not in self._marks:
            self._count += 1
            self._marks[run.id] = Mark(self._count)
        return self._marks[run.id]

    def title(self, run: Run) -> str:
        """Return the name of a run: the user's or, without one, its number."""
        mark = self.mark(run)
        return mark.name or _("Run {number}", number=mark.number)

    def find(self, id: str) -> Run | None:
        """Return the run with this id; None if it is not in the list."""
        return next((run for run in self.runs if run.id == id), None)

    def same(self, id: str, index: int) -> list[Run]:
        """Return the runs that were trained or loaded under this id and are at this step."""
        return [run for run in self.runs if id and id in (run.id, self.mark(run).loaded) and run.index == index]

    def add(self, run: Run) -> None:
        """Add the new current run; older ones are shortened or dropped."""
        if self.runs and self.runs[-1].index == 0 and not self.mark(self.runs[-1]).pinned:
            self._forget(self.runs.pop())
        self.runs.append(run)
        self.mark(run).is_in_curves = False
        self._thin()

    def insert(self, run: Run, name: str) -> None:
        """Add a run under this name before the current one."""
        self.runs.insert(len(self.runs) - 1, run)
        self.rename(run, name)
        self._thin()

    def bring(self, run: Run) -> None:
        """Make a run of the list the current one."""
        self.runs.remove(run)
        self.add(run)

    def rename(self, run: Run, name: str) -> None:
        """Give a run a name that no other has; an empty one restores its number."""
        name = " ".join("".join(c if c.isprintable() else " " for c in name).split())[:MAX_NAME]
        titles = {self.title(other) for other in self.runs if other is not run}
        unique, count = name, 1
        while unique in titles:
            count += 1
            unique = f"{name} ({count})"
        self.mark(run).name = unique

    def pin(self, run: Run, pinned: bool) -> None:
        """Pin a run, so that it is never dropped. Raises Problem if too many or too large ones would be pinned."""
        pinned_runs = [other for other in self.runs if self.mark(other).pinned and other is not run]
        if pinned and len(pinned_runs) >= MAX_PINNED:
            text = N_("At most {most} runs can be pinned. Unpin or delete one first.")
            raise Problem(text, most=MAX_PINNED)
        if pinned and sum(map(_size, [*pinned_runs, run])) > MAX_BYTES:
            raise Problem(N_("The weights of the pinned runs are too large for one more. Unpin or delete one first."))
        self.mark(run).pinned = pinned

    def show_in_curves(self, ids: list[str]) -> None:
        """Show these runs in the curves, and no others. Raises Problem for too many."""
        if len(ids) > MAX_IN_CURVES:
            raise Problem(N_("At most {most} runs fit into the curves beside the one at hand."), most=MAX_IN_CURVES)
        for run in self.runs:
            self.mark(run).is_in_curves = run.id in ids

    def add_to_curves(self, run: Run) -> None:
        """Show one more run in the curves, in place of the oldest if there are too many."""
        others = [other.id for other in self.runs if self.mark(other).is_in_curves and other is not run]
        self.show_in_curves([*others[1 - MAX_IN_CURVES :], run.id])

    def runs_in_curves(self) -> list[Run]:
        """Return the runs that the curves show besides the current one."""
        return [run for run in self.runs[:-1] if self.mark(run).is_in_curves]

    def delete(self, run: Run) -> None:
        """Delete a run that is not the current one; `undo` restores the last one."""
        index = self.runs.index(run)
        if run is self.runs[-1]:
            return
        if self.deleted is not None:
            self._forget(self.deleted[1])
        self.deleted = (index, self.runs.pop(index))
        self._on_delete(self.deleted[1])  # a restored run is stored again

    def undo(self) -> None:
        """Restore the run that was deleted last."""
        if self.deleted is not None:
            index, run = self.deleted
            self.runs.insert(min(index, len(self.runs) - 1), run)
            self.deleted = None

    def _thin(self) -> None:
        """Shorten the history of old runs, and drop the oldest that are not pinned if there are too many."""
        for run in self.runs[:-FULL]:
            if not self.mark(run).pinned:
                run.history.compact(OLD_ROWS)
                run.shown.forget()
        unpinned = [run for run in self.runs[:-1] if not self.mark(run).pinned]
        while unpinned and (len(self.runs) > MAX_RUNS or sum(map(_size, self.runs)) > MAX_BYTES):
            self.runs.remove(unpinned[0])
            self._forget(unpinned.pop(0))

    def _forget(self, run: Run) -> None:
        """Stop a run that is no longer in the list."""
        run.stop()
        self._marks.pop(run.id, None)


def _size(run: Run) -> int:
    return len(run.checkpoint or b"")
