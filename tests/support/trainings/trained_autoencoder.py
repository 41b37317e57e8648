"""Small trained autoencoders."""

from __future__ import annotations

from functools import lru_cache

from nets.models.autoencoder.experiment import Autoencoder
from nets.training.trainer_state import Training, steps

LINEAR = {"net.hidden": "", "net.output": "linear", "net.init": "xavier", "fit.steps": "900", "fit.report": "900"}
LINEAR |= {"fit.batch": "128", "fit.lr": "0.03", "fit.schedule": "cosine"}


@lru_cache
def train_autoencoder(*settings: str) -> Training:
    """Return a finished training; equal settings are trained once."""
    training = Training(Autoencoder.from_strings(dict(setting.split("=") for setting in settings)))
    for _step in steps(training):
        pass
    return training
