"""Surveys: questions to a training that take long. A survey is answered bit by bit, and leaves no trace in it.

A survey is made of the training and its snapshots, and of arguments. `advance(seconds)` works for about so long,
`share` (0 to 1) tells how much is done, `answer()` what is known by now: numpy arrays, as a probe's.
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
    """One question under way."""

    @property
    def share(self) -> float:
        """Share of the work that is done, 0 to 1."""

    def advance(self, seconds: float) -> None:
        """Work for about `seconds`."""

    def answer(self) -> dict[str, np.ndarray]:
        """Return what is known so far, as arrays by name."""


def begin(name: str, training: Training, snapshots: Snapshots, **arguments: Any) -> Survey:
    """The survey called `name`, not yet advanced. Raises Problem when there is none, or it cannot be of this run."""
    if name not in SURVEYS:
        raise Problem(N_("There is no probe called {name}."), name=name[:40])
    module, made = SURVEYS[name].split(":")
    survey: Survey = getattr(import_module(module), made)(training, snapshots, **arguments)
    return survey
