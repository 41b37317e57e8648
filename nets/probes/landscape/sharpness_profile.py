"""How steeply the loss rises around a net, along random filter-normalized directions."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import torch

from nets.probes.landscape.directions import Movable, filter_normalized
from nets.probes.landscape.loss_landscape import report_losses, require_small_net

if TYPE_CHECKING:
    from nets.training.snapshots import Snapshots
    from nets.training.trainer_state import Training

DEFAULT_DIRECTIONS = 6
STEPS = 13  # along each of them, the net itself in the middle
MAX_DISTANCE = 0.6  # of each filter's length, to either side


class Profile:
    """A survey of the loss along random filter-normalized directions (Li et al. 2018)."""

    def __init__(
        self, training: Training, snapshots: Snapshots, directions: int = DEFAULT_DIRECTIONS, seed: int = 0
    ) -> None:
        require_small_net(training)
        self._net, self._task = training.net, training.task
        self._movable = Movable(training.net, training.parameters)
        self._generator = torch.Generator().manual_seed(seed)
        self._parameters = training.parameters
        self._along = np.linspace(-MAX_DISTANCE, MAX_DISTANCE, STEPS)
        self._losses = np.full((2, max(1, min(directions, 20)), STEPS), np.nan)  # training and test loss
        self._done = 0

    @property
    def share(self) -> float:
        """Share of the work that is done, 0 to 1."""
        return self._done / self._losses[0].size

    def advance(self, seconds: float) -> None:
        """Measure the losses at the next points for about `seconds`."""
        until = monotonic() + seconds
        with self._movable.borrow():
            while self.share < 1:
                number, step = divmod(self._done, STEPS)
                if not step:
                    self._movable.put(self._movable.weights)
                    self._direction = filter_normalized(self._parameters, self._generator)
                self._movable.put(self._movable.weights + float(self._along[step]) * self._direction)
                self._losses[:, number, step] = report_losses(self._task.report(self._net))
                self._done += 1
                if monotonic() > until:
                    break

    def answer(self) -> dict[str, np.ndarray]:
        """Return the losses along D directions.

        Returns:
            "along" (T,): distance from the net, in lengths of its filters; "train" and "test" (D, T), NaN until
            measured; "sharpness" (), see `sharpness`.
        """
        losses = self._losses.astype(np.float32)
        return {
            "along": self._along,
            "train": losses[0],
            "test": losses[1],
            "sharpness": np.array(sharpness(losses[0])),
        }


def sharpness(losses: np.ndarray) -> float:
    """Return how far losses (D, T) along D directions rise around the net, in percent of 1 + its loss.

    This is the figure of Keskar et al. (2017), 100 (max f - f0) / (1 + f0), but with the mean of the maxima along the
    directions instead of the maximum in a box.
    """
    middle = losses[:, losses.shape[1] // 2]
    with np.errstate(all="ignore"):
        return float(100 * ((losses.max(axis=1) - middle) / (1 + middle)).mean())
