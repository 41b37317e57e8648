"""A plane through the space of a net's weights, and the path of its training on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Generator, Tensor

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

MIN_SNAPSHOTS = 3  # of a path that spans a plane
MARGIN = 0.25  # of the path's extent, on either side of it
MIN_ASPECT = 0.35  # of the longer side of the plane, and the shorter is no shorter
NO_PATH = N_("No path is kept of this run yet. Train a little first.")


@dataclass(frozen=True)
class WeightPath:
    """The finite weights of a training at K steps.

    Attributes:
        steps: The K steps, in order.
        weights: (K, P), one row for each step.
    """

    steps: tuple[int, ...]
    weights: Tensor


def weight_path(training: Training, snapshots: Snapshots) -> WeightPath:
    """Return the snapshots with finite weights, the present ones last. Raises Problem if there are none."""
    rows = {step: flatten([snapshots.weights(step)[name] for name in training.named]) for step in snapshots.steps}
    rows |= {training.index: flatten(training.parameters)}
    finite_rows = {step: row for step, row in rows.items() if row.isfinite().all()}
    if not finite_rows:
        raise Problem(NO_PATH)
    return WeightPath(tuple(finite_rows), torch.stack(list(finite_rows.values())))


class Plane:
    """A plane through the last weights of a path.

    Args:
        path: Weights (K, P).
        directions: (2, P), the units of the two coordinates.

    Attributes:
        directions: The same (2, P).
        path: The coordinates (K, 2) of the path, projected onto the plane.
        explained_share: The share of the path's variance that lies on the plane.
    """

    def __init__(self, path: Tensor, directions: Tensor) -> None:
        self._origin = path[-1]
        self.directions = directions
        self.path: np.ndarray = coordinates(path, self._origin, directions).numpy()
        self.explained_share = explained_share(path, directions)

    def weights_at(self, point: np.ndarray) -> Tensor:
        """Return the weights (P,) at a point (2,) of the plane."""
        x, y = (float(coordinate) for coordinate in point)
        return self._origin + x * self.directions[0] + y * self.directions[1]

    def path_extent(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the centre (2,) of a rectangle around the path, and half its sides (2,)."""
        low, high = self.path.min(axis=0), self.path.max(axis=0)
        reach = (high - low) * (0.5 + MARGIN)
        return (low + high) / 2, np.maximum(reach, MIN_ASPECT * reach.max())


def principal_directions(path: Tensor, generator: Generator) -> Tensor:
    """Return the two directions (2, P) in which a path (K, P) extends most.

    Raises:
        Problem: If the path is too short.
    """
    if len(path) < MIN_SNAPSHOTS:
        raise Problem(NO_PATH)
    directions = principal(path)
    if not directions[1].any():  # the path is a straight line: any second direction shows what lies beside it
        other = torch.randn(directions[1].shape, generator=generator)
        other -= (other @ directions[0]) * directions[0]
        directions[1] = other / other.norm().clamp_min(1e-30)
    return directions


def random_directions(movable: Movable, weights: Tensor, generator: Generator) -> Tensor:
    """Return two random directions (2, P), filter-normalized for a net with these weights (P,)."""
    with movable.borrow():
        movable.put(weights)
        return torch.stack([filter_normalized(movable.parameters, generator) for _ in range(2)])
