"""From the data settings to images: which are for training, in which order, with which labels; torch-free."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nets.datasets.images import images
from nets.datasets.images.images import About
from nets.datasets.label_noise import mislabelled
from nets.datasets.split import balanced, split
from nets.experiment.user_error import N_, Problem
from nets.models.cnn.settings import Data


@dataclass(frozen=True, eq=False)
class Part:
    """`pixels` (N, C, H, W) or (N, C, L) in the unit of the dataset, and `labels` (N,) int64, indices of classes."""

    pixels: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True, eq=False)
class Examples:
    """The training and the test part, each shuffled; `white` is the brightest pixel."""

    train: Part
    test: Part
    classes: tuple[str, ...]
    white: float


def about(data: Data) -> About:
    """Return the counts, the shape and the classes of the whole dataset. Raises Problem, with the setting as `key`."""
    return images.about(data.name, data.images)


def chosen(data: Data) -> tuple[int, ...]:
    """Return the classes to learn, by their number in the dataset. Raises Problem if one is missing."""
    return known(data.classes, data, "data.classes") or tuple(range(len(about(data).classes)))


def others(data: Data, before: tuple[int, ...]) -> tuple[int, ...]:
    """Return the classes to pre-train on: `before`, or all that are not learnt afterwards. Raises Problem."""
    classes = known(before, data, "net.before") or tuple(
        sorted(set(range(len(about(data).classes))) - set(chosen(data)))
    )
    if len(classes) < 2 or len(set(classes)) < len(classes):
        text = N_("Pre-training needs at least two other classes, each named once. Learn fewer of them, or name some.")
        raise Problem(text, key="net.pretrain")
    return classes


def known(classes: tuple[int, ...], data: Data, key: str) -> tuple[int, ...]:
    """Return the classes unchanged. Raises Problem if the dataset has no class of such a number."""
    count = len(about(data).classes)
    if any(number >= count for number in classes):
        text = N_("There is no class {number}: the classes of these data go from 0 to {last}.")
        raise Problem(text, key=key, number=max(classes), last=count - 1)
    return classes


def names(data: Data) -> tuple[str, ...]:
    """Return the names of the classes to learn."""
    all_names = about(data).classes
    return tuple(all_names[number] for number in chosen(data))


def training_size(data: Data) -> int:
    """Return the number of training examples, up to rounding."""
    counts = about(data).counts
    total = sum(counts[number] for number in chosen(data))
    share = {"mnist": 6 / 7, "fashion_mnist": 6 / 7, "mnist1d": 0.8}.get(data.name, data.train_share)
    return min(data.examples or total, round(share * total))


def parts(data: Data) -> dict[str, int]:
    """Return the number of images of each part, up to rounding."""
    total = sum(about(data).counts[number] for number in chosen(data))
    full = training_size(data.model_copy(update={"examples": 0}))
    return {"train": max(1, training_size(data)), "test": max(1, total - full)}


def examples(data: Data, classes: tuple[int, ...], most: int = 0) -> Examples:
    """Return the images of these classes, split and shuffled, with label noise in the training part.

    The test part does not depend on the classes.

    Args:
        data: The data settings.
        classes: Which classes, by their number in the dataset.
        most: Most training examples, balanced over the classes; 0 is all.
    """
    dataset = images.load(data.name, data.images, data.seed)
    test = split(dataset.labels, data.train_share, data.seed) if dataset.test is None else dataset.test
    order = np.random.default_rng(data.seed).permutation(len(test))
    order = order[np.isin(dataset.labels[order], classes)]
    labels = np.argsort(classes)[np.searchsorted(np.sort(classes), dataset.labels[order])]  # (N,) of `classes`
    training = np.flatnonzero(~test[order])
    training = training[balanced(labels[training], most)]
    testing = np.flatnonzero(test[order])
    labels = mislabelled(labels, _rest(training, len(labels)), len(classes), data.label_noise, data.seed)
    train, tests = (Part(dataset.pixels[order[rows]], labels[rows]) for rows in (training, testing))
    return Examples(train, tests, tuple(dataset.classes[number] for number in classes), dataset.white)


def _rest(indices: np.ndarray, count: int) -> np.ndarray:
    """Return which of `count` examples are not among the indices, (count,) bool."""
    rest = np.ones(count, dtype=bool)
    rest[indices] = False
    return rest
