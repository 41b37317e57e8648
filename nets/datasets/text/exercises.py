"""Two exercises for attention, as rows of letters: to sort, and to go on with what came before; torch-free."""

from __future__ import annotations

import string

import numpy as np

from nets.datasets.text.sequences import PADDING, SKIP, SequenceInfo, Sequences
from nets.experiment.user_error import N_, Problem

LETTERS = string.ascii_uppercase + string.ascii_lowercase
TRAINING, TEST = 20_000, 500  # rows of either part; where there are fewer different ones, a tenth is for the test
JUMPS = 0.2  # share of the steps of a row that goes on with what came before


def places(name: str, items: int) -> int:
    """How many places the net reads: all symbols but the last."""
    return 2 * items - 1 if name == "sort" else 4 * items


def info(name: str, items: int, symbols: int) -> SequenceInfo:
    """What the rows are made of. Raises Problem where the letters do not suffice."""
    if name == "repeat" and symbols < items:
        text = N_("{items} letters that are all different need as many symbols; there are {symbols}.")
        raise Problem(text, key="data.symbols", along="data.items", items=items, symbols=symbols)
    letters = (PADDING, *LETTERS[:symbols])
    return SequenceInfo(letters, (), letters, True, True, places(name, items))


def parts(name: str, items: int, symbols: int, seed: int) -> tuple[Sequences, Sequences]:
    """The training and the test part, which have no row in common."""
    rng = np.random.default_rng(seed)
    draw = _sorted if name == "sort" else _repeated
    rows, asked = draw(TRAINING + TEST, items, symbols, rng)
    _different, first, which = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    kept = np.sort(first)[-min(TEST, max(1, len(first) // 10)) :]  # the last to have come up anew
    test = np.isin(which.reshape(-1), which.reshape(-1)[kept])
    return _sequences(rows[~test], asked[~test]), _sequences(rows[kept], asked[kept])


def _sequences(rows: np.ndarray, asked: np.ndarray) -> Sequences:
    """Rows (N, T + 1) as inputs and targets (N, T); nothing is asked where chance alone decides."""
    return Sequences(rows[:, :-1], np.where(asked, rows, SKIP)[:, 1:])


def _sorted(count: int, items: int, symbols: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Letters, then the same in order, which is asked."""
    letters = rng.integers(1, symbols + 1, (count, items))
    rows = np.concatenate([letters, np.sort(letters, axis=1)], axis=1)
    return rows, np.broadcast_to(np.arange(2 * items) >= items, rows.shape)


def _repeated(count: int, items: int, symbols: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Different letters in a circle: a row goes around once, then on and on, and now and then jumps to any of them.

    Asked is what comes next, after the first time around and but for the jumps. As these are drawn, neither places nor
    counting help: only what stood behind a letter before tells what comes after it.
    """
    letters = rng.permuted(np.tile(np.arange(1, symbols + 1), (count, 1)), axis=1)
    size = places("repeat", items) + 1
    jumps = (rng.random((count, size)) < JUMPS) & (np.arange(size) > items)
    at = np.zeros((count, size), dtype=np.int64)
    for place in range(1, size):
        at[:, place] = np.where(jumps[:, place], rng.integers(0, items, count), (at[:, place - 1] + 1) % items)
    return np.take_along_axis(letters, at, axis=1), ~jumps & (np.arange(size) > items)
