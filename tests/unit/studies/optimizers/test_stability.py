"""The map of stability is what really happens on a quadratic, and its best place is Polyak's."""

from __future__ import annotations

import numpy as np
import pytest

from nets.studies.optimizers.race import run_race
from nets.studies.optimizers.settings import Race
from nets.studies.optimizers.stability import (
    MAX_PRODUCT,
    best_settings,
    error_factor,
    stability_grid,
    worst_error_factor,
)


@pytest.mark.parametrize(("rate", "momentum"), [(0.05, 0.0), (0.02, 0.9), (0.12, 0.5), (0.15, 0.2), (0.134, 0.4)])
def test_the_share_that_is_left_is_the_largest_eigenvalue(rate: float, momentum: float) -> None:
    for curvature in (1.0, 20.0):
        step = np.array([[1 - rate * curvature, -rate * momentum], [curvature, momentum]])  # of (error, velocity)
        largest = np.abs(np.linalg.eigvals(step)).max()
        assert error_factor(np.array(rate), np.array(momentum), curvature) == pytest.approx(largest)


def test_the_best_place_of_the_map_is_that_of_polyak() -> None:
    values, (low, high) = stability_grid(1.0, 20.0, 120)
    row, column = np.unravel_index(values.argmax(), values.shape)
    rate, momentum = best_settings(1.0, 20.0)
    assert (low, high) == (0, MAX_PRODUCT / 20)
    assert (column + 0.5) / 120 * high == pytest.approx(rate, abs=0.01)
    assert (row + 0.5) / 120 == pytest.approx(momentum, abs=0.03)


def test_a_race_loses_its_error_as_fast_as_the_map_says() -> None:
    race = Race(optimizers=("momentum",), rate_momentum=0.02, momentum=0.9, steps=300)
    (path,) = run_race(race).paths
    errors = np.hypot(*path.positions.T)
    measured = (errors[200:300].max() / errors[100:200].max()) ** (1 / 100)
    assert measured == pytest.approx(float(worst_error_factor(np.array(0.02), np.array(0.9), 1.0, 20.0)), abs=0.005)
