"""Splitting and standardising: the promises of their docstrings, over examples hypothesis makes up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import StandardScaler

from nets.datasets.split import split, standardise
from nets.experiment.user_error import Problem

classes = st.lists(st.integers(0, 4), min_size=2, max_size=120).map(lambda labels: np.array(labels, dtype=np.int64))
share = st.floats(0, 1)
seed = st.integers(0, 2**31 - 1)


@given(classes, share, seed)
def test_both_sides_have_examples_and_the_split_repeats(targets: np.ndarray, share: float, seed: int) -> None:
    test = split(targets, share, seed)
    assert test.dtype == bool
    assert test.shape == targets.shape
    assert 0 < test.sum() < len(targets)
    np.testing.assert_array_equal(test, split(targets, share, seed))


@given(classes, share, seed)
def test_every_class_is_divided_by_the_share(targets: np.ndarray, share: float, seed: int) -> None:
    test = split(targets, share, seed)
    counts = np.bincount(targets)
    if counts.max() < 2:
        return
    for label, count in enumerate(counts):
        tested = test[targets == label].sum()
        if count == 1:
            assert tested == 0
        elif count > 1:
            assert 1 <= tested <= count - 1
            assert abs(tested - (1 - share) * count) <= 1


@given(st.integers(2, 300), share, seed)
def test_numbers_are_divided_by_the_share(count: int, share: float, seed: int) -> None:
    tested = split(np.linspace(0, 1, count), share, seed).sum()
    assert 1 <= tested <= count - 1
    assert abs(tested - (1 - share) * count) <= 1


@given(classes, st.tuples(share, share), seed)
def test_a_larger_training_share_only_moves_examples_over(
    targets: np.ndarray, shares: tuple[float, float], seed: int
) -> None:
    few, many = sorted(shares)
    assert (split(targets, many, seed) <= split(targets, few, seed)).all()


def test_another_seed_is_another_split() -> None:
    targets = np.zeros(100, dtype=np.int64)
    assert not np.array_equal(split(targets, 0.8, 0), split(targets, 0.8, 1))


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_examples_are_a_problem(count: int) -> None:
    with pytest.raises(Problem, match="At least two examples"):
        split(np.zeros(count, dtype=np.int64), 0.8, 0)


def test_standardise_equals_scikit_learn_fitted_on_the_training_part() -> None:
    rng = np.random.default_rng(0)
    inputs = (rng.normal(size=(200, 5)) * [1, 10, 1e-3, 1e4, 1] + [0, 5, 1, -1e4, 0]).astype(np.float32)
    test = split(rng.normal(size=200), 0.7, 0)
    scaled, mean, deviation = standardise(inputs, test)
    reference = StandardScaler().fit(inputs[~test].astype(np.float64))
    np.testing.assert_allclose(scaled, reference.transform(inputs.astype(np.float64)), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(mean, reference.mean_, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(deviation, reference.scale_, rtol=1e-5)
    assert scaled.dtype == mean.dtype == deviation.dtype == np.float32


def test_the_test_part_does_not_leak_into_the_scale() -> None:
    inputs = np.array([[0.0], [2.0], [1000.0]], dtype=np.float32)
    scaled, mean, deviation = standardise(inputs, np.array([False, False, True]))
    assert (mean.item(), deviation.item()) == (1, 1)
    assert scaled.ravel().tolist() == [-1, 1, 999]


@pytest.mark.parametrize("value", [0.0, 0.1, -1e9])
def test_a_constant_column_is_safe(value: float) -> None:
    inputs = np.full((50, 2), value, dtype=np.float32)
    scaled, _, deviation = standardise(inputs, np.arange(50) >= 40)
    np.testing.assert_allclose(scaled, 0, atol=1e-6)
    assert deviation.tolist() == [1, 1]


def test_a_plain_column_of_targets_is_scaled_too() -> None:
    scaled, mean, deviation = standardise(np.array([1.0, 3.0, 9.0]), np.array([False, False, True]))
    assert scaled.tolist() == [-1, 1, 7]
    assert mean.shape == deviation.shape == ()
