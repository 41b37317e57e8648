"""The training and test losses at the points of a grid, from coarse to fine."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

SIDES = (9, 17, 33)  # points along a side of the finest grid
FIRST_SIDE = 5  # of the coarsest


class LossGrid:
    """A square grid of losses, of which coarser grids are complete first.

    Args:
        axes: The coordinates (2, side) of the points along both directions.

    Attributes:
        axes: The same.
        losses: (2, side, side) float32: training and test loss, a row for each coordinate along the second direction;
            NaN until measured.
        complete_side: Points along a side of the finest grid that is complete, 0 before the first.
    """

    def __init__(self, axes: np.ndarray) -> None:
        self.axes, side = axes, axes.shape[1]
        self.losses = np.full((2, side, side), np.nan, np.float32)
        self.complete_side = 0

    @property
    def side(self) -> int:
        """Points along a side of the finest grid."""
        return self.axes.shape[1]

    @property
    def sides(self) -> tuple[int, ...]:
        """Points along a side of each grid, the coarsest first."""
        return FIRST_SIDE, *(side for side in SIDES if side <= self.side)

    def levels(self) -> Iterator[tuple[int, list[tuple[int, int]]]]:
        """Yield the side of each grid with its cells (row, column) that no coarser grid has."""
        earlier: set[tuple[int, int]] = set()
        for side in self.sides:
            numbers = range(0, self.side, (self.side - 1) // (side - 1))
            cells = [(row, column) for row in numbers for column in numbers if (row, column) not in earlier]
            earlier.update(cells)
            yield side, cells

    def point(self, row: int, column: int) -> np.ndarray:
        """Return the coordinates (2,) of a cell."""
        return self.axes[[0, 1], [column, row]]

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the finest complete grid: "x" and "y" (n,), "train" and "test" (n, n); empty at first."""
        stride = (self.side - 1) // (self.complete_side - 1) if self.complete_side else self.side
        cut = slice(None, None, stride) if self.complete_side else slice(0)
        return {
            "x": self.axes[0, cut],
            "y": self.axes[1, cut],
            "train": self.losses[0, cut, cut].copy(),
            "test": self.losses[1, cut, cut].copy(),
        }
