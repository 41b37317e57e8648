"""The present state of a run, for storage: its checkpoint and its arrays; torch-free."""

from __future__ import annotations

import json
from concurrent.futures import wait
from typing import TYPE_CHECKING

from nets.engine.checkpoint_header import header, step_of

if TYPE_CHECKING:
    import numpy as np

    from nets.engine.engine import Engine
    from nets.engine.run import Run

SAVE_SECONDS = 20.0


def save(run: Run) -> None:
    """Ask the trainer, if there is one, for a checkpoint of this moment; wait for it up to SAVE_SECONDS."""
    with run.lock:
        if run.connection.worker is None or _is_fresh(run):
            return
        command = run.connection.send("save")
    wait([command], timeout=SAVE_SECONDS)


def arrays(run: Run, engine: Engine) -> dict[str, np.ndarray]:
    """Return the arrays of the run's task by name. Blocks; opens a trainer if the run has none.

    Raises:
        WorkerLost: If the worker is gone.
        Problem: If no trainer can be opened.
    """
    worker = run.connection.worker
    handle = worker.result() if worker else engine.backend.open(run.experiment)
    answer: dict[str, np.ndarray] = handle.command("arrays")
    return answer


def index_of(run: Run) -> int:
    """Return the step of the run's last checkpoint, -1 if it has none."""
    return -1 if run.checkpoint is None else step_of(run.checkpoint)


def _is_fresh(run: Run) -> bool:
    """Return whether the last checkpoint is of the present step and has the latest settings."""
    if run.index != index_of(run) or run.checkpoint is None:
        return False
    return len(json.loads(header(run.checkpoint)["turned"])) == len(run.progress.setting_changes)
