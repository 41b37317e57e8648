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
        positions: Its positions (T + 1, 2).
        heights: The heights there (T + 1,).
        gradient_norms: The lengths of the gradients without noise (T + 1,).
        gradients: The gradients with noise (T, 2).
        velocities: Its average of gradients after each step (T, 2).
        squares: Its average or sum of squared gradients after each step (T, 2).
        numerators: What the rate multiplies in each step (T, 2); the step is -rate * numerator / denominator, and what
            a decay of its own adds.
        denominators: What divides in each step (T, 2); 1 if nothing does.
        arrival: The first step at or below the target height, or -1.
        diverged: The step at which it has diverged, or -1.
    """

    name: str
    positions: np.ndarray
    heights: np.ndarray
    gradient_norms: np.ndarray
    gradients: np.ndarray
    velocities: np.ndarray
    squares: np.ndarray
    numerators: np.ndarray
    denominators: np.ndarray
    arrival: int
    diverged: int

    @property
    def last(self) -> int:
        """The last step before it diverged."""
        return self.diverged - 1 if self.diverged >= 0 else len(self.heights) - 1

    def unrest(self, share: float = 0.1) -> float:
        """Return the greatest height over the last share of the steps; infinite if it diverged."""
        return float(self.heights[-int(share * len(self.heights)) :].max()) if self.diverged < 0 else float("inf")


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
