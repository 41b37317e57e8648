"""Datasets of sequences; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SKIP = -100  # the target of a step that is not evaluated
PADDING = "·"  # name of token 0


@dataclass(frozen=True)
class SequenceInfo:
    """The vocabulary, classes and length of a dataset of sequences.

    Attributes:
        tokens: The tokens by id, padding first; empty for sequences of numbers.
        features: The names of the numbers of a step; empty for sequences of tokens.
        classes: The names of the classes; empty for regression.
        per_step: Whether every step has a target.
        causal: Whether the net must not read ahead.
        length: The number of steps of the longest sequence.
    """

    tokens: tuple[str, ...]
    features: tuple[str, ...]
    classes: tuple[str, ...]
    per_step: bool
    causal: bool
    length: int


@dataclass(frozen=True, eq=False)
class Sequences:
    """N sequences with their targets.

    Attributes:
        inputs: (N, T) int64 token ids, or (N, T, D) float32.
        targets: (N,) int64 classes, (N, T) int64 with SKIP at steps without a target, or (N, 1) float32.
    """

    inputs: np.ndarray
    targets: np.ndarray


def pad_rows(rows: Sequence[Sequence[int]], length: int, filling: int = 0) -> np.ndarray:
    """Return rows of different length as one array (N, length) int64, padded with `filling`."""
    array = np.full((len(rows), length), filling, dtype=np.int64)
    for at, row in enumerate(rows):
        array[at, : len(row)] = row
    return array
