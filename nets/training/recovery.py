"""Recovery: what a run does about a worker that is lost, and about any other fault of its trainer; torch-free."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from nets.training.places import Lost, Seat
from nets.training.problem import N_, Problem

if TYPE_CHECKING:
    from nets.training.run import Run

MOST_LOSSES = 5  # workers in a row that may be lost before a run is given up


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
    """Go on from the last checkpoint in another trainer, unless somebody has seen to it already."""
    with run.lock:
        if run.seat is not lost or run.ending:
            return
        run.losses = 1 if run.index > run.lost_at else run.losses + 1
        if run.losses > MOST_LOSSES:
            fail(run, lost, Problem(N_("No worker could be found to go on with this run.")))
            return
        run.lost_at = max(run.index, run.lost_at)
        index = run.engine.index_of(run.checkpoint)
        run.notes.append(run.shown.lose(run.index, index))
        if run.checkpoint is None:  # the knobs turned since then are those it begins with
            run.begun = run.experiment
        run.reopen()


def fail(run: Run, seat: Future[Seat], problem: Problem) -> None:
    """End a run with a problem; what a trainer that was given up says no longer matters."""
    with run.lock:
        if seat is run.seat:
            run.state, run.problem = "failed", problem
