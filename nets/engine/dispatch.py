"""The pump: keeps the trainer of a run busy while the run is running and watched."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from time import monotonic, sleep
from typing import TYPE_CHECKING

from nets.engine.recovery import guarded
from nets.engine.workers.backends import Seat
from nets.training.messages import Watch

if TYPE_CHECKING:
    from nets.engine.run import Run

LOOK_SECONDS = 0.1  # looks are not fresher than this


class LookRequests:
    """When a trainer is asked for a look: after the last one was delivered to a viewer, if it is no longer fresh.

    Attributes:
        delivered: Whether a viewer has fetched the last look.
    """

    def __init__(self) -> None:
        self.delivered = True
        self._last = 0.0

    def take(self) -> bool:
        """Return whether to ask now; the look then counts as asked for."""
        now = monotonic()
        if not self.delivered or now - self._last < LOOK_SECONDS:
            return False
        self.delivered, self._last = False, now
        return True


def keep_busy(run: Run) -> None:
    """Start the pumps that `run` wants and has not got. Its lock must be held.

    Two pumps ask in turn, so that the trainer has its next order before the last is answered; one is enough where other
    runs fill the gap, and where the run is slowed down.
    """
    run.wake()
    if run.seat is None or not run.seat.done():
        return  # this is called again when the trainer is open
    while run.pumps < _wanted(run):
        run.expect_answer()
        run.pumps += 1
        run.engine.background(partial(_pump, run))


def _wanted(run: Run) -> int:
    return 1 if run.speed is not None or run.goal is not None or run.engine.crowded() else 2


def _pump(run: Run) -> None:
    while True:
        with run.quiet:
            seat = run.seat
            if run.goal is not None and run.index >= run.goal and run.state == "running":
                run.state, run.goal = "paused", None
            stale = run.state != "running" or not run.leased or run.pumps > _wanted(run)
            if stale or seat is None or not seat.done():
                run.pumps -= 1
                run.quiet.notify_all()
                return
            watch = run.watch if run.watch and run.look_requests.take() else None
            speed, left = run.speed, None if run.goal is None else run.goal - run.index
        guarded(run, seat, partial(_advance, run, seat, speed, watch, left))


def _advance(run: Run, seat: Future[Seat], speed: float | None, watch: Watch | None, left: int | None = None) -> None:
    """One turn of the pump, slowed to `speed` updates a second; no more than `left` updates."""
    if speed is None:
        run.take(seat.result().advance(run.engine.share(), left, watch), seat)
        return
    most = max(1, round(speed * 0.05))
    most = most if left is None else min(most, left)
    until = monotonic() + most / speed
    run.take(seat.result().advance(most / speed, most, watch), seat)
    while (rest := until - monotonic()) > 0 and run.speed == speed and run.state == "running":
        sleep(min(rest, 0.05))
