"""Toy sets on the plane, drawn from a seed with numpy alone, and the inputs that can be engineered from x and y."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, get_args

import numpy as np

Name = Literal["xor", "circles", "moons", "spiral", "blobs", "plane", "sine"]
Feature = Literal["x", "y", "x2", "y2", "xy", "sinx", "siny"]

NAMES: tuple[Name, ...] = get_args(Name)
EDGE = 6.0  # coordinates lie in [-EDGE, EDGE], as in TensorFlow Playground
TURNS = 1.75  # of each arm of the spiral
BLOB_RADIUS = 3.0

FEATURES: dict[Feature, Callable[[np.ndarray], np.ndarray]] = {
    "x": lambda xy: xy[:, 0],
    "y": lambda xy: xy[:, 1],
    "x2": lambda xy: xy[:, 0] ** 2,
    "y2": lambda xy: xy[:, 1] ** 2,
    "xy": lambda xy: xy[:, 0] * xy[:, 1],
    "sinx": lambda xy: np.sin(xy[:, 0]),
    "siny": lambda xy: np.sin(xy[:, 1]),
}


def engineer(xy: np.ndarray, names: Iterable[Feature]) -> np.ndarray:
    """The engineered inputs (N, F) float32 of `xy` (N, 2), one column for each of the names."""
    chosen = list(names)
    inputs = np.empty((len(xy), len(chosen)), dtype=np.float32)
    for column, name in enumerate(chosen):
        inputs[:, column] = FEATURES[name](xy)
    return inputs


def class_count(name: Name, classes: int = 2) -> int:
    """How many classes the set has when `classes` are asked for; 0 for a regression."""
    if name in _SURFACES:
        return 0
    return classes if name in ("blobs", "spiral") else 2


def draw(
    name: Name,
    size: int,
    noise: float = 0.0,
    classes: int = 2,
    label_noise: float = 0.0,
    seed: int = 0,
    balance: float = 1.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw `size` examples: xy (N, 2) float32 and targets (N,), int64 classes or float32 values in about [-1, 1].

    Every class after the first has `balance` times its examples, to within one. `noise` (0 to 1) blurs the points of a
    class, or the values of a regression, and moves the same points further as it grows. `label_noise` is the share of
    examples with a wrong target; it has randomness of its own, so that it leaves the points where they are.
    """
    rng, label_rng = (np.random.default_rng([seed, stream]) for stream in (0, 1))
    if name in _SURFACES:
        xy = rng.uniform(-EDGE, EDGE, (size, 2))
        values = _SURFACES[name](xy) + 0.5 * noise * rng.normal(size=size)
        return xy.astype(np.float32), _wrong_values(values, label_noise, label_rng).astype(np.float32)
    count = class_count(name, classes)
    labels = _labels(size, count, balance)
    place, blur = _CLASSES[name]
    xy = place(labels, count, rng)
    xy = _inside(xy + blur * noise * rng.normal(size=xy.shape)).astype(np.float32)
    return xy, _wrong_labels(labels, count, label_noise, label_rng)


def _labels(size: int, classes: int, balance: float) -> np.ndarray:
    """Class indices (size,) in turns, so that any first part of them has nearly the same shares as the whole."""
    if balance == 1:
        return np.arange(size) % classes
    wanted = np.array([1.0, *[balance] * (classes - 1)]) / (1 + balance * (classes - 1))
    due = [(np.arange(int(share * size) + 2) + 0.5) / share for share in wanted]  # when each class has its turns
    order = np.argsort(np.concatenate(due), kind="stable")
    return np.repeat(np.arange(classes), [len(turns) for turns in due])[order][:size]


def xor(labels: np.ndarray, classes: int, rng: np.random.Generator) -> np.ndarray:
    """Four quadrants, 0.3 away from the axes (TensorFlow Playground's padding): class 1 where x and y agree in sign."""
    xy = rng.uniform(0.3, 5.3, (len(labels), 2))
    side = rng.choice([-1.0, 1.0], len(labels))
    return xy * np.stack([side, side * (2 * labels - 1)], axis=1)


def circles(labels: np.ndarray, classes: int, rng: np.random.Generator) -> np.ndarray:
    """TensorFlow Playground's circle of radius 5: class 1 within half of it, class 0 from 0.7 of it outwards."""
    radius = rng.uniform(size=len(labels))
    radius = np.where(labels == 1, 2.5 * radius, 3.5 + 1.5 * radius)
    return _polar(radius, rng.uniform(0, 2 * np.pi, len(labels)))


def moons(labels: np.ndarray, classes: int, rng: np.random.Generator) -> np.ndarray:
    """Two interleaved half circles as in scikit-learn's `make_moons`, centred and three times as large."""
    angle = rng.uniform(0, np.pi, len(labels))
    x = np.where(labels == 0, np.cos(angle), 1 - np.cos(angle))
    y = np.where(labels == 0, np.sin(angle), 0.5 - np.sin(angle))
    return 3 * np.stack([x - 0.5, y - 0.25], axis=1)


def spiral(labels: np.ndarray, classes: int, rng: np.random.Generator) -> np.ndarray:
    """TensorFlow Playground's spiral: the radius grows to 5 with the angle, over 1.75 turns; one arm a class."""
    along = rng.uniform(0.05, 1, len(labels))
    return _polar(5 * along, 2 * np.pi * (TURNS * along + labels / classes))


def blobs(labels: np.ndarray, classes: int, rng: np.random.Generator) -> np.ndarray:
    """Round normal clouds around `blob_centres`, as in scikit-learn's `make_blobs`."""
    return blob_centres(classes)[labels] + 0.35 * rng.normal(size=(len(labels), 2))


def blob_centres(classes: int) -> np.ndarray:
    """The centres (classes, 2), evenly spaced on a circle; the first lies on the diagonal."""
    angle = np.pi / 4 + 2 * np.pi * np.arange(classes) / classes
    return _polar(np.full(classes, BLOB_RADIUS), angle)


def plane(xy: np.ndarray) -> np.ndarray:
    """A tilted plane (N,) over xy (N, 2): linear in x and y, from -1 to 1 (TensorFlow Playground's "plane")."""
    return xy.sum(axis=1) / (2 * EDGE)


def sine(xy: np.ndarray) -> np.ndarray:
    """Three sine bumps (N,) over xy (N, 2), up, down and up along x, fading out towards the edges in y."""
    return np.sin(np.pi * xy[:, 0] / 4) * np.cos(np.pi * xy[:, 1] / 12)


# Where the points of each class lie, and how far (standard deviation) full noise moves them.
_CLASSES = {"xor": (xor, 2.0), "circles": (circles, 2.0), "moons": (moons, 2.0), "spiral": (spiral, 1.0)}
_CLASSES |= {"blobs": (blobs, 3.5)}
_SURFACES = {"plane": plane, "sine": sine}


def _polar(radius: np.ndarray, angle: np.ndarray) -> np.ndarray:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _inside(xy: np.ndarray) -> np.ndarray:
    """Fold what noise moved over the edge back in, so that no line of points gathers there."""
    folded = np.where(np.abs(xy) > EDGE, 2 * EDGE * np.sign(xy) - xy, xy)
    return np.clip(folded, -EDGE, EDGE)


def _wrong_labels(labels: np.ndarray, classes: int, share: float, rng: np.random.Generator) -> np.ndarray:
    wrong = rng.permutation(len(labels))[: round(share * len(labels))]
    labels[wrong] = (labels[wrong] + rng.integers(1, classes, len(wrong))) % classes
    return labels.astype(np.int64)


def _wrong_values(values: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    wrong = rng.permutation(len(values))[: round(share * len(values))]
    values[wrong] = rng.uniform(-1, 1, len(wrong))
    return values
