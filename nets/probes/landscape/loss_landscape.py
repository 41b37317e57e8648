"""The loss on a plane through the space of a net's weights, with the path of its training."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from nets.experiment.user_error import N_, Problem
from nets.probes.landscape.directions import (
    Movable,
    coordinates,
    explained_share,
    filter_normalized,
    flatten,
    principal,
)

if TYPE_CHECKING:
    from nets.training.snapshots import Snapshots
    from nets.training.trainer_state import Training

GRID_SIDES = (9, 17, 33)  # places a side of the grid
FIRST_SIDE = 5  # of the coarsest
MAX_WEIGHTS = 8_000_000  # of a net whose landscape is drawn
MARGIN = 0.25  # of the path's extent, on either side of it
MIN_ASPECT = 0.35  # of the longer side of the plane, and the shorter is no shorter
MIN_MOMENTS = 3
NO_PATH = N_("No path is kept of this run yet. Train a little first.")


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
        self._net, self._task, self._parameters = training.net, training.task, training.parameters
        self._kind = "random" if kind == "random" else "path"
        self._index, self._side = training.index, side if side in GRID_SIDES else GRID_SIDES[1]
        self._movable = Movable(self._net, self._parameters)
        path = self._path(training, snapshots)
        self._centre = path[-1]
        self._directions = self._plane(path, seed)
        self._moments = coordinates(path, self._centre, self._directions).numpy()  # (K, 2)
        self._explained_share = explained_share(path, self._directions)
        self._grid = self._extent(zoom)  # (2, side): the places along both directions
        self._losses_on_grid = np.full((2, self._side, self._side), np.nan, np.float32)  # training and test loss
        self._path_losses = np.full(len(self._moments), np.nan, np.float32)
        self._order = list(self._measurements())
        self._done, self._level = 0, 0

    @property
    def share(self) -> float:
        """Share of the work that is done, 0 to 1."""
        return self._done / len(self._order)

    def advance(self, seconds: float) -> None:
        """Measure the losses at the next points for about `seconds`."""
        until = monotonic() + seconds
        with self._movable.borrow():
            while self._done < len(self._order):
                self._measure(self._order[self._done])
                self._done += 1
                if monotonic() > until:
                    break

    def answer(self) -> dict[str, np.ndarray]:
        """Return the losses on the finest grid that is done, and the path.

        Returns:
            "train" and "test" (n, n) float32, a row for each value "y" (n,) along the second direction, a column for
            each "x" (n,) along the first; empty before the first grid, "test" NaN without a test part. Of K snapshots,
            the present weights last: "steps" (K,), "path" (K, 2) and "shown" (K,), their training losses, NaN until
            measured. "held" (): the share of the path's variance on the plane; "index" (): updates made; "weights" ():
            their number; "kind" str.
        """
        stride = (self._side - 1) // (self._level - 1) if self._level else self._side
        cut = slice(None, None, stride) if self._level else slice(0)
        return {
            "x": self._grid[0, cut],
            "y": self._grid[1, cut],
            "train": self._losses_on_grid[0, cut, cut].copy(),
            "test": self._losses_on_grid[1, cut, cut].copy(),
            "steps": np.array(self._steps),
            "path": self._moments.astype(np.float32),
            "shown": self._path_losses.copy(),
            "held": np.array(self._explained_share),
            "index": np.array(self._index),
            "weights": np.array(len(self._centre)),
            "kind": np.array(self._kind),
        }

    def _path(self, training: Training, snapshots: Snapshots) -> Tensor:
        """Return the snapshots (K, P) with finite weights, the present ones last."""
        rows = {step: flatten([snapshots.weights(step)[name] for name in training.named]) for step in snapshots.steps}
        rows |= {self._index: self._movable.weights}
        finite_rows = {step: row for step, row in rows.items() if row.isfinite().all()}
        if not finite_rows:
            raise Problem(NO_PATH)
        self._steps = list(finite_rows)
        return torch.stack(list(finite_rows.values()))

    def _plane(self, path: Tensor, seed: int) -> Tensor:
        generator = torch.Generator().manual_seed(seed)
        if self._kind == "random":
            with self._movable.borrow():
                self._movable.put(self._centre)
                return torch.stack([filter_normalized(self._parameters, generator) for _ in range(2)])
        if len(path) < MIN_MOMENTS:
            raise Problem(NO_PATH)
        directions = principal(path)
        if not directions[1].any():  # the path is a straight line: any other direction shows what lies beside it
            other = torch.randn(directions[1].shape, generator=generator)
            other -= (other @ directions[0]) * directions[0]
            directions[1] = other / other.norm().clamp_min(1e-30)
        return directions

    def _extent(self, zoom: float) -> np.ndarray:
        """Return the points of the grid along both directions, (2, side)."""
        if self._kind == "random":
            middle, reach = np.zeros(2), np.ones(2)
        else:
            low, high = self._moments.min(axis=0), self._moments.max(axis=0)
            middle, reach = (low + high) / 2, (high - low) * (0.5 + MARGIN)
            reach = np.maximum(reach, MIN_ASPECT * reach.max())
        across = np.linspace(-1, 1, self._side)
        return (middle[:, None] + across * (reach / zoom)[:, None]).astype(np.float32)

    def _measurements(self) -> Iterator[tuple[str, int, int]]:
        """Yield what to measure: the coarsest grid, the snapshots, the finer grids."""
        measured: set[tuple[int, int]] = set()
        for level in (FIRST_SIDE, *(side for side in GRID_SIDES if side <= self._side)):
            numbers = range(0, self._side, (self._side - 1) // (level - 1))
            cells = [(row, column) for row in numbers for column in numbers if (row, column) not in measured]
            measured.update(cells)
            yield from (("grid", *cell) for cell in cells)
            yield ("level", level, 0)
            if level == FIRST_SIDE:
                yield from (("moment", number, 0) for number in range(len(self._moments)))

    def _measure(self, measurement: tuple[str, int, int]) -> None:
        kind, first, second = measurement
        if kind == "level":
            self._level = first
        elif kind == "moment":
            self._path_losses[first] = self._losses_at(self._moments[first])[0]
        else:
            self._losses_on_grid[:, first, second] = self._losses_at(self._grid[[0, 1], [second, first]])

    def _losses_at(self, point: np.ndarray) -> tuple[float, float]:
        """Return the training and test loss at a point (2,) of the plane."""
        x, y = (float(side) for side in point)
        self._movable.put(self._centre + x * self._directions[0] + y * self._directions[1])
        return report_losses(self._task.report(self._net))


def report_losses(figures: Mapping[str, float]) -> tuple[float, float]:
    """Return the training and test loss of a report; NaN without a test part."""
    return figures["train_loss"], figures.get("test_loss", math.nan)


def require_small_net(training: Training) -> None:
    """Raise Problem if the net is too large to hold several copies of it."""
    if sum(parameter.numel() for parameter in training.parameters) > MAX_WEIGHTS:
        raise Problem(N_("This net is too large for it: more than {most:,} weights."), most=MAX_WEIGHTS)
