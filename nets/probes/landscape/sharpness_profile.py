"""How steeply the loss rises around a net: along random directions, in which every filter has the net's own length."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import torch

from nets.probes.landscape.directions import Movable, filter_normalised
from nets.probes.landscape.loss_landscape import bounded, losses

if TYPE_CHECKING:
    from nets.training.snapshots import Snapshots
    from nets.training.trainer_state import Training

DIRECTIONS = 6
PLACES = 13  # along each of them, the net itself in the middle
REACH = 0.6  # of each filter's length, to either side


class Profile:
    """A survey of the loss along random filter-normalised directions through the net as it stands (Li et al. 2018)."""

    def __init__(self, training: Training, snapshots: Snapshots, directions: int = DIRECTIONS, seed: int = 0) -> None:
        bounded(training)
        self._net, self._task = training.net, training.task
        self._movable = Movable(training.net, training.parameters)
        self._generator = torch.Generator().manual_seed(seed)
        self._parameters = training.parameters
        self._along = np.linspace(-REACH, REACH, PLACES)
        self._found = np.full((2, max(1, min(directions, 20)), PLACES), np.nan)  # training and test loss
        self._done = 0

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self._done / self._found[0].size

    def advance(self, seconds: float) -> None:
        """The losses at the next places, for about so long."""
        until = monotonic() + seconds
        with self._movable.borrowed():
            while self.share < 1:
                number, place = divmod(self._done, PLACES)
                if not place:
                    self._movable.put(self._movable.weights)
                    self._direction = filter_normalised(self._parameters, self._generator)
                self._movable.put(self._movable.weights + float(self._along[place]) * self._direction)
                self._found[:, number, place] = losses(self._task.report(self._net))
                self._done += 1
                if monotonic() > until:
                    break

    def answer(self) -> dict[str, np.ndarray]:
        """ "along" (T,), how far from the net, in lengths of its filters; "train" and "test" (D, T), the losses there
        along each of D directions, NaN where they are not measured yet. "sharpness" (), see `sharpness`.
        """
        found = self._found.astype(np.float32)
        return {"along": self._along, "train": found[0], "test": found[1], "sharpness": np.array(sharpness(found[0]))}


def sharpness(found: np.ndarray) -> float:
    """How far the loss rises around the net, in percent of one plus its value there, along D directions (D, T).

    That is Keskar et al.'s figure (2017), 100 (max f - f0) / (1 + f0), but for the box in which the largest loss is
    sought: here it is the mean of what is found along each direction.
    """
    middle = found[:, found.shape[1] // 2]
    with np.errstate(all="ignore"):
        return float(100 * ((found.max(axis=1) - middle) / (1 + middle)).mean())
