"""Metrics: a history as CSV text and back, to the last bit."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator
from itertools import islice, pairwise

import numpy as np

from nets.training.history import ROWS, History, Line
from nets.training.problem import N_, Problem

MOST_COLUMNS = 600
MOST_LINES = 8 * ROWS  # figures are reported at a few kinds of steps
MOST_LINE = 200_000  # characters: more than the names of all columns
MOST_CELLS = 4_000_000  # a million steps of the largest net have half as many
NAME = re.compile(r"[A-Za-z0-9_./-]{1,120}")
PARTS = ("low", "high", "last")


def write(history: History, until: int) -> str:
    """One line a step at which a figure was kept, up to step `until`; empty where a figure was not.

    Once a run has grown so long that rows stand for several values, a figure has its least and greatest of them in
    columns of their own: `loss:low` and `loss:high` beside `loss`, which is the last.
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
    """The history that `write` wrote. Raises Problem for anything else."""
    try:
        rows = csv.reader(_lines(text), strict=True)
        names = next(rows, [])
        table = [_row(row, len(names)) for row in islice(rows, min(MOST_LINES, MOST_CELLS // max(1, len(names))))]
        more = next(rows, None)
    except (csv.Error, ValueError, OverflowError):
        raise Problem(N_("The figures (metrics.csv) cannot be read: line {line}."), line=rows.line_num) from None
    if more is not None:
        raise Problem(N_("The figures (metrics.csv) are longer than those of any run."))
    steps = [int(row[0] or 0) for row in table]
    if names[:1] != ["step"] or not 0 < len(names) <= MOST_COLUMNS or len(set(names)) < len(names):
        raise Problem(N_("The figures (metrics.csv) need different columns, the first of them called step."))
    if any(a >= b for a, b in pairwise([-1, *steps, until + 1])):
        raise Problem(N_("The steps of the figures (metrics.csv) do not count upwards to step {until}."), until=until)
    return _history(names, steps, table, values_a_row or {})


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text one by one. Raises ValueError at a line that is too long for any run."""
    start = 0
    while start < len(text):
        end = text.find("\n", start, start + MOST_LINE) + 1 or len(text)
        if end - start > MOST_LINE:
            raise ValueError("a line too long for any run")
        yield text[start:end]
        start = end


def _row(cells: list[str], width: int) -> list[float | None]:
    if not cells or len(cells) != width:
        raise ValueError("a line of another length")
    return [int(cells[0]), *(float(cell) if cell else None for cell in cells[1:])]


def _history(names: list[str], steps: list[int], table: list[list[float | None]], values: dict[str, int]) -> History:
    history = History()
    for name in names[1:]:
        if name.endswith((":low", ":high")):
            continue
        columns = [names.index(f"{name}:{part}" if f"{name}:{part}" in names else name) for part in PARTS]
        kept = [place for place, row in enumerate(table) if row[columns[-1]] is not None]
        if not NAME.fullmatch(name) or len(kept) > ROWS:
            raise Problem(N_("A column of the figures (metrics.csv) is not one that a run writes."))
        numbers = [np.array([_number(table[place][column]) for place in kept]) for column in columns]
        line = Line(np.array([steps[place] for place in kept], dtype=np.int64), *numbers)
        history.restore(name, line, values.get(name, 1))
    return history


def _number(cell: float | None) -> float:
    return math.nan if cell is None else cell
