"""The loss on a plane through the space of a net's weights, with the path of its training."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import torch

from nets.experiment.user_error import N_, Problem
from nets.probes.landscape.directions import Movable
from nets.probes.landscape.loss_grid import FIRST_SIDE, SIDES, LossGrid
from nets.probes.landscape.plane import Plane, principal_directions, random_directions, weight_path

if TYPE_CHECKING:
    from nets.training.snapshots import Snapshots
    from nets.training.trainer_state import Training

MAX_WEIGHTS = 8_000_000  # of a net whose landscape is drawn


class Landscape:
    """A survey of the loss on a grid over a plane, coarse first, then finer.

    The loss is that of the task's report, without penalties and dropout.

    Args:
        training: The training, unchanged afterwards.
        snapshots: Its snapshots, the path.
        kind: "path": the principal plane of the snapshots, through the present weights; "random": two random
            filter-normalized directions (Li et al. 2018).
        side: Points along a side of the finest grid: 9, 17 or 33.
        zoom: Magnification of the extent.
        seed: Seed of random directions.
    """

    def __init__(
        self,
        training: Training,
        snapshots: Snapshots,
        kind: str = "path",
        side: int = 17,
        zoom: float = 1.0,
        seed: int = 0,
    ) -> None:
        require_small_net(training)
        self._net, self._task, self._index = training.net, training.task, training.index
        self._kind = "random" if kind == "random" else "path"
        self._movable = Movable(training.net, training.parameters)
        path, generator = weight_path(training, snapshots), torch.Generator().manual_seed(seed)
        if self._kind == "random":
            directions = random_directions(self._movable, path.weights[-1], generator)
        else:
            directions = principal_directions(path.weights, generator)
        self._steps, self._plane = path.steps, Plane(path.weights, directions)
        self._path_losses = np.full(len(path.steps), np.nan, np.float32)
        self._grid = LossGrid(self._axes(side if side in SIDES else SIDES[1], zoom))
        self._work, self._done = self._measure(), 0

    @property
    def share(self) -> float:
        """Share of the work that is done, 0 to 1."""
        return self._done / (self._grid.side**2 + len(self._grid.sides) + len(self._steps))

    def advance(self, seconds: float) -> None:
        """Measure the losses at the next points for about `seconds`."""
        until = monotonic() + seconds
        with self._movable.borrow():
            for _ in self._work:
                self._done += 1
                if monotonic() > until:
                    break

    def answer(self) -> dict[str, np.ndarray]:
        """Return the losses on the finest grid that is complete, and the path.

        Returns:
            "train" and "test" (n, n) float32, a row for each value "y" (n,) along the second direction, a column for
            each "x" (n,) along the first; empty before the first grid, "test" NaN without a test part. Of K snapshots,
            the present weights last: "steps" (K,), "path" (K, 2) and "path_losses" (K,), their training losses, NaN
            until measured. "explained_share" (): the share of the path's variance on the plane; "index" (): updates
            made; "weights" (): their number; "kind" str.
        """
        return {
            **self._grid.arrays(),
            "steps": np.array(self._steps),
            "path": self._plane.path.astype(np.float32),
            "path_losses": self._path_losses.copy(),
            "explained_share": np.array(self._plane.explained_share),
            "index": np.array(self._index),
            "weights": np.array(len(self._movable.weights)),
            "kind": np.array(self._kind),
        }

    def _axes(self, side: int, zoom: float) -> np.ndarray:
        """Return the coordinates (2, side) of the grid's points along both directions."""
        middle, reach = (np.zeros(2), np.ones(2)) if self._kind == "random" else self._plane.path_extent()
        return (middle[:, None] + np.linspace(-1, 1, side) * (reach / zoom)[:, None]).astype(np.float32)

    def _measure(self) -> Iterator[None]:
        """Measure the coarsest grid, the path, then finer grids; yield after each loss and each grid."""
        for side, cells in self._grid.levels():
            for row, column in cells:
                self._grid.losses[:, row, column] = self._losses_at(self._grid.point(row, column))
                yield
            self._grid.complete_side = side
            yield
            if side == FIRST_SIDE:
                for number, point in enumerate(self._plane.path):
                    self._path_losses[number] = self._losses_at(point)[0]
                    yield

    def _losses_at(self, point: np.ndarray) -> tuple[float, float]:
        """Return the training and test loss at a point (2,) of the plane."""
        self._movable.put(self._plane.weights_at(point))
        return report_losses(self._task.report(self._net))


def report_losses(figures: Mapping[str, float]) -> tuple[float, float]:
    """Return the training and test loss of a report; NaN without a test part."""
    return figures["train_loss"], figures.get("test_loss", math.nan)


def require_small_net(training: Training) -> None:
    """Raise Problem if the net is too large to hold several copies of it."""
    if sum(parameter.numel() for parameter in training.parameters) > MAX_WEIGHTS:
        raise Problem(N_("This net is too large for it: more than {most:,} weights."), most=MAX_WEIGHTS)
