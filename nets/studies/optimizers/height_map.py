"""The heights of a surface over the part of the plane that a race shows; torch-free."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.studies.backpropagation.arithmetic import arrays
from nets.studies.backpropagation.formula.graph import Expression
from nets.studies.optimizers.settings import Race
from nets.studies.optimizers.surfaces import OWN, SURFACES, Range

CELLS = 97  # along a side; odd, so that the middle of the map is the middle of a cell


class HeightMap(NamedTuple):
    """The heights of a surface.

    Attributes:
        heights: At the middles of the cells (CELLS, CELLS), the row of the lowest y first.
        x: The range of x that is shown.
        y: The range of y that is shown.
        lowest: The lowest height.
        minima: Known positions of the lowest height.
    """

    heights: np.ndarray
    x: Range
    y: Range
    lowest: float
    minima: tuple[tuple[float, float], ...]


def compute_height_map(race: Race, surface: Expression) -> HeightMap:
    """Return the heights of the surface of a race. Raises Problem if it has a height nowhere."""
    x, y = race.extent
    middles = (np.arange(CELLS) + 0.5) / CELLS
    across, up = np.meshgrid(*(low + middles * (high - low) for low, high in (x, y)))
    variables = {"x": across, "y": up}
    heights = surface.value(arrays(), **{name: variables[name] for name in surface.names})
    heights = np.broadcast_to(np.asarray(heights, np.float64), across.shape)
    if not np.isfinite(heights).any():
        raise Problem(N_("f(x, y) has no value anywhere on the map."))
    known = SURFACES.get(race.surface) if race.surface != OWN else None
    lowest = known.lowest if known else float(heights[np.isfinite(heights)].min())
    return HeightMap(heights, x, y, lowest, known.minima if known else ())


def start_height(race: Race, surface: Expression) -> float:
    """Return the height at the start. Raises Problem if there is none."""
    variables = {"x": np.float64(race.x), "y": np.float64(race.y)}
    height = float(surface.value(arrays(), **{name: variables[name] for name in surface.names}))
    if not np.isfinite(height):
        raise Problem(N_("f(x, y) has no value at the start. Choose another start or another formula."))
    return height
