"""The toy sets: determinism, balance, and the geometry each docstring promises."""

from __future__ import annotations

import time
from typing import get_args

import numpy as np
import pytest

from nets.datasets.toy import plane_sets as plane

CLASSES = ("xor", "circles", "moons", "spiral", "blobs")
SURFACES = ("plane", "sine")


def angle_of(xy: np.ndarray) -> np.ndarray:
    return np.arctan2(xy[:, 1], xy[:, 0])


@pytest.mark.parametrize("name", plane.NAMES)
def test_same_seed_same_examples_and_another_seed_others(name: plane.Name) -> None:
    first = plane.draw(name, 200, 0.3, 3, 0.1, seed=7)
    again = plane.draw(name, 200, 0.3, 3, 0.1, seed=7)
    other = plane.draw(name, 200, 0.3, 3, 0.1, seed=8)
    np.testing.assert_array_equal(first[0], again[0])
    np.testing.assert_array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])


@pytest.mark.parametrize("name", plane.NAMES)
@pytest.mark.parametrize("noise", [0.0, 0.5, 1.0])
def test_shapes_types_and_bounds(name: plane.Name, noise: float) -> None:
    xy, targets = plane.draw(name, 301, noise, 4, seed=1)
    assert xy.shape == (301, 2)
    assert xy.dtype == np.float32
    assert np.abs(xy).max() <= plane.EDGE
    assert targets.shape == (301,)
    assert targets.dtype == (np.float32 if name in SURFACES else np.int64)


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("classes", [2, 3, 5])
def test_classes_are_balanced(name: plane.Name, classes: int) -> None:
    targets = plane.draw(name, 202, classes=classes)[1]
    counts = np.bincount(targets)
    assert len(counts) == plane.class_count(name, classes)
    assert np.ptp(counts) <= 1


def test_class_count() -> None:
    assert [plane.class_count(name, 4) for name in plane.NAMES] == [2, 2, 2, 4, 4, 0, 0]


def test_xor_is_the_sign_of_the_product() -> None:
    xy, labels = plane.draw("xor", 1000)
    np.testing.assert_array_equal(labels, xy.prod(axis=1) > 0)
    assert np.abs(xy).min() >= 0.3 - 1e-6
    assert {tuple(signs) for signs in np.sign(xy).astype(int)} == {(1, 1), (1, -1), (-1, 1), (-1, -1)}


def test_circles_have_an_inner_and_an_outer_radius() -> None:
    xy, labels = plane.draw("circles", 1000)
    radius = np.linalg.norm(xy, axis=1)
    assert radius[labels == 1].max() <= 2.5 + 1e-5
    assert radius[labels == 0].min() >= 3.5 - 1e-5
    assert radius.max() <= 5 + 1e-5


def test_moons_lie_on_their_own_half_circle_only() -> None:
    xy, labels = plane.draw("moons", 1000)
    unit = xy / 3 + (0.5, 0.25)
    upper = np.linalg.norm(unit, axis=1)
    lower = np.linalg.norm(unit - (1, 0.5), axis=1)
    np.testing.assert_allclose(np.where(labels == 0, upper, lower), 1, atol=1e-5)
    assert (unit[labels == 0, 1] >= -1e-6).all()
    assert (unit[labels == 1, 1] <= 0.5 + 1e-6).all()


@pytest.mark.parametrize("classes", [2, 3, 4, 5])
def test_the_arm_of_a_spiral_follows_from_radius_and_angle(classes: int) -> None:
    xy, labels = plane.draw("spiral", 1000, classes=classes)
    turned = angle_of(xy) - 2 * np.pi * plane.TURNS * np.linalg.norm(xy, axis=1) / 5
    arm = np.round(turned * classes / (2 * np.pi)).astype(int) % classes
    np.testing.assert_array_equal(arm, labels)


@pytest.mark.parametrize("classes", [2, 3, 4, 5])
def test_blobs_are_nearest_to_their_own_centre(classes: int) -> None:
    xy, labels = plane.draw("blobs", 1000, classes=classes, seed=3)
    distance = np.linalg.norm(xy[:, None] - plane.blob_centres(classes), axis=2)
    np.testing.assert_array_equal(distance.argmin(axis=1), labels)


def test_plane_is_linear_and_sine_is_not() -> None:
    for name, bound in (("plane", 0.999999), ("sine", 0.3)):
        xy, targets = plane.draw(name, 2000)
        fitted = np.c_[xy, np.ones(len(xy))]
        residual = targets - fitted @ np.linalg.lstsq(fitted, targets, rcond=None)[0]
        explained = 1 - residual.var() / targets.var()
        assert explained >= bound if name == "plane" else explained <= bound
        assert 0.9 < np.abs(targets).max() <= 1


@pytest.mark.parametrize("name", CLASSES)
def test_half_noise_visibly_mixes_the_classes(name: plane.Name) -> None:
    """The share of points whose nearest clean neighbour is of another class."""
    clean, labels = plane.draw(name, 2000, seed=5)
    noisy, given = plane.draw(name, 300, 0.5, seed=6)
    nearest = np.linalg.norm(noisy[:, None] - clean, axis=2).argmin(axis=1)
    assert 0.02 < (labels[nearest] != given).mean() < 0.45


def test_more_noise_moves_the_same_points_further() -> None:
    clean, little, much = (plane.draw("moons", 300, noise, seed=2)[0] for noise in (0, 0.1, 0.2))
    np.testing.assert_allclose(much - clean, 2 * (little - clean), atol=1e-5)


@pytest.mark.parametrize("name", plane.NAMES)
def test_label_noise_changes_that_share_of_targets_and_no_point(name: plane.Name) -> None:
    xy, targets = plane.draw(name, 400, classes=5, seed=4)
    same, noisy = plane.draw(name, 400, classes=5, label_noise=0.25, seed=4)
    np.testing.assert_array_equal(xy, same)
    assert (targets != noisy).sum() == 100
    assert noisy.min() >= (-1 if name in SURFACES else 0)
    assert noisy.max() <= (1 if name in SURFACES else plane.class_count(name, 5) - 1)


def test_the_features_are_what_their_names_say() -> None:
    xy = np.array([[2.0, -3.0], [0.5, 1.0]], dtype=np.float32)
    x, y = xy.T
    inputs = plane.compute_features(xy, plane.FEATURES)
    assert inputs.dtype == np.float32
    np.testing.assert_allclose(inputs, np.c_[x, y, x * x, y * y, x * y, np.sin(x), np.sin(y)], rtol=1e-6)
    np.testing.assert_array_equal(plane.compute_features(xy, ["y", "x"]), xy[:, ::-1])
    assert plane.compute_features(xy, []).shape == (2, 0)
    assert tuple(plane.FEATURES) == get_args(plane.Feature)


@pytest.mark.parametrize("name", plane.NAMES)
def test_drawing_takes_less_than_five_milliseconds_of_processor_time(name: plane.Name) -> None:
    taken = []
    for _ in range(5):
        start = time.thread_time()
        plane.draw(name, 500, 0.2, 3)
        taken.append(time.thread_time() - start)
    assert min(taken) < 0.005
