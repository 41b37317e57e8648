"""The zip of a training without the app, in the form that the app downloads and loads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from nets.engine.engine import start_engine
from nets.export.run_folder import pack

if TYPE_CHECKING:
    from nets.training.trainer_state import Training

Figures = Mapping[str, tuple[list[int], list[float]]]  # steps and values of each


def zip_training(training: Training, figures: Figures, seconds: float) -> bytes:
    """Return the zip of the folder of this training's run. Imports torch."""
    from nets.training import checkpoint

    engine = start_engine("process")
    run = engine.start(training.experiment, checkpoint.write(training), asleep=True)
    run.history.extend({name: (np.array(steps), np.array(values)) for name, (steps, values) in figures.items()})
    run.progress.index, run.progress.seconds = training.index, seconds
    try:
        return pack(run, engine)
    finally:
        engine.close()
