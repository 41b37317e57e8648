"""The ground of a race: heights over the part of the plane that is shown, and the lowest of them; torch-free."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.studies.backpropagation.arithmetic import arrays
from nets.studies.backpropagation.formula.graph import Expression
from nets.studies.optimizers.settings import Race
from nets.studies.optimizers.surfaces import OWN, SURFACES, Range

CELLS = 97  # along a side: an odd number, so that the middle is one of the places


class Ground(NamedTuple):
    """Heights at the middles of cells (CELLS, CELLS), the row of lowest y first; what of x and y is shown.

    `lowest` is the lowest height, and `minima` are where it is known to be.
    """

    heights: np.ndarray
    x: Range
    y: Range
    lowest: float
    minima: tuple[tuple[float, float], ...]


def ground(made: Race, surface: Expression) -> Ground:
    """The ground of these settings. Raises Problem where nothing of it has a height."""
    x, y = made.extent
    middles = (np.arange(CELLS) + 0.5) / CELLS
    across, up = np.meshgrid(*(low + middles * (high - low) for low, high in (x, y)))
    given = {"x": across, "y": up}
    heights = surface.value(arrays(), **{name: given[name] for name in surface.names})
    heights = np.broadcast_to(np.asarray(heights, np.float64), across.shape)
    if not np.isfinite(heights).any():
        raise Problem(N_("f(x, y) has no value anywhere on the map."))
    known = SURFACES.get(made.surface) if made.surface != OWN else None
    lowest = known.lowest if known else float(heights[np.isfinite(heights)].min())
    return Ground(heights, x, y, lowest, known.minima if known else ())


def begin(made: Race, surface: Expression) -> float:
    """The height at the start. Raises Problem where there is none."""
    given = {"x": np.float64(made.x), "y": np.float64(made.y)}
    high = float(surface.value(arrays(), **{name: given[name] for name in surface.names}))
    if not np.isfinite(high):
        raise Problem(N_("f(x, y) has no value at the start. Choose another start or another formula."))
    return high
