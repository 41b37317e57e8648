"""Surveys: questions to a training that take long, answered in parts, without leaving a trace in it.

A survey is made of the training, its snapshots, and arguments.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from nets.experiment.user_error import N_, Problem

if TYPE_CHECKING:
    from nets.training.snapshots import Snapshots
    from nets.training.trainer_state import Training

SURVEYS = {  # "module:class", imported when first asked for
    "landscape": "nets.probes.landscape.loss_landscape:Landscape",
    "profile": "nets.probes.landscape.sharpness_profile:Profile",
    "range_test": "nets.probes.landscape.lr_range:RangeTest",
}


class Survey(Protocol):
    """One question in progress."""

    @property
    def share(self) -> float:
        """Share of the work that is done, 0 to 1."""

    def advance(self, seconds: float) -> None:
        """Work for about `seconds`."""

    def answer(self) -> dict[str, np.ndarray]:
        """Return what is known so far, as arrays by name."""


def begin(name: str, training: Training, snapshots: Snapshots, **arguments: Any) -> Survey:
    """Return the survey `name`, not yet advanced.

    Raises:
        Problem: If there is no such survey, or it does not suit the run.
    """
    if name not in SURVEYS:
        raise Problem(N_("There is no probe called {name}."), name=name[:40])
    module, made = SURVEYS[name].split(":")
    survey: Survey = getattr(import_module(module), made)(training, snapshots, **arguments)
    return survey
