"""Shared by the tests of stored runs: runs in this process, trained to a step, with settings changed meanwhile."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np
from safetensors.numpy import load

from nets.engine import run_snapshot
from nets.engine.engine import Engine
from nets.engine.run import Run
from nets.experiment.experiment import Experiment
from nets.export import run_folder
from nets.families import EXPERIMENTS
from nets.models.perceptron.experiment import Perceptron
from tests.support.engines import wait_until

TABLE = "height,weight,kind\n" + "\n".join(f"{150 + i},{50 + i * 0.7:.1f},{'ab'[i % 2]}" for i in range(40))


def train_run(
    engine: Engine,
    changes: dict[str, Any],
    steps: int,
    turns: dict[int, dict[str, Any]] | None = None,
    experiment: Experiment | None = None,
) -> Run:
    """Return a run at step `steps`, of a perceptron unless another `experiment` is given."""
    run = engine.start((experiment or Perceptron()).replace({"fit.steps": 200, "fit.report": 10} | changes))
    wait_until(lambda: run.ready)
    for index in range(steps):
        if turns and index in turns:
            run.change_settings(turns[index])
        run.step()
    wait_until(lambda: not run.busy)
    assert run.index == steps, run.problem
    return run


def restore_run(engine: Engine, data: bytes) -> Run:
    """Return the run of a zip, with a trainer."""
    run = run_folder.restore(run_folder.read(data, EXPERIMENTS), engine)
    run.resume()
    wait_until(lambda: run.ready or run.state == "failed")
    return run


def run_weights(run: Run) -> dict[str, np.ndarray]:
    """Return the current weights of a run by name."""
    run_snapshot.save(run)
    assert run.checkpoint is not None
    return {name[4:]: array for name, array in load(run.checkpoint).items() if name.startswith("net/")}


def last_by_step(line) -> dict[int, float]:
    """Return the figures by step; of two at one step, before and after a weight was written, the later one."""
    return dict(zip(*line, strict=True))


def read_files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}
