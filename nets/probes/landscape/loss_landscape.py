"""The loss on a plane through the space of a net's weights, with the path that its training took."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from nets.experiment.user_error import N_, Problem
from nets.probes.landscape.directions import Movable, coordinates, filter_normalised, flat, held, principal

if TYPE_CHECKING:
    from nets.training.snapshots import Snapshots
    from nets.training.trainer_state import Training

SIDES = (9, 17, 33)  # places a side of the grid
FIRST = 5  # of the coarsest
MOST_WEIGHTS = 8_000_000  # of a net whose landscape is drawn
MARGIN = 0.25  # of the path's extent, on either side of it
SLIM = 0.35  # of the longer side of the plane, and the shorter is no shorter
LEAST_MOMENTS = 3
NO_PATH = N_("No path is kept of this run yet. Train a little first.")


class Landscape:
    """A survey of the loss on a grid over a plane, first coarse, then finer.

    `kind` "path": the plane that the kept moments vary along most, through the net as it stands; "random": two
    directions of random, filter-normalised weights (Li et al. 2018). The loss is that of the task's report, without
    penalties and dropout.
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
        bounded(training)
        self._net, self._task, self._parameters = training.net, training.task, training.parameters
        self._kind = "random" if kind == "random" else "path"
        self._index, self._side = training.index, side if side in SIDES else SIDES[1]
        self._movable = Movable(self._net, self._parameters)
        path = self._path(training, snapshots)
        self._centre = path[-1]
        self._directions = self._plane(path, seed)
        self._moments = coordinates(path, self._centre, self._directions).numpy()  # (K, 2)
        self._held = held(path, self._directions)
        self._grid = self._extent(zoom)  # (2, side): the places along both directions
        self._found = np.full((2, self._side, self._side), np.nan, np.float32)  # training and test loss
        self._shown = np.full(len(self._moments), np.nan, np.float32)
        self._order = list(self._places())
        self._done, self._level = 0, 0

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self._done / len(self._order)

    def advance(self, seconds: float) -> None:
        """The losses at the next places, for about so long."""
        until = monotonic() + seconds
        with self._movable.borrowed():
            while self._done < len(self._order):
                self._measure(self._order[self._done])
                self._done += 1
                if monotonic() > until:
                    break

    def answer(self) -> dict[str, np.ndarray]:
        """ "train" and "test" (n, n) float32, the losses on the finest grid that is done, a row for each place along
        the second direction "y" (n,), a column for each along the first, "x" (n,); empty before there is one, and
        "test" NaN where nothing is kept for the test. For each of K kept moments, the last the net as it stands, its
        "steps", its place on the plane "path" (K, 2) and "shown" (K,), the training loss there, NaN until it is
        measured. "held" (): the share of the path's variance on the plane; "index" (): the updates
        made; "weights" (): how many; "kind" () str.
        """
        stride = (self._side - 1) // (self._level - 1) if self._level else self._side
        cut = slice(None, None, stride) if self._level else slice(0)
        return {
            "x": self._grid[0, cut],
            "y": self._grid[1, cut],
            "train": self._found[0, cut, cut].copy(),
            "test": self._found[1, cut, cut].copy(),
            "steps": np.array(self._steps),
            "path": self._moments.astype(np.float32),
            "shown": self._shown.copy(),
            "held": np.array(self._held),
            "index": np.array(self._index),
            "weights": np.array(len(self._centre)),
            "kind": np.array(self._kind),
        }

    def _path(self, training: Training, snapshots: Snapshots) -> Tensor:
        """The kept moments (K, P), the net as it stands last; of a run that diverged those before."""
        rows = {step: flat([snapshots.weights(step)[name] for name in training.named]) for step in snapshots.steps}
        rows |= {self._index: self._movable.weights}
        sound = {step: row for step, row in rows.items() if row.isfinite().all()}
        if not sound:
            raise Problem(NO_PATH)
        self._steps = list(sound)
        return torch.stack(list(sound.values()))

    def _plane(self, path: Tensor, seed: int) -> Tensor:
        generator = torch.Generator().manual_seed(seed)
        if self._kind == "random":
            with self._movable.borrowed():
                self._movable.put(self._centre)
                return torch.stack([filter_normalised(self._parameters, generator) for _ in range(2)])
        if len(path) < LEAST_MOMENTS:
            raise Problem(NO_PATH)
        directions = principal(path)
        if not directions[1].any():  # the path is a straight line: any other direction shows what lies beside it
            other = torch.randn(directions[1].shape, generator=generator)
            other -= (other @ directions[0]) * directions[0]
            directions[1] = other / other.norm().clamp_min(1e-30)
        return directions

    def _extent(self, zoom: float) -> np.ndarray:
        """The places of the grid along both directions (2, side)."""
        if self._kind == "random":
            middle, reach = np.zeros(2), np.ones(2)
        else:
            low, high = self._moments.min(axis=0), self._moments.max(axis=0)
            middle, reach = (low + high) / 2, (high - low) * (0.5 + MARGIN)
            reach = np.maximum(reach, SLIM * reach.max())
        across = np.linspace(-1, 1, self._side)
        return (middle[:, None] + across * (reach / zoom)[:, None]).astype(np.float32)

    def _places(self) -> Iterator[tuple[str, int, int]]:
        """What to measure, in this order: the coarsest grid, the moments of the path, the finer grids."""
        seen: set[tuple[int, int]] = set()
        for level in (FIRST, *(side for side in SIDES if side <= self._side)):
            marks = range(0, self._side, (self._side - 1) // (level - 1))
            new = [(row, column) for row in marks for column in marks if (row, column) not in seen]
            seen.update(new)
            yield from (("grid", *place) for place in new)
            yield ("level", level, 0)
            if level == FIRST:
                yield from (("moment", number, 0) for number in range(len(self._moments)))

    def _measure(self, place: tuple[str, int, int]) -> None:
        what, first, second = place
        if what == "level":
            self._level = first
        elif what == "moment":
            self._shown[first] = self._losses(self._moments[first])[0]
        else:
            self._found[:, first, second] = self._losses(self._grid[[0, 1], [second, first]])

    def _losses(self, at: np.ndarray) -> tuple[float, float]:
        """The training and the test loss at a place (2,) of the plane."""
        x, y = (float(side) for side in at)
        self._movable.put(self._centre + x * self._directions[0] + y * self._directions[1])
        return losses(self._task.report(self._net))


def losses(figures: Mapping[str, float]) -> tuple[float, float]:
    """The training and the test loss of a report; NaN where nothing is kept for the test."""
    return figures["train_loss"], figures.get("test_loss", math.nan)


def bounded(training: Training) -> None:
    """Raises Problem where the net is too large to hold several copies of it."""
    if sum(parameter.numel() for parameter in training.parameters) > MOST_WEIGHTS:
        raise Problem(N_("This net is too large for it: more than {most:,} weights."), most=MOST_WEIGHTS)
