"""From the data settings to examples. Free of torch, so that a page can draw the points before a worker is up."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, cast

import numpy as np

from nets.datasets.examples import Examples
from nets.datasets.label_noise import disturbed
from nets.datasets.split import remaining, split
from nets.datasets.tables import tables, upload_table
from nets.datasets.toy import custom_points as points
from nets.datasets.toy import plane_sets as plane
from nets.experiment.user_error import N_, Problem
from nets.models.perceptron.settings import DRAWN, FLAT, Data


class Shape(NamedTuple):
    """The numbers of examples, of inputs, and of classes (0 for a regression)."""

    examples: int
    inputs: int
    classes: int


def shape(data: Data) -> Shape:
    """Return the shape of `examples(data)`, without scikit-learn.

    Custom points have at least two classes.

    Raises:
        Problem: With the key "data.name", if the table is missing or cannot be read.
    """
    if data.name in DRAWN:
        return Shape(data.size, len(data.features), plane.class_count(cast(plane.Name, data.name), data.classes))
    if data.name in tables.NAMES:
        table = tables.TABLES[cast(tables.Name, data.name)]
        return Shape(table.rows, len(table.features), len(table.classes))
    if data.name == "points":
        labels = points.parse(data.points)[1]
        return Shape(len(labels), len(data.features), max(2, int(labels.max(initial=0)) + 1))
    own = _table(data.csv, data.target, data.train_share, data.seed)
    return Shape(len(own.inputs), own.inputs.shape[1], len(own.classes))


def examples(data: Data) -> Examples:
    """Return the examples, split, with label noise in the training part; inputs not yet scaled.

    On the plane the inputs are the chosen features of each point. Imports scikit-learn for its tables.

    Raises:
        Problem: If nothing can be learnt, such as from points of one class.
    """
    if (why := points_problem(data)) is not None:
        raise why
    if data.name in FLAT:
        xy, targets, test = on_plane(data)
        inputs = plane.compute_features(xy, data.features)
        names = tuple(str(label) for label in range(shape(data).classes))
        return Examples(inputs, targets, data.features, names, test)
    if data.name == "csv":
        table = _table(data.csv, data.target, data.train_share, data.seed)
    else:
        table = tables.examples(cast(tables.Name, data.name), data.train_share, data.seed)
    left = remaining(table.targets, table.test, data.examples, data.seed)
    targets, test = table.targets[left], table.test[left]
    targets = disturbed(targets, test, len(table.classes), data.label_noise, data.seed)
    return replace(table, inputs=table.inputs[left], targets=targets, test=test)


def order(seed: int, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the indices of the training examples and of the test examples, in the task's order.

    Args:
        seed: Shuffles them.
        test: (N,) bool, which of the examples are for testing.
    """
    shuffled = np.random.default_rng(seed).permutation(len(test))
    return shuffled[~test[shuffled]], shuffled[test[shuffled]]


def as_points(data: Data, count: int = 60) -> tuple[float, ...]:
    """Return the first points of a dataset on the plane with classes, as `data.points` holds them; else of circles."""
    dataset = data if data.name in DRAWN and shape(data).classes else Data()
    xy, labels, _test = on_plane(dataset)
    rows = np.column_stack([xy[:count].astype(np.float64).round(2), labels[:count]])  # (count, 3)
    return tuple(float(value) for value in rows.ravel())


@lru_cache(maxsize=64)
def names(data: Data) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the inputs and of the classes (none for a regression), without scikit-learn."""
    if data.name in tables.NAMES:
        table = tables.TABLES[cast(tables.Name, data.name)]
        return table.features, table.classes
    if data.name == "points":
        return data.features, tuple(str(label) for label in range(shape(data).classes))
    dataset = examples(data)
    return dataset.features, dataset.classes


def on_plane(data: Data) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the points xy (N, 2) float32 of a dataset on the plane, targets (N,) and test part (N,) bool.

    Custom points from which nothing can be learnt yet are all for training.
    """
    if data.name == "points":
        xy, targets = points.parse(data.points)
        if points_problem(data) is not None:
            return xy, targets, np.zeros(len(xy), dtype=bool)
    else:
        xy, targets = plane.draw(
            cast(plane.Name, data.name), data.size, data.noise, data.classes, seed=data.seed, balance=data.balance
        )
    test = split(targets, data.train_share, data.seed)
    left = remaining(targets, test, data.examples, data.seed)
    xy, targets, test = xy[left], targets[left], test[left]
    return xy, disturbed(targets, test, shape(data).classes, data.label_noise, data.seed), test


def points_problem(data: Data) -> Problem | None:
    """Return what is missing before a net can learn custom points; None if nothing is, and for other data."""
    if data.name != "points" or len(set(data.points[2::3])) > 1:
        return None
    if not data.points:
        text = N_("There are no points yet. Click on the plane to draw some, of two classes or more.")
        return Problem(text, key="data.points")
    text = N_("All points are of one class. Choose another class below the plane, and draw points of it.")
    return Problem(text, key="data.points")


@lru_cache(maxsize=4)
def _table(csv: str, target: str, train_share: float, seed: int) -> Examples:
    if not csv:
        text = N_("There is no table yet. Choose a file, or other data.")
        raise Problem(text, key="data.name", needs="data.csv")
    try:
        return upload_table.examples(upload_table.read(csv), target, train_share, seed)
    except Problem as problem:
        if problem.values.get("key") == "data.target":
            raise
        # without this choice of data nothing is wrong
        raise Problem(problem.text, **{**problem.values, "key": "data.name", "along": "data.csv"}) from None
