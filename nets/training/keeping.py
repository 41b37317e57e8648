"""Keeping a run: its state of this very moment, its numbers for elsewhere, and taking it up again; torch-free."""

from __future__ import annotations

from concurrent.futures import wait
from time import monotonic
from typing import TYPE_CHECKING

from nets.training.run import LEASE_SECONDS

if TYPE_CHECKING:
    import numpy as np

    from nets.training.engine import Engine
    from nets.training.run import Run

SAVE_SECONDS = 20.0


def save(run: Run) -> None:
    """Have a checkpoint of this moment, where the run has a trainer; returns when it is there or time is over."""
    with run.lock:
        if run.seat is None or run.index == index_of(run):
            return
        sent = run._command("save")
    wait([sent], timeout=SAVE_SECONDS)


def wake(run: Run) -> None:
    """Take up a run that has no trainer any more, paused at its last checkpoint; what came after it is forgotten."""
    with run.lock:
        if run.seat is not None or run.checkpoint is None:
            return
        run.index = run._engine.index_of(run.checkpoint)
        run.history.truncate(run.index)
        run.state, run.problem = "paused", None
        run._leased_until = monotonic() + LEASE_SECONDS
        run._open()


def arrays(run: Run, engine: Engine) -> dict[str, np.ndarray]:
    """The numbers the run learns from. Blocks; raises Lost, Problem. A run without a trainer gets one just for this."""
    seat = run.seat
    trainer = seat.result() if seat else engine.place.open(run.experiment)
    return trainer.command("arrays")


def index_of(run: Run) -> int:
    """The step of the run's last checkpoint, -1 where it has none."""
    return -1 if run.checkpoint is None else run._engine.index_of(run.checkpoint)
