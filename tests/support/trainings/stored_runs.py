"""What the tests of keeping share: runs in this process, trained to a step, with settings changed on the way."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np
from safetensors.numpy import load

from nets.engine import run_snapshot as keeping
from nets.engine.engine import Engine
from nets.engine.run import Run
from nets.experiment.experiment import Experiment
from nets.export import run_folder as folder
from nets.families import EXPERIMENTS
from nets.models.perceptron.experiment import Perceptron
from tests.support.engines import until

TABLE = "height,weight,kind\n" + "\n".join(f"{150 + i},{50 + i * 0.7:.1f},{'ab'[i % 2]}" for i in range(40))


def trained(
    engine: Engine,
    changes: dict[str, Any],
    steps: int,
    turns: dict[int, dict[str, Any]] | None = None,
    begun: Experiment | None = None,
) -> Run:
    """A run of so many steps, of a perceptron if nothing else is `begun`."""
    run = engine.start((begun or Perceptron()).replace({"fit.steps": 200, "fit.report": 10} | changes))
    until(lambda: run.ready)
    for index in range(steps):
        if turns and index in turns:
            run.change_settings(turns[index])
        run.step()
    until(lambda: not run.busy)
    assert run.index == steps, run.problem
    return run


def taken_up(engine: Engine, data: bytes) -> Run:
    """The run that a zip holds, with a trainer again."""
    run = folder.restore(folder.read(data, EXPERIMENTS), engine)
    run.resume()
    until(lambda: run.ready or run.state == "failed")
    return run


def weights(run: Run) -> dict[str, np.ndarray]:
    """The weights of a run now."""
    keeping.save(run)
    assert run.checkpoint is not None
    return {name[4:]: array for name, array in load(run.checkpoint).items() if name.startswith("net/")}


def last_a_step(line) -> dict[int, float]:
    """The figures by step; of two at one step, before and after a weight was written, the later."""
    return dict(zip(*line, strict=True))


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        return {name.rpartition("/")[2]: held.read(name) for name in held.namelist()}
