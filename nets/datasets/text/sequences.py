"""A set of sequences to learn from, whatever they are made of; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SKIP = -100  # the target of a step that nothing is asked of
PADDING = "·"  # symbol 0, which fills sequences up


@dataclass(frozen=True)
class SequenceInfo:
    """What a set is like without its sequences.

    `symbols` are what sequences are made of, by number, the first of them filling up; empty for sequences of numbers,
    which are named by `numbers`. `classes` are the answers by number; empty where a number is asked for. `each`: an
    answer is asked for at every step. `causal`: nothing may be read ahead. `length` is that of the longest.
    """

    tokens: tuple[str, ...]
    features: tuple[str, ...]
    classes: tuple[str, ...]
    per_step: bool
    causal: bool
    length: int


@dataclass(frozen=True, eq=False)
class Sequences:
    """N sequences: inputs (N, T) int64 symbols or (N, T, D) float32 numbers, and what is asked.

    `targets` are (N,) int64 classes, (N, T) with SKIP where nothing is asked, or (N, 1) float32.
    """

    inputs: np.ndarray
    targets: np.ndarray


def pad_rows(rows: Sequence[Sequence[int]], length: int, filling: int = 0) -> np.ndarray:
    """Rows of different length as one array (N, length) int64, filled up behind their end."""
    array = np.full((len(rows), length), filling, dtype=np.int64)
    for at, row in enumerate(rows):
        array[at, : len(row)] = row
    return array
