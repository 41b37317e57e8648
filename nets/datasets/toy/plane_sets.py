"""The table of toy sets on the plane, drawn from a seed with numpy alone, and the features of x and y; torch-free."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from nets.experiment.user_error import N_

Name = Literal["xor", "circles", "moons", "spiral", "blobs", "plane", "sine"]
Feature = Literal["x", "y", "x2", "y2", "xy", "sinx", "siny"]

NAMES: tuple[Name, ...] = get_args(Name)
EDGE = 6.0  # coordinates lie in [-EDGE, EDGE], as in TensorFlow Playground
TURNS = 1.75  # of each arm of the spiral
BLOB_RADIUS = 3.0


@dataclass(frozen=True)
class PlaneSet:
    """A toy set on the plane: classes of points, or values over the plane.

    Attributes:
        label: Name in a list of options, English, marked for translation.
        points: Returns points (N, 2) for class indices (N,) and the number of classes; None for a regression.
        values: Returns the values (N,) at points (N, 2); None for classes.
        blur: How far (standard deviation) full noise moves the points of a class.
        has_class_setting: Whether the number of classes can be chosen; else there are two.
        is_linear: Whether straight lines, or a linear function, solve it.
    """

    label: str
    points: Callable[[np.ndarray, int, np.random.Generator], np.ndarray] | None = None
    values: Callable[[np.ndarray], np.ndarray] | None = None
    blur: float = 2.0
    has_class_setting: bool = False
    is_linear: bool = False

    @property
    def is_regression(self) -> bool:
        """Whether the targets are numbers instead of classes."""
        return self.values is not None


FEATURES: dict[Feature, Callable[[np.ndarray], np.ndarray]] = {
    "x": lambda xy: xy[:, 0],
    "y": lambda xy: xy[:, 1],
    "x2": lambda xy: xy[:, 0] ** 2,
    "y2": lambda xy: xy[:, 1] ** 2,
    "xy": lambda xy: xy[:, 0] * xy[:, 1],
    "sinx": lambda xy: np.sin(xy[:, 0]),
    "siny": lambda xy: np.sin(xy[:, 1]),
}


FEATURE_LABELS: dict[str, str] = {
    "x": "x₁",
    "y": "x₂",
    "x2": "x₁²",
    "y2": "x₂²",
    "xy": "x₁x₂",
    "sinx": "sin x₁",
    "siny": "sin x₂",
}


def compute_features(xy: np.ndarray, names: Iterable[Feature]) -> np.ndarray:
    """Return the features (N, F) float32 of `xy` (N, 2), one column for each of the names."""
    columns = list(names)
    inputs = np.empty((len(xy), len(columns)), dtype=np.float32)
    for column, name in enumerate(columns):
        inputs[:, column] = FEATURES[name](xy)
    return inputs


def class_count(name: Name, classes: int = 2) -> int:
    """Return how many classes the set has if the setting is `classes`; 0 for a regression."""
    plane_set = PLANE_SETS[name]
    if plane_set.is_regression:
        return 0
    return classes if plane_set.has_class_setting else 2


def draw(
    name: Name,
    size: int,
    noise: float = 0.0,
    classes: int = 2,
    label_noise: float = 0.0,
    seed: int = 0,
    balance: float = 1.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw `size` examples of a set.

    Args:
        name: A key of PLANE_SETS.
        size: The number of examples N.
        noise: From 0 to 1; it blurs the points of a class, or the values of a regression, and moves the same points
            further as it grows.
        classes: The number of classes, for the sets that have this setting.
        label_noise: The share of examples with a wrong target, drawn separately, so that no point moves.
        seed: Of all randomness.
        balance: How many examples each class has for one of the first, to within one.

    Returns:
        Points xy (N, 2) float32, and targets (N,): int64 classes, or float32 values in about [-1, 1].
    """
    rng, label_rng = (np.random.default_rng([seed, stream]) for stream in (0, 1))
    plane_set = PLANE_SETS[name]
    if plane_set.values is not None:
        xy = rng.uniform(-EDGE, EDGE, (size, 2))
        values = plane_set.values(xy) + 0.5 * noise * rng.normal(size=size)
        return xy.astype(np.float32), _wrong_values(values, label_noise, label_rng).astype(np.float32)
    assert plane_set.points is not None
    count = class_count(name, classes)
    labels = _labels(size, count, balance)
    xy = plane_set.points(labels, count, rng)
    xy = _fold(xy + plane_set.blur * noise * rng.normal(size=xy.shape)).astype(np.float32)
    return xy, _wrong_labels(labels, count, label_noise, label_rng)


def _labels(size: int, classes: int, balance: float) -> np.ndarray:
    """Return class indices (size,) in turns, so that any first part of them has nearly the same shares."""
    if balance == 1:
        return np.arange(size) % classes
    shares = np.array([1.0, *[balance] * (classes - 1)]) / (1 + balance * (classes - 1))
    due = [(np.arange(int(share * size) + 2) + 0.5) / share for share in shares]  # when each class has its turns
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


PLANE_SETS: dict[Name, PlaneSet] = {
    "xor": PlaneSet(N_("xor"), points=xor),
    "circles": PlaneSet(N_("circles"), points=circles),
    "moons": PlaneSet(N_("moons"), points=moons),
    "spiral": PlaneSet(N_("spiral"), points=spiral, blur=1.0, has_class_setting=True),
    "blobs": PlaneSet(N_("blobs"), points=blobs, blur=3.5, has_class_setting=True, is_linear=True),
    "plane": PlaneSet(N_("plane (numbers)"), values=plane, is_linear=True),
    "sine": PlaneSet(N_("sine (numbers)"), values=sine),
}


def _polar(radius: np.ndarray, angle: np.ndarray) -> np.ndarray:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _fold(xy: np.ndarray) -> np.ndarray:
    """Reflect points that noise moved over the edge, so that they do not gather there."""
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
