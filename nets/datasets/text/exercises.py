"""Two exercises for attention, as rows of letters: sort letters, and continue a repeating row; torch-free."""

from __future__ import annotations

import string

import numpy as np

from nets.datasets.text.sequences import PADDING, SKIP, SequenceInfo, Sequences
from nets.experiment.user_error import N_, Problem

LETTERS = string.ascii_uppercase + string.ascii_lowercase
TRAINING, TEST = 20_000, 500  # rows of each part; if there are fewer different ones, a tenth is the test part
JUMP_SHARE = 0.2  # of the steps of a repeating row


def length(name: str, items: int) -> int:
    """Return how many tokens the net reads: all but the last of a row."""
    return 2 * items - 1 if name == "sort" else 4 * items


def info(name: str, items: int, symbols: int) -> SequenceInfo:
    """Return the vocabulary of the rows. Raises Problem if there are too few letters."""
    if name == "repeat" and symbols < items:
        text = N_("{items} letters that are all different need as many symbols; there are {symbols}.")
        raise Problem(text, key="data.symbols", along="data.items", items=items, symbols=symbols)
    letters = (PADDING, *LETTERS[:symbols])
    return SequenceInfo(letters, (), letters, True, True, length(name, items))


def parts(name: str, items: int, symbols: int, seed: int) -> tuple[Sequences, Sequences]:
    """Return the training and the test part, which have no row in common."""
    rng = np.random.default_rng(seed)
    draw = _sorted if name == "sort" else _repeated
    rows, has_target = draw(TRAINING + TEST, items, symbols, rng)
    _different, first, which = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    test_rows = np.sort(first)[-min(TEST, max(1, len(first) // 10)) :]  # the last rows that are new
    test = np.isin(which.reshape(-1), which.reshape(-1)[test_rows])
    return _sequences(rows[~test], has_target[~test]), _sequences(rows[test_rows], has_target[test_rows])


def _sequences(rows: np.ndarray, has_target: np.ndarray) -> Sequences:
    """Return rows (N, T + 1) as inputs and targets (N, T); random steps have no target."""
    return Sequences(rows[:, :-1], np.where(has_target, rows, SKIP)[:, 1:])


def _sorted(count: int, items: int, symbols: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return letters followed by the same letters in order, which are the targets."""
    letters = rng.integers(1, symbols + 1, (count, items))
    rows = np.concatenate([letters, np.sort(letters, axis=1)], axis=1)
    return rows, np.broadcast_to(np.arange(2 * items) >= items, rows.shape)


def _repeated(count: int, items: int, symbols: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return rows that run through a circle of different letters, and after the first round sometimes jump.

    Targets are the steps after the first round, without the jumps. Neither positions nor counting help: only the
    predecessor of an earlier occurrence of a letter tells which letter follows.
    """
    letters = rng.permuted(np.tile(np.arange(1, symbols + 1), (count, 1)), axis=1)
    size = length("repeat", items) + 1
    jumps = (rng.random((count, size)) < JUMP_SHARE) & (np.arange(size) > items)
    index = np.zeros((count, size), dtype=np.int64)
    for step in range(1, size):
        following = (index[:, step - 1] + 1) % items
        index[:, step] = np.where(jumps[:, step], rng.integers(0, items, count), following)
    return np.take_along_axis(letters, index, axis=1), ~jumps & (np.arange(size) > items)
