"""Points clicked onto the plane: what is accepted, and the sentence for what is not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nets.datasets.toy.custom_points import MAX_POINTS, parse
from nets.experiment.user_error import Problem

coordinate = st.floats(-6, 6, width=32)


@given(st.lists(st.tuples(coordinate, coordinate, st.integers(0, 4)), max_size=20))
def test_valid_points_come_back(points: list[tuple[float, float, int]]) -> None:
    xy, labels = parse([value for point in points for value in point])
    assert xy.dtype == np.float32
    assert labels.dtype == np.int64
    np.testing.assert_array_equal(xy, np.array([point[:2] for point in points], dtype=np.float32).reshape(-1, 2))
    assert labels.tolist() == [point[2] for point in points]


@pytest.mark.parametrize(
    ("flat", "words"),
    [
        ((1.0, 2.0), "three numbers"),
        ((1.0, 2.0, 0.0, 1.0), "three numbers"),
        ((7.0, 0.0, 0.0), "Point 1 is not on the plane"),
        ((0.0, 0.0, 1.0, 0.0, -6.1, 1.0), "Point 2 is not on the plane"),
        ((math.nan, 0.0, 0.0), "not on the plane"),
        ((0.0, math.inf, 0.0), "not on the plane"),
        ((0.0, 0.0, 0.5), "class of point 1"),
        ((0.0, 0.0, -1.0), "class of point 1"),
        ((0.0, 0.0, 5.0), "from 0 to 4"),
        ((0.0, 0.0, math.nan), "class of point 1"),
        ((0.0, 0.0, 1.0) * (MAX_POINTS + 1), "500 points at most, not 501"),
        (("x", "y", "z"), "as numbers"),
    ],
)
def test_what_does_not_fit_is_a_problem_of_the_points(flat: tuple[float, ...], words: str) -> None:
    with pytest.raises(Problem, match=words) as raised:
        parse(flat)
    assert raised.value.values["key"] == "data.points"


@given(st.lists(st.floats() | st.integers(), max_size=12))
def test_any_numbers_give_points_or_a_problem(flat: list[float]) -> None:
    try:
        xy, labels = parse(flat)
    except Problem:
        return
    assert np.abs(xy).max(initial=0) <= 6
    assert set(labels.tolist()) <= set(range(5))
