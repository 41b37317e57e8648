"""What a user does to a run by hand: write a weight, take that back, teach one example, look an update through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nets.engine.run import Run
from nets.engine.workers.backends import WorkerLost
from nets.experiment.user_error import N_, Problem
from nets.training.manual_edits import Taught, Written, parse_weight


def write(
    run: Run, parameter: str, index: Sequence[int], value: float, undo: bool = False, on: bool = False
) -> Written:
    """Write one entry of a parameter of the run's net, also while it trains. Blocks; raises Problem.

    `on`: goes on with the write before, so that dragging a slider is one change.
    """
    return _request(run, "write", parameter, tuple(index), parse_weight(value), undo, run.viewer.watch, on).edit


def undo(run: Run) -> Written | None:
    """Put back what the last write replaced that has not been taken back; None if there is none. Raises Problem."""
    last = undoable(run)
    return None if last is None else write(run, last.parameter, last.index, last.old, undo=True)


def undoable(run: Run) -> Written | None:
    """The last write that has not been taken back."""
    undone = 0
    for edit in reversed(run.edits):
        if isinstance(edit, Written):
            undone += 1 if edit.undoes else -1
            if undone < 0:
                return edit
    return None


def teach(run: Run, examples: Sequence[int] | None = None) -> Taught | None:
    """One real update, on training examples of a user's choice or on the run's next batch; then the run pauses.

    Only a choice leaves a record: the next batch would have come anyway. Blocks; raises Problem.
    """
    run.pause()
    if examples is None:
        _open(run)
        run.step()
        return None
    return _request(run, "teach", tuple(examples), run.viewer.watch).edit


def rehearse(run: Run, examples: Sequence[int] | None = None) -> dict[str, np.ndarray]:
    """Return the numbers of the update that `teach` would make; blocks, raises Problem.

    See `nets.probes.units.update_walkthrough`.
    """
    return _request(run, "rehearse", None if examples is None else tuple(examples))


def _request(run: Run, name: str, *arguments: Any) -> Any:
    _open(run)
    try:
        return run.tell(name, *arguments)
    except WorkerLost:
        raise Problem(N_("The trainer did not answer. Try again in a moment.")) from None


def _open(run: Run) -> None:
    """Raises Problem for a run whose net is no longer there, or no longer of any use."""
    if run.state in ("diverged", "failed", "stopped"):
        raise Problem(N_("This run is over. Press Reset first."))
