"""History: the figures of a run so far. Columnar, append-only, bounded, thinned for display; torch-free."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

ROWS = 8192  # the most rows a column keeps: a million steps with 20 figures stay under 5 MB


@dataclass(frozen=True)
class Line:
    """One figure over the run, each row covering the steps up to and including `step` since the row before.

    All arrays are (rows,): `step` int64, `low`, `high` and `last` float64: the least, greatest and last value of the
    row. Values that are not a number count as neither least nor greatest, unless the row has no others.
    """

    step: np.ndarray
    low: np.ndarray
    high: np.ndarray
    last: np.ndarray

    def thin(self, rows: int) -> Line:
        """At most `rows` rows: neighbours merged, their least and greatest values kept, so no spike is lost."""
        group = -(-len(self.step) // rows)
        return self if group <= 1 else self.merge(group)

    def until(self, step: int) -> Line:
        """The rows up to and including `step`."""
        kept = slice(0, int(np.searchsorted(self.step, step, side="right")))
        return Line(self.step[kept], self.low[kept], self.high[kept], self.last[kept])

    def merge(self, group: int) -> Line:
        """Merge every `group` rows to one."""
        starts = np.arange(0, len(self.step), group)
        ends = np.minimum(starts + group, len(self.step)) - 1
        low, high = np.fmin.reduceat(self.low, starts), np.fmax.reduceat(self.high, starts)
        return Line(self.step[ends], low, high, self.last[ends])


class Column:
    """One figure's bounded store: exact up to `capacity` rows, then by halves coarser as the run grows longer."""

    def __init__(self, capacity: int = ROWS) -> None:
        self._step = np.empty(capacity, dtype=np.int64)
        self._values = np.empty((3, capacity))  # low, high, last
        self._capacity = capacity
        self._rows = 0
        self._group = 1  # how many appended values a full row stands for
        self._filled = 0  # how many the last row stands for, when it is not full

    def extend(self, steps: np.ndarray, values: np.ndarray) -> None:
        """Append values (n,) measured at increasing `steps` (n,)."""
        self._append(np.asarray(steps), np.asarray(values, dtype=np.float64))

    def line(self, rows: int | None = None) -> Line:
        """The figure so far, thinned to `rows`, as copies that later appends leave alone."""
        whole = Line(self._step[: self._rows], *self._values[:, : self._rows])
        thin = whole if rows is None else whole.thin(rows)
        return Line(*(array.copy() for array in (thin.step, thin.low, thin.high, thin.last))) if thin is whole else thin

    def last(self) -> float:
        """The latest value, NaN when there is none."""
        return float(self._values[2, self._rows - 1]) if self._rows else float("nan")

    def truncate(self, step: int) -> None:
        """Forget everything after `step`; a row that reaches beyond it goes as a whole."""
        self._rows = int(np.searchsorted(self._step[: self._rows], step, side="right"))
        self._filled = 0

    @property
    def group(self) -> int:
        """How many appended values a full row stands for."""
        return self._group

    @classmethod
    def restored(cls, line: Line, group: int) -> Column:
        """A column that goes on where another ended; its last row counts as full."""
        column = cls()
        rows = column._rows = len(line.step)
        column._step[:rows], column._group = line.step, group
        column._values[:, :rows] = line.low, line.high, line.last
        return column

    def _append(self, steps: np.ndarray, values: np.ndarray) -> None:
        top_up = min(self._group - self._filled, len(steps)) if self._filled else 0
        if top_up:
            self._merge_into(self._rows - 1, steps[:top_up], values[:top_up])
            self._filled = (self._filled + top_up) % self._group
        starts = np.arange(top_up, len(steps), self._group)[: self._step.size - self._rows]
        ends = np.minimum(starts + self._group, len(steps))
        done = int(ends[-1]) if len(ends) else top_up
        if len(starts):
            rows = slice(self._rows, self._rows + len(starts))
            low, high = (merge.reduceat(values[:done], starts) for merge in (np.fmin, np.fmax))
            self._step[rows], self._values[:, rows] = steps[ends - 1], (low, high, values[ends - 1])
            self._rows += len(starts)
            self._filled = (done - int(starts[-1])) % self._group
        if done < len(steps):
            self._make_room()
            self._append(steps[done:], values[done:])

    def _merge_into(self, row: int, steps: np.ndarray, values: np.ndarray) -> None:
        low, high = np.fmin.reduce(values), np.fmax.reduce(values)
        self._step[row] = steps[-1]
        self._values[:, row] = np.fmin(self._values[0, row], low), np.fmax(self._values[1, row], high), values[-1]

    def compact(self, rows: int) -> None:
        """Keep at most `rows` rows, neighbours merged, in no more memory than they need; it may grow again."""
        while self._rows > max(2, rows):
            self._halve()
        self._step, self._values = self._step[: self._rows].copy(), self._values[:, : self._rows].copy()

    def _make_room(self) -> None:
        """Back to the full capacity after `compact`, else by merging rows."""
        if (size := self._step.size) >= self._capacity:
            self._halve()
            return
        more = self._capacity - size
        self._step = np.concatenate([self._step, np.empty(more, dtype=np.int64)])
        self._values = np.concatenate([self._values, np.empty((3, more))], axis=1)

    def _halve(self) -> None:
        merged = self.line().merge(2)
        self._rows = len(merged.step)
        self._step[: self._rows] = merged.step
        self._values[:, : self._rows] = merged.low, merged.high, merged.last
        self._group *= 2
        self._filled = 0


class History:
    """The figures of a run by name. What `Step.figures` said, and nothing that depends on the clock.

    It may be read in one thread while another extends it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._columns: dict[str, Column] = {}

    def __getstate__(self) -> tuple[dict[str, Column]]:
        """What a worker sends of it: the figures without the lock."""
        with self._lock:
            return (dict(self._columns),)

    def __setstate__(self, state: tuple[dict[str, Column]]) -> None:
        self._lock, (self._columns,) = threading.Lock(), state

    def extend(self, columns: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> None:
        """Append (steps, values) blocks by figure name."""
        with self._lock:
            for name, (steps, values) in columns.items():
                self._columns.setdefault(name, Column()).extend(steps, values)

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def names(self) -> list[str]:
        """The figures that have been reported, in order of first appearance."""
        with self._lock:
            return list(self._columns)

    def line(self, name: str, rows: int | None = None) -> Line:
        """One figure over the run, in at most `rows` rows if given; empty when it was never reported."""
        with self._lock:
            return self._columns[name].line(rows) if name in self._columns else Column(1).line()

    def lines(self) -> dict[str, Line]:
        """All figures over the run, by name, as they are at one moment."""
        with self._lock:
            return {name: column.line() for name, column in self._columns.items()}

    def last(self, name: str) -> float:
        """The latest value of a figure, NaN when it was never reported."""
        with self._lock:
            return self._columns[name].last() if name in self._columns else float("nan")

    def compact(self, rows: int) -> None:
        """Thin every figure to `rows` rows for good, to hold many runs in little memory."""
        with self._lock:
            for column in self._columns.values():
                column.compact(rows)

    def truncate(self, step: int) -> None:
        """Forget everything after `step`."""
        with self._lock:
            for column in self._columns.values():
                column.truncate(step)

    def restore(self, name: str, line: Line, values: int) -> None:
        """Take over a figure of an earlier history, in which each row stands for at most `values` values."""
        with self._lock:
            self._columns[name] = Column.restored(line, values)

    def values_a_row(self, name: str) -> int:
        """How many reported values a row of this figure stands for at most: 1 until a run has grown long."""
        with self._lock:
            return self._columns[name].group
