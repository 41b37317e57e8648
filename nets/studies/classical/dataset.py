"""Load the examples that all models see, split and scaled once; torch-free."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np

from nets.datasets.split import standardise
from nets.models.perceptron.examples import examples, on_plane, order, shape
from nets.models.perceptron.settings import FLAT, Data

Number = TypeVar("Number", float, np.ndarray)

MAX_TRAIN, MAX_TEST = 3000, 2000  # examples


class Dataset(NamedTuple):
    """Examples, split into a training and a test part.

    Attributes:
        inputs: Training inputs (N, F) float32, standardised over the training part, as the perceptron sees them.
        targets: Training targets (N,): class indices, or standardised numbers.
        test_inputs: Test inputs (M, F).
        test_targets: Test targets (M,).
        raw: Training inputs in their original units (N, F).
        test_raw: Test inputs in their original units (M, F).
        xy: Positions of training points on the plane (N, 2); (N, 0) for data that are not on the plane.
        test_xy: Positions of test points (M, 2) or (M, 0).
        mean: Mean of the raw inputs (F,).
        std: Standard deviation of the raw inputs (F,).
        target_mean: Mean of the raw targets of a regression.
        target_std: Standard deviation of the raw targets of a regression.
        features: Names of the inputs.
        classes: Names of the classes; empty for a regression.
        left_out: Number of examples beyond the limits.
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
    std: np.ndarray
    target_mean: float
    target_std: float
    features: tuple[str, ...]
    classes: tuple[str, ...]
    left_out: int

    def in_original_unit(self, values: Number) -> Number:
        """Return targets or predictions of a regression in the unit of the data."""
        return values * self.target_std + self.target_mean


@lru_cache(maxsize=8)
def load_dataset(data: Data) -> Dataset:
    """Load the examples of these settings. Imports scikit-learn for its tables."""
    table = examples(data)
    inputs, mean, std = standardise(table.inputs, table.test)
    targets, target_mean, target_std = table.targets, 0.0, 1.0
    if not table.classes:
        targets, shift, scale = standardise(table.targets, table.test)
        target_mean, target_std = float(shift), float(scale)
    train, test = order(data.seed, table.test)
    left_out = max(0, len(train) - MAX_TRAIN) + max(0, len(test) - MAX_TEST)
    train, test = train[:MAX_TRAIN], test[:MAX_TEST]
    xy = on_plane(data)[0] if data.name in FLAT else np.zeros((len(targets), 0), np.float32)
    return Dataset(
        inputs=inputs[train],
        targets=targets[train],
        test_inputs=inputs[test],
        test_targets=targets[test],
        raw=table.inputs[train],
        test_raw=table.inputs[test],
        xy=xy[train],
        test_xy=xy[test],
        mean=mean,
        std=std,
        target_mean=target_mean,
        target_std=target_std,
        features=table.features,
        classes=table.classes,
        left_out=left_out,
    )


def unsplit_points(data: Data) -> Dataset:
    """Return the user's points that no model can be fitted to yet, all as training examples, to draw them."""
    xy, targets, test = on_plane(data)
    none, numbers = np.zeros((0, 2), np.float32), np.zeros(2, np.float32)
    return Dataset(
        inputs=xy,
        targets=targets,
        test_inputs=none,
        test_targets=targets[test],
        raw=xy,
        test_raw=none,
        xy=xy,
        test_xy=none,
        mean=numbers,
        std=numbers + 1,
        target_mean=0.0,
        target_std=1.0,
        features=("x", "y"),
        classes=tuple(str(label) for label in range(shape(data).classes)),
        left_out=0,
    )


def most_informative_inputs(dataset: Dataset) -> tuple[int, int]:
    """Return the columns of the two inputs that explain the targets best by themselves; 0 and 1 on the plane."""
    if dataset.xy.shape[1] or dataset.inputs.shape[1] < 2:
        return 0, min(1, dataset.inputs.shape[1] - 1)
    inputs, targets = dataset.inputs, dataset.targets
    if dataset.classes:
        groups = [inputs[targets == label] for label in range(len(dataset.classes)) if (targets == label).any()]
        within = sum(np.square(group - group.mean(axis=0)).sum(axis=0) for group in groups)
        scores = 1 - within / np.maximum(np.square(inputs - inputs.mean(axis=0)).sum(axis=0), 1e-9)
    else:
        scores = np.abs((inputs * targets[:, None]).mean(axis=0))
    first, second = np.sort(np.argsort(-scores, kind="stable")[:2]).tolist()
    return first, second
