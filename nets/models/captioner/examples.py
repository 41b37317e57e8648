"""From the data settings to strips and their words, as numbers; torch-free."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nets.datasets.images import digit_strips
from nets.datasets.images.digit_strips import WORDS, Layout, Strips
from nets.datasets.label_noise import exchanged
from nets.models.captioner.settings import Data

TEST = 1000  # strips of the test part
END = "⏎"  # the end of a caption
START = ""  # before the first word; never written
FILLING = 0  # after the end, ignored by the loss; also the number of START


def vocabulary(data: Data) -> tuple[str, ...]:
    """Return the words by number: the start, the end, then the ten digits."""
    return (START, END, *WORDS[data.language])


def layout(data: Data) -> Layout:
    """Return how the digits are put side by side."""
    return Layout(digit_strips.EDGES[data.name], data.longest, data.gap, data.shift, data.noise)


@lru_cache(maxsize=4)
def part(data: Data, test: bool) -> Strips:
    """Return the training or the test part. Raises Problem if the package of the digits is missing."""
    count = TEST if test else data.examples
    return digit_strips.draw(data.name, layout(data), count, data.held, test, data.seed)


def learnt(data: Data) -> np.ndarray:
    """Return the `targets` of the training strips; label noise gives some the caption of another strip."""
    captions = [tuple(digits) for digits in part(data, test=False).digits.tolist()]
    return targets(np.array(exchanged(captions, data.label_noise, data.seed)))


def others(data: Data, count: int, another: int) -> Strips:
    """Return `count` strips drawn like the training part, but not of it."""
    return digit_strips.draw(data.name, layout(data), count, data.held, False, data.seed, 1 + another)


def targets(digits: np.ndarray) -> np.ndarray:
    """Return the captions of digits (N, L), -1 after the last: words by number, the end, then FILLING, (N, L + 1)."""
    padded = np.concatenate([digits, np.full((len(digits), 1), -1)], axis=1)
    numbers = np.where(padded >= 0, padded + 2, FILLING)
    numbers[np.arange(len(padded)), (digits >= 0).sum(axis=1)] = 1
    return numbers


def counts(data: Data) -> dict[str, int]:
    """Return the number of strips of each part."""
    return {"train": data.examples, "test": TEST}
