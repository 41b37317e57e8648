"""A history as CSV text and back, exact to the last bit."""

from __future__ import annotations

import csv
import io
import math
import re
from array import array
from collections.abc import Iterator
from itertools import islice, pairwise

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.training.history import ROWS, History, Line
from nets.training.parameter_names import current_name

MAX_COLUMNS = 600
MAX_LINES = 8 * ROWS  # figures are reported at a few kinds of steps
MAX_LINE = 200_000  # characters: more than the names of all columns
MAX_CELLS = 4_000_000  # a million steps of the largest net have half as many
NAME = re.compile(r"[A-Za-z0-9_./-]{1,120}")
PARTS = ("low", "high", "last")


def write(history: History, until: int) -> str:
    """Return a line for each step with a figure, up to step `until`; cells of other figures are empty.

    If a row stands for several values, because the run is long, `loss` is the last of them, and the columns `loss:low`
    and `loss:high` hold the least and the greatest.
    """
    lines = {name: history.line(name).until(until) for name in history.names()}
    columns: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for name, line in lines.items():
        columns[name] = (line.step, line.last)
        if history.values_a_row(name) > 1:
            columns |= {f"{name}:low": (line.step, line.low), f"{name}:high": (line.step, line.high)}
    steps = sorted({int(step) for line in lines.values() for step in line.step})
    cells = [dict(zip(at.tolist(), map(repr, values.tolist()), strict=True)) for at, values in columns.values()]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["step", *columns])
    writer.writerows([step, *(column.get(step, "") for column in cells)] for step in steps)
    return text.getvalue()


def read(text: str, until: int, values_a_row: dict[str, int] | None = None) -> History:
    """Return the history that `write` wrote. Raises Problem for any other text."""
    try:
        rows = csv.reader(_lines(text), strict=True)
        names = [current_name(name) for name in next(rows, [])]
        table = _Table(len(names))
        for row in islice(rows, min(MAX_LINES, MAX_CELLS // max(1, len(names)))):
            table.append(row)
        more = next(rows, None)
    except (csv.Error, ValueError, OverflowError):
        raise Problem(N_("The figures (metrics.csv) cannot be read: line {line}."), line=rows.line_num) from None
    if more is not None:
        raise Problem(N_("The figures (metrics.csv) are longer than those of any run."))
    if names[:1] != ["step"] or not 0 < len(names) <= MAX_COLUMNS or len(set(names)) < len(names):
        raise Problem(N_("The figures (metrics.csv) need different columns, the first of them called step."))
    if any(a >= b for a, b in pairwise([-1, *table.steps, until + 1])):
        raise Problem(N_("The steps of the figures (metrics.csv) do not count upwards to step {until}."), until=until)
    return _history(names, table, values_a_row or {})


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text. Raises ValueError if a line is too long for any run."""
    start = 0
    while start < len(text):
        end = text.find("\n", start, start + MAX_LINE) + 1 or len(text)
        if end - start > MAX_LINE:
            raise ValueError("a line too long for any run")
        yield text[start:end]
        start = end


class _Table:
    """The lines below the names: their steps, and all other cells as numbers, with which cells are filled."""

    def __init__(self, width: int) -> None:
        self.steps: list[int] = []
        self._width, self._numbers, self._filled = width, array("d"), bytearray()

    def append(self, cells: list[str]) -> None:
        """Add a line. Raises ValueError if it has another width or a cell that is no number."""
        if not cells or len(cells) != self._width:
            raise ValueError("a line of another length")
        self.steps.append(int(cells[0]))
        self._numbers.extend([float(cell) if cell else math.nan for cell in cells[1:]])
        self._filled.extend(map(bool, cells[1:]))

    def columns(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the numbers (columns, lines) float64, and which cells are filled (columns, lines) bool."""
        shape = len(self.steps), self._width - 1
        numbers, is_filled = np.frombuffer(self._numbers, np.float64), np.frombuffer(self._filled, np.bool_)
        return numbers.reshape(shape).T, is_filled.reshape(shape).T


def _history(names: list[str], table: _Table, values: dict[str, int]) -> History:
    history, places = History(), {name: place for place, name in enumerate(names[1:])}
    steps, (numbers, is_filled) = np.array(table.steps, dtype=np.int64), table.columns()
    for name in places:
        if name.endswith((":low", ":high")):
            continue
        columns = [places.get(f"{name}:{part}", places[name]) for part in PARTS]
        rows = np.flatnonzero(is_filled[columns[-1]])
        if not NAME.fullmatch(name) or len(rows) > ROWS:
            raise Problem(N_("A column of the figures (metrics.csv) is not one that a run writes."))
        history.restore(name, Line(steps[rows], *(numbers[column][rows] for column in columns)), values.get(name, 1))
    return history
