"""How a run gets its trainer, gives it back while nobody looks, and gets another one when somebody looks again."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from nets.training.admission import Unwanted
from nets.training.places import Lost, Seat
from nets.training.pump import keep_busy

if TYPE_CHECKING:
    from nets.training.run import Run

REST_SECONDS = 30.0  # a run that nobody has looked at for so long gives its trainer back
REST_SECONDS_IN_NEED = 6.0  # and if others wait for memory


def request(run: Run) -> None:
    """Ask for a trainer, in the background. The lock of the run must be held."""
    seat: Future[Seat] = Future()
    run.seat = seat
    run.heard = run.requested = monotonic()
    run.commands.put(partial(_open, run, seat, run.checkpoint))


def _open(run: Run, seat: Future[Seat], checkpoint: bytes | None) -> None:
    """Open the trainer as soon as there is room for it; a run that nobody looks at any more leaves the queue."""
    try:
        place, admission = run.engine.place, run.engine.admission
        with admission.admitted(run.experiment, run, lambda: run.seat is seat and run.leased) as need:
            opened = run.engine.seated(place.open(run.experiment, checkpoint), need)
    except Unwanted:
        with run.lock:
            if run.seat is seat:
                run.seat, run.resting = None, True
        seat.set_exception(Lost("nobody waits for this trainer"))
    except BaseException as error:
        seat.set_exception(error)
    else:
        seat.set_result(opened)
        with run.lock:
            if run.seat is seat and run.state == "running":
                keep_busy(run)


def rest(run: Run, seconds: float) -> None:
    """Let a run rest if nobody has looked at it for so long: its trainer is freed after a last checkpoint."""
    with run.lock:
        seat = run.seat
        if seat is None or not _idle(run, seat, seconds) or run.busy:
            return
        if run.state == "failed":  # its trainer may be in any state; it goes on from the last checkpoint
            run.seat = None
            return
        run.commands.put(partial(_rest, run, seat, seconds))


def _rest(run: Run, seat: Future[Seat], seconds: float) -> None:
    """Unless somebody looks meanwhile, free the trainer."""
    if _idle(run, seat, seconds):
        run.talk(seat, "rest")
    with run.lock:
        if _idle(run, seat, seconds) and run.commands.pending == 1 and run.state != "failed":
            run.seat, run.resting = None, True


def _idle(run: Run, seat: Future[Seat], seconds: float) -> bool:
    """Whether nothing goes on in this trainer, and nobody has looked for so long."""
    trains = run.state == "running" and run.leased
    here = run.seat is seat and seat.done() and not run.ending
    return here and not trains and run.pumps == 0 and monotonic() - run.looked_at > seconds
