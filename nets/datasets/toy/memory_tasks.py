"""Generated tasks that test memory: adding, copying, echoing, closing brackets; numpy only."""

from __future__ import annotations

import numpy as np

from nets.datasets.text.sequences import PADDING, SKIP, SequenceInfo, Sequences

LETTERS = "abcdefghijklmnop"
BRACKETS = ("()", "[]", "{}", "<>")
DEEPEST = 6  # brackets open at once
BLANK, GO = 1, 2  # symbols of the copy task


def adding_info(length: int) -> SequenceInfo:
    """Two numbers a step: a value, and a mark that says whether it counts."""
    return SequenceInfo((), ("value", "mark"), (), False, False, length)


def adding(count: int, length: int, rng: np.random.Generator) -> Sequences:
    """Return values between 0 and 1, two of them marked, one in either half; the target is their sum.

    Hochreiter & Schmidhuber 1997, "Long short-term memory". Always answering 1 has a mean squared error of 1/6.
    """
    values = rng.random((count, length))
    marks = np.zeros((count, length))
    half, rows = length // 2, np.arange(count)
    marks[rows, rng.integers(0, half, count)] = 1
    marks[rows, rng.integers(half, length, count)] = 1
    inputs = np.stack([values, marks], axis=2).astype(np.float32)
    return Sequences(inputs, (values * marks).sum(axis=1, keepdims=True).astype(np.float32))


def copy_info(symbols: int, items: int, delay: int) -> SequenceInfo:
    """Letters, a blank and a sign to begin."""
    letters = tuple(LETTERS[:symbols])
    return SequenceInfo((PADDING, "_", ">", *letters), (), letters, True, True, 2 * items + delay)


def copy(count: int, symbols: int, items: int, delay: int, rng: np.random.Generator) -> Sequences:
    """Return letters, then blanks, then a start symbol for each letter, at which it is the target."""
    letters = rng.integers(0, symbols, (count, items))
    inputs = np.full((count, 2 * items + delay), BLANK, dtype=np.int64)
    inputs[:, :items], inputs[:, items + delay :] = letters + GO + 1, GO
    targets = np.full(inputs.shape, SKIP, dtype=np.int64)
    targets[:, items + delay :] = letters
    return Sequences(inputs, targets)


def echo_info(symbols: int, length: int) -> SequenceInfo:
    """Letters, and at each step one of them to say."""
    letters = tuple(LETTERS[:symbols])
    return SequenceInfo((PADDING, *letters), (), letters, True, True, length)


def echo(count: int, symbols: int, length: int, delay: int, rng: np.random.Generator) -> Sequences:
    """Return rows of random letters; the target of each step is the letter `delay` steps before."""
    letters = rng.integers(0, symbols, (count, length))
    targets = np.full(letters.shape, SKIP, dtype=np.int64)
    targets[:, delay:] = letters[:, : length - delay]
    return Sequences(letters + 1, targets)


def parentheses_info(symbols: int, length: int) -> SequenceInfo:
    """Kinds of brackets, opening and closing; the answers are the closing ones, and that none is open."""
    kinds = BRACKETS[:symbols]
    return SequenceInfo((PADDING, *"".join(kinds)), (), ("none", *(kind[1] for kind in kinds)), True, True, length)


def parentheses(count: int, symbols: int, length: int, rng: np.random.Generator) -> Sequences:
    """Return balanced brackets; the target of each step is the bracket that has to be closed next."""
    kinds = min(symbols, len(BRACKETS))
    stack = np.zeros((count, DEEPEST + 1), dtype=np.int64)  # row 0: none is open
    depth, rows = np.zeros(count, dtype=np.int64), np.arange(count)
    inputs, targets = np.zeros((count, length), np.int64), np.zeros((count, length), np.int64)
    for t in range(length):
        opens = ((rng.random(count) < 0.55) | (depth == 0)) & (depth < DEEPEST)
        new = rng.integers(1, kinds + 1, count)
        closed = stack[rows, depth]
        depth = np.where(opens, depth + 1, depth - 1)
        stack[rows[opens], depth[opens]] = new[opens]
        inputs[:, t] = np.where(opens, 2 * new - 1, 2 * closed)
        targets[:, t] = stack[rows, depth]
    return Sequences(inputs, targets)
