"""From the data settings to examples; free of torch, so that a page can draw them before a worker is up."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nets.datasets.examples import Examples
from nets.datasets.label_noise import disturbed
from nets.datasets.split import remaining, split
from nets.datasets.toy import plane_sets as plane
from nets.datasets.toy.houses import COUNT, homes
from nets.models.neuron.settings import CLASSES, Data

REACH = 3.0  # x of the line and of the bend lie in -REACH … REACH
HOURS = 8.0
HALF = 4.0  # hours of study with which half of the students pass


@lru_cache(maxsize=32)
def examples(data: Data) -> Examples:
    """Return the examples, split, with label noise in the training part; inputs in their own units."""
    inputs, targets, features = _draw(data)
    classes = CLASSES.get(data.name, ())
    test = split(targets, data.train_share, data.seed)
    left = remaining(targets, test, data.examples, data.seed)
    noisy = disturbed(targets[left], test[left], len(classes), data.label_noise, data.seed)
    return Examples(inputs[left], noisy, features, classes, test[left])


def count(data: Data) -> int:
    """Return the number of examples, training and test together."""
    return COUNT if data.name == "houses" else data.size


def features(data: Data) -> tuple[str, ...]:
    """Return the names of the inputs."""
    if data.name == "houses":
        return data.inputs
    return ("x", "y") if data.name in ("two", "three") else ("hours",) if data.name == "exam" else ("x",)


def _draw(data: Data) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return inputs (N, F) float32, targets (N,) and the names of the inputs."""
    names = features(data)
    if data.name == "houses":
        columns, prices = homes()
        return np.stack([columns[name] for name in names], axis=1), prices, names
    if data.name in ("two", "three"):
        xy, labels = plane.draw("blobs", data.size, data.noise, len(CLASSES[data.name]), seed=data.seed)
        return xy, labels, names
    rng = np.random.default_rng([data.seed, 2])
    if data.name == "exam":
        x = rng.uniform(0, HOURS, data.size)
        passed = x + 3 * data.noise * rng.logistic(size=data.size) > HALF
        return x.astype(np.float32)[:, None], passed.astype(np.int64), names
    x = rng.uniform(-REACH, REACH, data.size)
    y = 0.8 * x + 0.5 if data.name == "line" else np.tanh(1.5 * x - 1)
    y = y + data.noise * rng.normal(size=data.size) * (1.5 if data.name == "line" else 0.5)
    return x.astype(np.float32)[:, None], y.astype(np.float32), names
