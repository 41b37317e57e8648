"""From the data settings to strips and their words, as numbers; torch-free."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nets.datasets.images import digit_strips
from nets.datasets.images.digit_strips import WORDS, Layout, Strips
from nets.datasets.label_noise import exchanged
from nets.models.captioner.settings import Data

TEST = 1000  # strips of the test part
END = "⏎"  # the word that says that there are no more
START = ""  # what stands before the first word, and is never said
FILLING = 0  # behind the end, where nothing is asked; also what stands before the first word


def vocabulary(data: Data) -> tuple[str, ...]:
    """The words by number: what stands before the first one, the end, then the ten digits."""
    return (START, END, *WORDS[data.language])


def layout(data: Data) -> Layout:
    """How the digits are put side by side."""
    return Layout(digit_strips.EDGES[data.name], data.longest, data.gap, data.shift, data.noise)


@lru_cache(maxsize=4)
def part(data: Data, test: bool) -> Strips:
    """The training or the test part. Raises Problem where the digits' package is missing."""
    count = TEST if test else data.examples
    return digit_strips.draw(data.name, layout(data), count, data.held, test, data.seed)


def learnt(data: Data) -> np.ndarray:
    """What is to be said, see `targets`, of the training strips; label noise gives some what another one shows."""
    said = [tuple(digits) for digits in part(data, test=False).digits.tolist()]
    return targets(np.array(exchanged(said, data.label_noise, data.seed)))


def others(data: Data, count: int, another: int) -> Strips:
    """`count` strips made as the training part is, but not of it."""
    return digit_strips.draw(data.name, layout(data), count, data.held, False, data.seed, 1 + another)


def targets(digits: np.ndarray) -> np.ndarray:
    """What is to be said for digits (N, L), -1 behind the last: words by number and the end, (N, L + 1).

    Behind the end stands FILLING.
    """
    wide = np.concatenate([digits, np.full((len(digits), 1), -1)], axis=1)
    numbers = np.where(wide >= 0, wide + 2, FILLING)
    numbers[np.arange(len(wide)), (digits >= 0).sum(axis=1)] = 1
    return numbers


def counts(data: Data) -> dict[str, int]:
    """How many strips there are of each part."""
    return {"train": data.examples, "test": TEST}
