"""What a race gives back; torch-free."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nets.studies.optimizers.height_map import Ground
from nets.studies.optimizers.settings import Race


class Path(NamedTuple):
    """The way of one optimizer in T steps. `stopped` is the step at which it had diverged, or -1; what follows is nan.

    `slopes` are those it was given, with noise; `steep` is the length of the true one. What is not remembered is nan.
    """

    name: str
    places: np.ndarray  # (T + 1, 2)
    values: np.ndarray  # (T + 1,)
    steep: np.ndarray  # (T + 1,)
    slopes: np.ndarray  # (T, 2)
    velocities: np.ndarray  # (T, 2), after the step
    squares: np.ndarray  # (T, 2), after the step
    arrived: int  # the first step at or under the target, or -1
    stopped: int

    @property
    def last(self) -> int:
        """The last step with a place."""
        return self.stopped - 1 if self.stopped >= 0 else len(self.values) - 1

    def unrest(self, share: float = 0.1) -> float:
        """The greatest height over the last share of the steps; infinite where it diverged."""
        return float(self.values[-int(share * len(self.values)) :].max()) if self.stopped < 0 else float("inf")


class Result(NamedTuple):
    """A race that was run, with its settings: ground, height to reach, paths, and the factors (T,) of the schedule."""

    made: Race
    ground: Ground
    target: float
    paths: tuple[Path, ...]
    factors: np.ndarray
    curvature: tuple[float, float]  # lowest and highest, at the lowest place that was reached

    def path(self, name: str) -> Path | None:
        """The way of this optimizer, if it ran."""
        return next((path for path in self.paths if path.name == name), None)
