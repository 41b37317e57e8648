"""The history of a run: figures in columns that only grow, bounded in size; torch-free."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

ROWS = 8192  # of a column at most: a million steps with 20 figures stay under 5 MB


@dataclass(frozen=True)
class Line:
    """One figure over the run; each row covers the steps after the previous row up to `step`.

    All arrays are (rows,): `step` int64, `low`, `high` and `last` float64: the least, greatest and last value of the
    row. Values that are not a number count as neither least nor greatest, unless the row has no others.
    """

    step: np.ndarray
    low: np.ndarray
    high: np.ndarray
    last: np.ndarray

    def thin(self, rows: int) -> Line:
        """Return at most `rows` rows; merged rows keep their least and greatest values, so no spike is lost."""
        group = -(-len(self.step) // rows)
        return self if group <= 1 else self.merge(group)

    def until(self, step: int) -> Line:
        """Return the rows up to and including `step`."""
        rows = slice(0, int(np.searchsorted(self.step, step, side="right")))
        return Line(self.step[rows], self.low[rows], self.high[rows], self.last[rows])

    def merge(self, group: int) -> Line:
        """Merge every `group` rows to one."""
        starts = np.arange(0, len(self.step), group)
        ends = np.minimum(starts + group, len(self.step)) - 1
        low, high = np.fmin.reduceat(self.low, starts), np.fmax.reduceat(self.high, starts)
        return Line(self.step[ends], low, high, self.last[ends])


class Column:
    """The values of one figure: exact up to `capacity` rows, then at half the resolution, and so on."""

    def __init__(self, capacity: int = ROWS) -> None:
        self._step = np.empty(capacity, dtype=np.int64)
        self._values = np.empty((3, capacity))  # low, high, last
        self._capacity = capacity
        self._rows = 0
        self._group = 1  # how many appended values a full row stands for
        self._filled = 0  # how many the last row stands for, 0 if it is full

    def extend(self, steps: np.ndarray, values: np.ndarray) -> None:
        """Append values (n,) measured at increasing `steps` (n,)."""
        self._append(np.asarray(steps), np.asarray(values, dtype=np.float64))

    def line(self, rows: int | None = None) -> Line:
        """Return the figure so far, thinned to `rows`, as copies."""
        whole = Line(self._step[: self._rows], *self._values[:, : self._rows])
        thin = whole if rows is None else whole.thin(rows)
        return Line(*(array.copy() for array in (thin.step, thin.low, thin.high, thin.last))) if thin is whole else thin

    def last(self) -> float:
        """Return the latest value, NaN if there is none."""
        return float(self._values[2, self._rows - 1]) if self._rows else float("nan")

    def truncate(self, step: int) -> None:
        """Forget everything after `step`, including a row that reaches beyond it."""
        self._rows = int(np.searchsorted(self._step[: self._rows], step, side="right"))
        self._filled = 0

    @property
    def group(self) -> int:
        """How many appended values a full row stands for."""
        return self._group

    @classmethod
    def restored(cls, line: Line, group: int) -> Column:
        """Return a column that continues another one, whose last row counts as full."""
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
        """Merge rows until at most `rows` are left, and free the memory; the column can still grow."""
        while self._rows > max(2, rows):
            self._halve()
        self._step, self._values = self._step[: self._rows].copy(), self._values[:, : self._rows].copy()

    def _make_room(self) -> None:
        """Restore the full capacity after `compact`; otherwise merge rows."""
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
    """The figures of a run by name, as in `Step.figures`; nothing depends on the clock.

    It may be read in one thread while another extends it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._columns: dict[str, Column] = {}

    def __getstate__(self) -> tuple[dict[str, Column]]:
        """Return what a worker sends: the figures without the lock."""
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
        """Return the names of the reported figures, in order of first appearance."""
        with self._lock:
            return list(self._columns)

    def line(self, name: str, rows: int | None = None) -> Line:
        """Return one figure over the run, in at most `rows` rows if given; empty if it was never reported."""
        with self._lock:
            return self._columns[name].line(rows) if name in self._columns else Column(1).line()

    def lines(self) -> dict[str, Line]:
        """Return all figures over the run by name, as of one moment."""
        with self._lock:
            return {name: column.line() for name, column in self._columns.items()}

    def last(self, name: str) -> float:
        """Return the latest value of a figure, NaN if it was never reported."""
        with self._lock:
            return self._columns[name].last() if name in self._columns else float("nan")

    def compact(self, rows: int) -> None:
        """Thin every figure to `rows` rows permanently, to save memory."""
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
        """Return how many reported values a row of this figure stands for at most; 1 in a short run."""
        with self._lock:
            return self._columns[name].group
