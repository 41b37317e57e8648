"""The examples that all models see, split and scaled once; free of torch, so that a page can draw them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np

from nets.datasets.split import standardise
from nets.models.perceptron.examples import examples, on_plane, order, shape
from nets.models.perceptron.settings import FLAT, Data

Number = TypeVar("Number", float, np.ndarray)

MOST_TRAIN, MOST_TEST = 3000, 2000  # examples that models are fitted to and judged by


class Held(NamedTuple):
    """Inputs (N, F) float32 with mean 0 and deviation 1 over the training part, as the perceptron sees them.

    Targets (N,) are class indices; of a regression numbers with mean 0 and deviation 1 over the training part. `raw`
    and `test_raw` are the inputs in their own units. On the plane `xy` and `test_xy` (N, 2) are the places of the
    points, else they are empty. `left_out` counts the examples that would be too many.
    """

    inputs: np.ndarray
    targets: np.ndarray
    test_inputs: np.ndarray
    test_targets: np.ndarray
    raw: np.ndarray
    test_raw: np.ndarray
    xy: np.ndarray
    test_xy: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray
    centre: float
    unit: float
    features: tuple[str, ...]
    classes: tuple[str, ...]
    left_out: int

    def in_own_unit(self, values: Number) -> Number:
        """Targets or answers of a regression in the unit of the data."""
        return values * self.unit + self.centre


@lru_cache(maxsize=8)
def held(data: Data) -> Held:
    """The examples of these settings. Imports scikit-learn for its tables."""
    table = examples(data)
    inputs, mean, deviation = standardise(table.inputs, table.test)
    targets, centre, unit = table.targets, 0.0, 1.0
    if not table.classes:
        targets, shift, scale = standardise(table.targets, table.test)
        centre, unit = float(shift), float(scale)
    train, test = order(data.seed, table.test)
    left_out = max(0, len(train) - MOST_TRAIN) + max(0, len(test) - MOST_TEST)
    train, test = train[:MOST_TRAIN], test[:MOST_TEST]
    xy = on_plane(data)[0] if data.name in FLAT else np.zeros((len(targets), 0), np.float32)
    return Held(
        inputs=inputs[train],
        targets=targets[train],
        test_inputs=inputs[test],
        test_targets=targets[test],
        raw=table.inputs[train],
        test_raw=table.inputs[test],
        xy=xy[train],
        test_xy=xy[test],
        mean=mean,
        deviation=deviation,
        centre=centre,
        unit=unit,
        features=table.features,
        classes=table.classes,
        left_out=left_out,
    )


def unsplit_points(data: Data) -> Held:
    """Own points that no model can learn yet, for the plane alone: all of them for training."""
    xy, targets, test = on_plane(data)
    none, numbers = np.zeros((0, 2), np.float32), np.zeros(2, np.float32)
    return Held(
        inputs=xy,
        targets=targets,
        test_inputs=none,
        test_targets=targets[test],
        raw=xy,
        test_raw=none,
        xy=xy,
        test_xy=none,
        mean=numbers,
        deviation=numbers + 1,
        centre=0.0,
        unit=1.0,
        features=("x", "y"),
        classes=tuple(str(label) for label in range(shape(data).classes)),
        left_out=0,
    )


def telling(known: Held) -> tuple[int, int]:
    """The two inputs that by themselves tell the most: columns in their order, 0 and 1 on the plane."""
    if known.xy.shape[1] or known.inputs.shape[1] < 2:
        return 0, min(1, known.inputs.shape[1] - 1)
    inputs, targets = known.inputs, known.targets
    if known.classes:
        groups = [inputs[targets == label] for label in range(len(known.classes)) if (targets == label).any()]
        within = sum(np.square(group - group.mean(axis=0)).sum(axis=0) for group in groups)
        told = 1 - within / np.maximum(np.square(inputs - inputs.mean(axis=0)).sum(axis=0), 1e-9)
    else:
        told = np.abs((inputs * targets[:, None]).mean(axis=0))
    first, second = np.sort(np.argsort(-told, kind="stable")[:2]).tolist()
    return first, second
