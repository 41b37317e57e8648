"""Recovery: what a run does about a worker that is lost, and about any other fault of its trainer; torch-free."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from nets.engine.workers.backends import Lost, Seat
from nets.experiment.user_error import N_, Problem

if TYPE_CHECKING:
    from nets.engine.run import Run

MAX_LOSSES = 5  # workers in a row that may be lost before a run is given up


class Losses:
    """Counts the workers that a run has lost in a row, without progress between them."""

    def __init__(self) -> None:
        self.count = 0
        self._step = -1  # the furthest at which one was lost

    def add(self, step: int) -> None:
        """Count a worker that was lost at `step`."""
        self.count = 1 if step > self._step else self.count + 1
        self._step = max(step, self._step)


def guarded(run: Run, seat: Future[Seat], talk: Callable[[], None]) -> None:
    """Talk to the trainer; a lost worker costs the steps since the checkpoint, any other fault ends the run."""
    try:
        talk()
    except Lost:
        recover(run, seat)
    except Problem as problem:
        fail(run, seat, problem)
    except Exception as error:
        logging.getLogger(__name__).exception("run %s failed", run.id)
        text = N_("The training stopped with an error: {error}")
        fail(run, seat, Problem(text, error=f"{type(error).__name__}: {error}"))


def recover(run: Run, lost: Future[Seat]) -> None:
    """Go on from the last checkpoint in another trainer, unless the run has left the lost one already."""
    with run.lock:
        if run.seat is not lost or run.ending:
            return
        run.losses.add(run.index)
        if run.losses.count > MAX_LOSSES:
            fail(run, lost, Problem(N_("No worker could be found to go on with this run.")))
            return
        index = run.engine.index_of(run.checkpoint)
        run.notes.append(run.shown.lose(run.index, index))
        if run.checkpoint is None:  # the settings changed since then are those it begins with
            run.begun = run.experiment
        run.reopen()


def fail(run: Run, seat: Future[Seat], problem: Problem) -> None:
    """End a run with a problem of its trainer, unless it has another trainer by now."""
    with run.lock:
        if seat is run.seat:
            run.state, run.problem = "failed", problem
