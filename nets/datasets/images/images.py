"""Sets of labelled images and signals: what each holds, known without loading it, and loading it; torch-free."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from nets.datasets.images import sklearn_images
from nets.datasets.images.packed_images import unpack
from nets.experiment.user_error import N_, Problem

Name = Literal["digits", "mnist5k", "mnist1d", "mnist", "fashion_mnist", "own"]

DOWNLOADED = ("mnist", "fashion_mnist")
OFFICIAL = (*DOWNLOADED, "mnist1d")  # they say themselves which images are for testing
KEY = "data.name"

TEN = tuple(str(digit) for digit in range(10))
CLOTHES = (
    "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip


@dataclass(frozen=True)
class About:
    """The number of images of each class of a dataset, the shape of one, (C, H, W) or (C, L), and the classes."""

    counts: tuple[int, ...]
    shape: tuple[int, ...]
    classes: tuple[str, ...]

    @property
    def examples(self) -> int:
        """The number of all images."""
        return sum(self.counts)


@dataclass(frozen=True, eq=False)
class Images:
    """`pixels` (N, C, H, W) or (N, C, L), where `white` is the brightest; `labels` (N,) int64.

    `test` (N,) bool marks the test part, if the dataset defines it.
    """

    pixels: np.ndarray
    labels: np.ndarray
    classes: tuple[str, ...]
    white: float
    test: np.ndarray | None = None


KNOWN = {
    "digits": About((178, 182, 177, 183, 181, 182, 181, 179, 174, 180), (1, 8, 8), TEN),
    "mnist5k": About((500,) * 10, (1, 28, 28), TEN),
    "mnist1d": About((500,) * 10, (1, 40), TEN),
    "mnist": About((6903, 7877, 6990, 7141, 6824, 6313, 6876, 7293, 6825, 6958), (1, 28, 28), TEN),
    "fashion_mnist": About((7000,) * 10, (1, 28, 28), CLOTHES),
}


def about(name: Name, own: str = "") -> About:
    """Describe a dataset; `own` are packed images. Raises Problem if they are missing or not downloaded."""
    if name == "own":
        pixels, labels, classes = _own(own)
        counts = np.bincount(labels, minlength=len(classes))
        return About(tuple(counts.tolist()), pixels.shape[1:], classes)
    if name in DOWNLOADED:
        from nets.datasets.images import download

        download.require(name)
    return KNOWN[name]


def load(name: Name, own: str = "", seed: int = 0) -> Images:
    """Return the whole dataset; `seed` draws `mnist1d` and nothing else. Raises Problem."""
    if name == "own":
        return Images(*_own(own), 255.0)
    if name == "mnist1d":
        from nets.datasets.images.mnist1d import draw

        return _line(*draw(seed=42 + seed))
    return _fixed(name)


@lru_cache(maxsize=2)
def _fixed(name: str) -> Images:
    if name == "digits":
        return Images(*sklearn_images.digits(), TEN, 16.0)
    if name == "mnist5k":
        from nets.datasets.images.mnist5k import read

        return Images(*read(), TEN, 255.0)
    from nets.datasets.images.idx_files import official

    pixels, labels, test = official(name)
    return Images(pixels, labels, KNOWN[name].classes, 255.0, test)


def _line(signals: np.ndarray, labels: np.ndarray) -> Images:
    """Return MNIST-1D with the split of its paper: the first 4,000 signals are for training."""
    test = np.arange(len(labels)) >= 4000
    return Images(signals[:, None, :].astype(np.float32), labels, TEN, 1.0, test)


@lru_cache(maxsize=4)
def _own(text: str) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    if not text:
        text = N_("There are no images of yours yet. Choose a file, or other data.")
        raise Problem(text, key=KEY, needs="data.images")
    return unpack(text)
