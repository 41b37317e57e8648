"""How a run gets its trainer, frees it when there is no viewer, and gets another one when a viewer returns."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from nets.engine.dispatch import keep_busy
from nets.engine.workers.admission import AbandonedError
from nets.engine.workers.backends import Lost, Seat

if TYPE_CHECKING:
    from nets.engine.run import Run

REST_SECONDS = 30.0  # without a look, after which a run frees its trainer
REST_SECONDS_IN_NEED = 6.0  # the same if others wait for memory


def request(run: Run) -> None:
    """Ask for a trainer, in the background. The caller holds the lock of the run."""
    run.seat = Future()
    run.requested_at = run.answered_at = monotonic()
    run.commands.put(partial(_open, run, run.seat, run.checkpoint))


def _open(run: Run, seat: Future[Seat], checkpoint: bytes | None) -> None:
    """Open the trainer as soon as there is room for it; a run without a viewer leaves the queue."""
    engine = run.engine
    try:
        if run.seat is not seat:  # the run was stopped before its turn came
            raise AbandonedError
        trainer = engine.admission.admit(
            run.experiment,
            run,
            lambda: run.seat is seat and run.leased,
            lambda: engine.place.open(run.experiment, checkpoint),
        )
    except AbandonedError:
        with run.lock:
            if run.seat is seat:
                run.seat, run.resting = None, True
        seat.set_exception(Lost("the run no longer needs this trainer"))
    except BaseException as error:
        seat.set_exception(error)
    else:
        seat.set_result(trainer)
        with run.lock:
            if run.seat is seat and run.state == "running":
                keep_busy(run)


def rest(run: Run, seconds: float) -> None:
    """Free the trainer of a run, after a last checkpoint, if no viewer has looked at the run for `seconds`."""
    with run.lock:
        seat = run.seat
        if seat is None or not _is_idle(run, seat, seconds) or run.busy:
            return
        if run.state == "failed":  # its trainer may be in any state; `resume` begins with the last checkpoint
            run.seat = None
            return
        run.commands.put(partial(_rest, run, seat, seconds))


def _rest(run: Run, seat: Future[Seat], seconds: float) -> None:
    """Free the trainer, unless a viewer looks or a command comes in the meantime."""
    if _is_idle(run, seat, seconds):
        run.talk(seat, "rest")
    with run.lock:
        if _is_idle(run, seat, seconds) and run.commands.pending == 1 and run.state != "failed":
            run.seat, run.resting = None, True


def _is_idle(run: Run, seat: Future[Seat], seconds: float) -> bool:
    """Return whether `seat` is still the run's, has nothing to do, and no viewer has looked for `seconds`."""
    trains = run.state == "running" and run.leased
    present = run.seat is seat and seat.done() and not run.ending
    return present and not trains and run.pumps == 0 and run.lease.seconds_unseen > seconds
