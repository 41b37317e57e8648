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
    """`pixels` (N, C, H, W) or (N, C, L), as the set holds them, and `labels` (N,) int64, indices into the classes."""

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
    """What the whole set holds. Raises Problem, with the setting to blame as `key`."""
    return images.about(data.name, data.images)


def chosen(data: Data) -> tuple[int, ...]:
    """The classes to tell apart, by their number in the set. Raises Problem when one is not there."""
    return known(data.classes, data, "data.classes") or tuple(range(len(about(data).classes)))


def others(data: Data, before: tuple[int, ...]) -> tuple[int, ...]:
    """The classes to pre-train on: those asked for, or all that are not learnt afterwards. Raises Problem."""
    asked = known(before, data, "net.before")
    found = asked or tuple(sorted(set(range(len(about(data).classes))) - set(chosen(data))))
    if len(found) < 2 or len(set(found)) < len(found):
        text = N_("Pre-training needs at least two other classes, each named once. Learn fewer of them, or name some.")
        raise Problem(text, key="net.pretrain")
    return found


def known(classes: tuple[int, ...], data: Data, key: str) -> tuple[int, ...]:
    """The classes as they are. Raises Problem when the set has none of such a number."""
    count = len(about(data).classes)
    if any(each >= count for each in classes):
        text = N_("There is no class {number}: the classes of these data go from 0 to {last}.")
        raise Problem(text, key=key, number=max(classes), last=count - 1)
    return classes


def names(data: Data) -> tuple[str, ...]:
    """The names of the classes to tell apart."""
    every = about(data).classes
    return tuple(every[number] for number in chosen(data))


def training_size(data: Data) -> int:
    """About how many training examples there are: exact but for rounding."""
    counts = about(data).counts
    total = sum(counts[number] for number in chosen(data))
    share = {"mnist": 6 / 7, "fashion_mnist": 6 / 7, "mnist1d": 0.8}.get(data.name, data.train_share)
    return min(data.examples or total, round(share * total))


def parts(data: Data) -> dict[str, int]:
    """About how many images there are of each part."""
    total = sum(about(data).counts[number] for number in chosen(data))
    full = training_size(data.model_copy(update={"examples": 0}))
    return {"train": max(1, training_size(data)), "test": max(1, total - full)}


def examples(data: Data, classes: tuple[int, ...], most: int = 0) -> Examples:
    """The images of these classes, split and shuffled; label noise in the training part.

    Which images are for testing does not depend on the classes. `most` training examples at most, 0 for all, as many
    of each class as can be.
    """
    held = images.load(data.name, data.images, data.seed)
    test = split(held.labels, data.train_share, data.seed) if held.test is None else held.test
    order = np.random.default_rng(data.seed).permutation(len(test))
    order = order[np.isin(held.labels[order], classes)]
    labels = np.argsort(classes)[np.searchsorted(np.sort(classes), held.labels[order])]  # (N,) places in `classes`
    training = np.flatnonzero(~test[order])
    training = training[balanced(labels[training], most)]
    testing = np.flatnonzero(test[order])
    labels = mislabelled(labels, _rest(training, len(labels)), len(classes), data.label_noise, data.seed)
    train, tests = (Part(held.pixels[order[place]], labels[place]) for place in (training, testing))
    return Examples(train, tests, tuple(held.classes[number] for number in classes), held.white)


def _rest(places: np.ndarray, count: int) -> np.ndarray:
    """(N,) bool: which are not among the places."""
    rest = np.ones(count, dtype=bool)
    rest[places] = False
    return rest
