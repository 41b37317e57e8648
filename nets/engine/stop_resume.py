"""The end of a run and its return: the last checkpoint before the trainer goes, another trainer from it later."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from nets.engine.workers.backends import Seat

if TYPE_CHECKING:
    from nets.engine.run import Run


def end(run: Run, keep: bool) -> None:
    """Free the trainer of `run`, after a checkpoint of its very last step if `keep`; that is done in the background."""
    with run.lock:
        seat, run.ending, run.resting = run.seat, True, False
        keep = keep and run.ready and run.state != "failed"
        if run.state in ("running", "paused"):
            run.state = "stopped"
        if keep and seat is not None:
            run.commands.put(partial(_let_go, run, seat))
        else:
            run.seat = None


def _let_go(run: Run, seat: Future[Seat]) -> None:
    """When all is quiet, ask for the last checkpoint; then free the trainer, unless the run was resumed meanwhile."""
    try:
        with run.quiet:
            run.quiet.wait_for(lambda: not run.pumps or not run.ending)
        run.talk(seat, "save")
    finally:
        with run.lock:
            if run.ending and run.seat is seat:
                run.seat = None


def resume(run: Run) -> None:
    """Bring a run back: in the trainer that it still has and that did not fail, else from its last checkpoint."""
    with run.lock:
        run.ending, anew = False, run.seat is None or run.state == "failed"
        if run.state in ("stopped", "failed"):
            run.state, run.problem = "paused", None
        if anew:
            run.losses.count = 0
            run.reopen()
        else:
            run._command("look", watched=True)
        run.watched()
