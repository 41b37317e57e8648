"""The result of a race; torch-free."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nets.studies.optimizers.height_map import HeightMap
from nets.studies.optimizers.settings import Race


class Path(NamedTuple):
    """The path of one optimizer in T steps; NaN after it has diverged, and for what it does not keep.

    Attributes:
        name: The optimizer.
        places: Its positions (T + 1, 2).
        values: The heights there (T + 1,).
        steep: The lengths of the gradients without noise (T + 1,).
        slopes: The gradients with noise that it was given (T, 2).
        velocities: Its average of gradients after each step (T, 2).
        squares: Its average or sum of squared gradients after each step (T, 2).
        numerators: What the rate multiplies in each step (T, 2); the step is -rate * numerator / denominator, and what
            a decay of its own adds.
        denominators: What divides in each step (T, 2); 1 if nothing does.
        arrived: The first step at or below the target height, or -1.
        stopped: The step at which it has diverged, or -1.
    """

    name: str
    places: np.ndarray
    values: np.ndarray
    steep: np.ndarray
    slopes: np.ndarray
    velocities: np.ndarray
    squares: np.ndarray
    numerators: np.ndarray
    denominators: np.ndarray
    arrived: int
    stopped: int

    @property
    def last(self) -> int:
        """The last step before it diverged."""
        return self.stopped - 1 if self.stopped >= 0 else len(self.values) - 1

    def unrest(self, share: float = 0.1) -> float:
        """Return the greatest height over the last share of the steps; infinite if it diverged."""
        return float(self.values[-int(share * len(self.values)) :].max()) if self.stopped < 0 else float("inf")


class Result(NamedTuple):
    """A computed race: its settings, surface, target height, paths, and the factors (T,) of the schedule."""

    race: Race
    height_map: HeightMap
    target: float
    paths: tuple[Path, ...]
    factors: np.ndarray
    curvature: tuple[float, float]  # lowest and highest, at the lowest position that was reached

    def path(self, name: str) -> Path | None:
        """Return the path of this optimizer, None if it is not in the race."""
        return next((path for path in self.paths if path.name == name), None)
