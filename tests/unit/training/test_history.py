"""History against a list of all values: exact rows, bounded, no spike lost, read while written."""

import pickle
import threading
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nets.training.history import ROWS, Column, History, Line

SPECIAL = st.sampled_from([np.nan, np.inf, -np.inf, 0.0, -0.0, 1e308])
VALUES = st.one_of(st.floats(-1e6, 1e6), SPECIAL)
BLOCKS = st.lists(st.lists(VALUES, max_size=70), max_size=12)


def column(blocks, capacity, stride=1):
    """A column fed in blocks, with all its steps and values."""
    filled, done = Column(capacity), 0
    for block in blocks:
        filled.extend(np.arange(done, done + len(block)) * stride, np.array(block, dtype=np.float64))
        done += len(block)
    return filled, np.arange(done) * stride, np.array([v for block in blocks for v in block], dtype=np.float64)


def check(line: Line, steps, values):
    """Every row says the least, greatest and last of what it covers, and the rows cover everything."""
    assert len(line.step) == len(line.low) == len(line.high) == len(line.last)
    assert np.all(np.diff(line.step) > 0)
    assert line.step[-1:].tolist() == steps[-1:].tolist()
    if not len(steps):
        return
    starts = np.searchsorted(steps, np.append(-1, line.step[:-1]), side="right")
    ends = np.searchsorted(steps, line.step, side="right")
    for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
        covered = values[start:end]
        numbers = covered[~np.isnan(covered)]
        assert np.array_equal(line.low[row], numbers.min() if len(numbers) else np.nan, equal_nan=True)
        assert np.array_equal(line.high[row], numbers.max() if len(numbers) else np.nan, equal_nan=True)
        assert np.array_equal(line.last[row], covered[-1], equal_nan=True)


@given(blocks=BLOCKS, capacity=st.integers(2, 24), stride=st.integers(1, 9))
def test_rows_are_exact_and_bounded(blocks, capacity, stride):
    filled, steps, values = column(blocks, capacity, stride)
    line = filled.line()
    assert len(line.step) <= capacity
    assert len(steps) > capacity or np.array_equal(line.step, steps)
    check(line, steps, values)
    assert np.array_equal(filled.last(), values[-1] if len(values) else np.nan, equal_nan=True)


@given(blocks=BLOCKS, capacity=st.integers(2, 24), rows=st.integers(1, 30))
def test_thinned_rows_are_exact_and_bounded(blocks, capacity, rows):
    filled, steps, values = column(blocks, capacity)
    thin = filled.line().thin(rows)
    assert len(thin.step) <= rows
    check(thin, steps, values)


@given(blocks=BLOCKS, capacity=st.integers(2, 24))
def test_blocks_do_not_matter(blocks, capacity):
    at_once, one_by_one = Column(capacity), Column(capacity)
    values = np.array([v for block in blocks for v in block], dtype=np.float64)
    at_once.extend(np.arange(len(values)), values)
    for step, value in enumerate(values):
        one_by_one.extend(np.array([step]), np.array([value]))
    ours, theirs = at_once.line(), one_by_one.line()
    for name in ("step", "low", "high", "last"):
        assert np.array_equal(getattr(ours, name), getattr(theirs, name), equal_nan=True)


@given(blocks=BLOCKS, more=BLOCKS, capacity=st.integers(2, 24), cut=st.integers(-1, 400))
def test_truncated_columns_go_on(blocks, more, capacity, cut):
    filled, steps, _ = column(blocks, capacity)
    before = filled.line()
    filled.truncate(cut)
    kept = filled.line()
    count = int((before.step <= cut).sum())
    assert np.array_equal(kept.step, before.step[:count])
    assert np.array_equal(kept.last, before.last[:count], equal_nan=True)
    begun = max([cut, *steps[-1:]], default=0) + 1
    added = np.array([v for block in more for v in block], dtype=np.float64)
    filled.extend(np.arange(begun, begun + len(added)), added)
    line = filled.line()
    assert len(line.step) <= capacity
    after = line.step > cut
    if len(added) and not kept.step.size:
        check(line, np.arange(begun, begun + len(added)), added)
    assert len(added) == 0 or line.step[after][-1] == begun + len(added) - 1


def test_truncated_where_it_is_exact_nothing_is_lost():
    history, steps = History(), np.arange(5000)
    history.extend({"loss": (steps, steps * 0.5)})
    history.truncate(3000)
    history.extend({"loss": (steps[3001:], steps[3001:] * 0.5)})
    check(history.line("loss"), steps, steps * 0.5)
    assert len(history.line("loss").step) == 5000
    history.truncate(-1)
    assert len(history.line("loss").step) == 0


def test_a_million_steps_stay_small_and_keep_their_spikes():
    history, names = History(), [f"figure {i}" for i in range(20)]
    values = np.random.default_rng(0).normal(size=1_000_000)
    spikes = [(7, 1e6), (333_333, -1e6), (999_998, 5e5)]
    for at, height in spikes:
        values[at] = height
    started = process_time()
    for start in range(0, len(values), 10_000):
        block = np.arange(start, start + 10_000), values[start : start + 10_000]
        history.extend(dict.fromkeys(names, block))
    assert process_time() - started < 10
    held = sum(c._step.nbytes + c._values.nbytes for c in history._columns.values())
    assert held < 6_000_000
    line = history.line(names[0])
    assert ROWS / 2 <= len(line.step) <= ROWS
    check(line, np.arange(1_000_000), values)
    thin = line.thin(300)
    assert 150 <= len(thin.step) <= 300
    for at, height in spikes:
        row = int(np.searchsorted(thin.step, at))
        assert height in (thin.low[row], thin.high[row])
    check(thin, np.arange(1_000_000), values)


def test_until_keeps_the_rows_up_to_a_step():
    line = column([list(range(100))], 16)[0].line()
    assert np.array_equal(line.until(50).step, line.step[line.step <= 50])
    assert len(line.until(-1).step) == 0


def test_unknown_figures_are_empty():
    history = History()
    assert len(history.line("loss").step) == 0
    assert np.isnan(history.last("loss"))
    assert "loss" not in history
    history.extend({"loss": (np.array([], dtype=np.int64), np.array([]))})
    assert np.isnan(history.last("loss"))
    assert history.names() == ["loss"]


def test_a_line_stays_as_it_was_taken():
    history = History()
    history.extend({"loss": (np.arange(3), np.arange(3.0))})
    line = history.line("loss")
    history.extend({"loss": (np.arange(3, 20_000), np.arange(3.0, 20_000.0))})
    assert line.last.tolist() == [0, 1, 2]


def test_readers_never_see_half_of_an_append():
    """Values equal to their steps: a torn row, or one figure behind the other, would show."""
    history, stop, faults = History(), threading.Event(), []

    def read():
        while not stop.is_set():
            try:
                line = history.line("a").thin(300)
                assert np.array_equal(line.last, line.step)
                assert np.array_equal(line.high, line.step)
                assert np.all(np.diff(line.step) > 0)
                assert not np.isnan(history.last("a"))
                for name in history.names():
                    history.line(name)
            except Exception as fault:
                faults.append(fault)
                return

    history.extend({"a": (np.array([0]), np.array([0.0]))})
    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for start in range(1, 30_000, 37):
        steps = np.arange(start, start + 37)
        history.extend({"a": (steps, steps.astype(float)), f"b{start % 50}": (steps, steps.astype(float))})
    stop.set()
    for reader in readers:
        reader.join()
    assert faults == []


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_told_as_the_last_value(value):
    history = History()
    history.extend({"loss": (np.arange(4), np.array([3.0, 1.0, 2.0, value]))})
    assert np.array_equal(history.last("loss"), value, equal_nan=True)
    thin = history.line("loss").thin(1)
    assert thin.low[0] == min(1.0, value if value == value else 1.0)
    assert np.array_equal(thin.last[0], value, equal_nan=True)


@pytest.mark.parametrize("figures", [{}, {"loss": (np.arange(700), np.arange(700) / 7)}])
def test_history_outlasts_the_way_from_a_worker(figures):
    history = History()
    history.extend(figures)
    received = pickle.loads(pickle.dumps(history))
    assert received.names() == list(figures)
    received.extend({"more": (np.arange(3), np.ones(3))})
    assert "more" not in history
    for name in figures:
        ours, theirs = history.line(name), received.line(name)
        for array in ("step", "low", "high", "last"):
            np.testing.assert_array_equal(getattr(ours, array), getattr(theirs, array))
