"""Keeping a run: its state of this very moment, and its numbers for elsewhere; torch-free."""

from __future__ import annotations

import json
from concurrent.futures import wait
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from nets.engine.engine import Engine
    from nets.engine.run import Run

SAVE_SECONDS = 20.0


def save(run: Run) -> None:
    """Have a checkpoint of this moment, where the run has a trainer; returns when it is there or time is over."""
    with run.lock:
        if run.seat is None or _fresh(run):
            return
        sent = run._command("save")
    wait([sent], timeout=SAVE_SECONDS)


def arrays(run: Run, engine: Engine) -> dict[str, np.ndarray]:
    """The numbers the run learns from. Blocks; raises Lost, Problem. A run without a trainer gets one just for this."""
    seat = run.seat
    trainer = seat.result() if seat else engine.place.open(run.experiment)
    return trainer.command("arrays")


def index_of(run: Run) -> int:
    """The step of the run's last checkpoint, -1 where it has none."""
    return -1 if run.checkpoint is None else int(header(run.checkpoint)["index"])


def header(checkpoint: bytes) -> dict[str, str]:
    """What a checkpoint of our own says of itself; read without torch."""
    length = int.from_bytes(checkpoint[:8], "little")
    return json.loads(checkpoint[8 : 8 + length])["__metadata__"]


def _fresh(run: Run) -> bool:
    """Whether the last checkpoint is of this very step, and knows of the last setting that was turned."""
    if run.index != index_of(run) or run.checkpoint is None:
        return False
    return len(json.loads(header(run.checkpoint)["turned"])) == len(run.turned)
