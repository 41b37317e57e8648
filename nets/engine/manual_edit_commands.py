"""Manual edits of a run: write a weight, undo that, teach an example, preview an update."""

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

    With `on` it continues the last write, so that dragging a slider is one change.
    """
    return _request(run, "write", parameter, tuple(index), parse_weight(value), undo, run.viewer.watch, on).edit


def undo(run: Run) -> Written | None:
    """Undo the last manual write. Returns None if there is none. Raises Problem."""
    last = undoable(run)
    return None if last is None else write(run, last.parameter, last.index, last.old, undo=True)


def undoable(run: Run) -> Written | None:
    """Return the last write that was not undone."""
    undone = 0
    for edit in reversed(run.edits):
        if isinstance(edit, Written):
            undone += 1 if edit.undoes else -1
            if undone < 0:
                return edit
    return None


def teach(run: Run, examples: Sequence[int] | None = None) -> Taught | None:
    """Make one update on chosen training examples or on the next batch, and pause the run.

    Only chosen examples are recorded, because the next batch was due anyway. Blocks; raises Problem.
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
    """Raise Problem if the run has no net, or one that has diverged."""
    if run.state in ("diverged", "failed", "stopped"):
        raise Problem(N_("This run is over. Press Reset first."))
