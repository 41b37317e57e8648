"""The end of a run and its return: the last checkpoint before the trainer goes, another trainer from it later."""

from __future__ import annotations

from concurrent.futures import Future, wait
from functools import partial
from typing import TYPE_CHECKING

from nets.training.places import Seat

if TYPE_CHECKING:
    from nets.training.run import Run


def end(run: Run, keep: bool) -> None:
    """Free the trainer of `run`, after a checkpoint of its very last step if `keep`; that is done in the background."""
    with run.lock:
        seat, run.ending = run.seat, True
        keep = keep and run.ready and run.state != "failed"
        if run.state in ("running", "paused"):
            run.state = "stopped"
        if keep and seat is not None:
            run._commands += 1
            run._engine.background(partial(_let_go, run, seat, run._sent))
        else:
            run.seat = None


def _let_go(run: Run, seat: Future[Seat], before: Future[None] | None) -> None:
    """When all is quiet, ask for the last checkpoint; then free the trainer, unless the run was resumed meanwhile."""
    try:
        wait([before] if before else [])
        with run._quiet:
            run._quiet.wait_for(lambda: not run._pumps or not run.ending)
        run._guarded(seat, partial(run._tell, seat, "save"))
    finally:
        with run.lock:
            run._commands -= 1
            if run.ending and run.seat is seat:
                run.seat = None


def resume(run: Run) -> None:
    """Bring a run back: in the trainer that it still has and that did not fail, else from its last checkpoint."""
    with run.lock:
        run.ending, anew = False, run.seat is None or run.state == "failed"
        if run.state in ("stopped", "failed"):
            run.state, run.problem = "paused", None
        if anew:
            run._losses = 0
            run._reopen()
        else:
            run._command("look", watched=True)
        run.watched()
