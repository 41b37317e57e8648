"""Strips of real handwritten digits side by side, with their captions; composed here, torch-free.

The digits are real images; the layout is generated. A test strip shows a combination of digits that no training strip
shows, in images that no training strip contains.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from nets.datasets.images import sklearn_images
from nets.datasets.split import split

Name = Literal["digits", "mnist5k"]
Language = Literal["en", "zh"]

MIN_LENGTH, MAX_LENGTH = 2, 4  # digits of a strip
EDGES = {"digits": 8, "mnist5k": 14}  # pixels of a digit; MNIST is scaled down to half
DIGIT_EDGE_SHARE = {"digits": 1.0, "mnist5k": 20 / 28}  # the share of its square that a digit's longer side takes
TRAIN_SHARE = 0.8  # of the images of digits
WHITE = 255
WORDS = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "zh": ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九"),
}
BETWEEN = {"en": " ", "zh": ""}  # words


@dataclass(frozen=True)
class Layout:
    """How digits with this `edge` are put side by side: at most `longest` of them.

    `gap` is the widest gap between two digits, `shift` the largest shift up or down, both as shares of the edge;
    `noise` is the standard deviation of the noise of every pixel, 1 being white.
    """

    edge: int
    longest: int
    gap: float
    shift: float
    noise: float

    @property
    def room(self) -> int:
        """Pixels around a digit along each axis."""
        return 2 * (self.edge // 4)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of every strip."""
        return self.edge + self.room, self.longest * (self.edge + self.room)


@dataclass(frozen=True, eq=False)
class Strips:
    """`pixels` (N, 1, H, W) uint8, 0 to WHITE; `digits` (N, longest) int64, -1 after the last.

    `left` (N, longest) int64 are the columns where the digits begin.
    """

    pixels: np.ndarray
    digits: np.ndarray
    left: np.ndarray


@lru_cache(maxsize=4)
def images(name: Name, test: bool, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the images of one part, (K, e, e) uint8 sorted by digit, and the number of each digit, (10,)."""
    pixels, labels = _read(name)
    chosen = np.flatnonzero(split(labels, TRAIN_SHARE, seed) == test)
    chosen = chosen[np.argsort(labels[chosen], kind="stable")]
    return pixels[chosen], np.bincount(labels[chosen], minlength=10)


def _read(name: Name) -> tuple[np.ndarray, np.ndarray]:
    """Return every image (K, e, e) uint8 from 0 to WHITE, and its digit (K,)."""
    if name == "digits":
        pixels, labels = sklearn_images.digits()
        return np.rint(pixels[:, 0] * (WHITE / 16)).astype(np.uint8), labels
    from nets.datasets.images.mnist5k import read

    pixels, labels = read()
    squares = pixels[:, 0].reshape(-1, 14, 2, 14, 2)
    return np.rint(squares.mean(axis=(2, 4))).astype(np.uint8), labels


@lru_cache(maxsize=16)
def held_out(digits: int, share: float, seed: int) -> np.ndarray:
    """Return which combinations of this number of digits are kept for the test, (10**digits,) bool."""
    count = 10**digits
    is_test = np.zeros(count, dtype=bool)
    is_test[np.random.default_rng([seed, digits]).permutation(count)[: round(share * count)]] = True
    return is_test


def draw(name: Name, layout: Layout, count: int, share: float, test: bool, seed: int, another: int = 0) -> Strips:
    """Return `count` strips of one part; another number `another` draws others of the same part."""
    rng = np.random.default_rng([seed, int(test), another])
    numbers = combinations(count, layout.longest, share, test, seed, rng)  # (N, longest)
    pool, counts = images(name, test, seed)
    first = np.cumsum(counts) - counts
    indices = first[numbers] + (rng.random(numbers.shape) * counts[numbers]).astype(np.int64)
    pixels, left = compose(pool[indices], numbers >= 0, layout, rng)
    return Strips(pixels[:, None], numbers, left)


def combinations(count: int, longest: int, share: float, test: bool, seed: int, rng: np.random.Generator) -> np.ndarray:
    """Return digits (N, longest) of one part, -1 after the last; all lengths are equally likely."""
    lengths = rng.integers(MIN_LENGTH, longest + 1, count)
    numbers = np.full((count, longest), -1, dtype=np.int64)
    for length in range(MIN_LENGTH, longest + 1):
        rows = np.flatnonzero(lengths == length)
        codes = rng.choice(np.flatnonzero(held_out(length, share, seed) == test), len(rows))
        numbers[rows, :length] = codes[:, None] // 10 ** np.arange(length)[::-1] % 10
    return numbers


def compose(
    squares: np.ndarray, there: np.ndarray, layout: Layout, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return strips (N, H, W) uint8 of digits side by side, and the columns (N, n) where they begin.

    Args:
        squares: Images of digits (N, n, e, e).
        there: (N, n) bool, which of them exist.
        layout: How they are put side by side.
        rng: Draws gaps, vertical shifts, the first column and the noise.
    """
    (count, longest), edge, (rows, columns) = there.shape, layout.edge, layout.shape
    gaps = rng.integers(0, min(round(layout.gap * edge), layout.room) + 1, (count, longest))
    left = np.cumsum(edge + gaps, axis=1) - edge - gaps[:, :1]  # (N, n), the first at 0
    width = np.where(there, left + edge, 0).max(axis=1)
    left = left + (rng.random(count) * (columns - width + 1)).astype(np.int64)[:, None]
    max_shift = min(round(layout.shift * edge), layout.room // 2)
    top = layout.room // 2 + rng.integers(-max_shift, max_shift + 1, (count, longest))
    pixels = np.zeros((count, rows, columns), dtype=np.uint8)
    along = np.arange(edge)
    for index in range(longest):
        at = np.flatnonzero(there[:, index])
        down = top[at, index, None, None] + along[:, None]
        pixels[at[:, None, None], down, left[at, index, None, None] + along] = squares[at, index]
    return noisy(pixels, layout.noise, rng), np.where(there, left, -1)


def noisy(pixels: np.ndarray, noise: float, rng: np.random.Generator) -> np.ndarray:
    """Return pixels with normal noise of this standard deviation, 1 being white, clipped at black and white."""
    if not noise:
        return pixels
    added = rng.standard_normal(pixels.shape, dtype=np.float32) * (noise * WHITE)
    return np.clip(np.rint(pixels + added), 0, WHITE).astype(np.uint8)


def side_by_side(squares: list[np.ndarray], layout: Layout, gap: int) -> np.ndarray:
    """Return a user's digits, each (e, e) uint8, in the middle of a strip (H, W) with `gap` pixels between them."""
    edge, (rows, columns) = layout.edge, layout.shape
    digits = squares[: layout.longest]
    gap = min(gap, (columns - len(digits) * edge) // max(1, len(digits) - 1))
    left = (columns - len(digits) * edge - (len(digits) - 1) * gap) // 2
    strip, top = np.zeros((rows, columns), dtype=np.uint8), layout.room // 2
    for index, square in enumerate(digits):
        at = left + index * (edge + gap)
        strip[top : top + edge, at : at + edge] = square
    return strip


def digit_words(digits: np.ndarray, language: Language) -> tuple[str, ...]:
    """Return the words of a strip's digits (longest,)."""
    return tuple(WORDS[language][digit] for digit in digits.tolist() if digit >= 0)
