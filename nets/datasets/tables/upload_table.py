"""A user's table: text or bytes in, examples out, with notes on what was changed or left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nets.datasets.examples import Examples
from nets.datasets.split import split
from nets.datasets.tables.column import MAX_CATEGORIES, Column, column
from nets.datasets.tables.column_encoding import table_inputs
from nets.datasets.tables.csv_parser import KEY, MAX_ROWS, has_header, rows_of, text_of, unique
from nets.experiment.user_error import N_, Problem

MIN_ROWS = 4
MAX_NUMBER_CLASSES = 10  # numbers with more different values are a regression


@dataclass(frozen=True, eq=False)
class TableFile:
    """The columns of a table, the number of its rows, and notes on what was left out."""

    columns: tuple[Column, ...]
    rows: int
    notes: tuple[Problem, ...] = ()

    @property
    def default_target(self) -> str:
        """The last usable column, "" if there is none."""
        return next((column.name for column in reversed(self.columns) if column.usable), "")


def parse(data: bytes) -> tuple[str, TableFile]:
    """Return the text of an upload and its table, see `read`; for a worker. Raises Problem."""
    text = text_of(data)
    return text, read(text)


def remember(text: str, table: TableFile) -> None:
    """Store the table that a worker has parsed from this text, for `read`."""
    _PARSED[text] = table
    read(text)
    _PARSED.pop(text, None)


_PARSED: dict[str, TableFile] = {}  # what `remember` passes to `read`


@lru_cache(maxsize=4)
def read(data: str | bytes) -> TableFile:
    """Read a table as comma, semicolon, tab or bar separated text, with or without a header. Raises Problem."""
    if isinstance(data, str) and data in _PARSED:
        return _PARSED[data]
    rows, notes = rows_of(text_of(data))
    headings = rows.pop(0) if has_header(rows) else [f"#{position + 1}" for position in range(len(rows[0]))]
    if len(rows) > MAX_ROWS:
        rows = rows[:MAX_ROWS]
        notes.append(Problem(N_("Only the first {limit} rows are used."), limit=MAX_ROWS))
    if len(rows) < MIN_ROWS:
        raise Problem(
            N_("The table has too few rows: {count}. It needs at least {limit}."),
            key=KEY,
            count=len(rows),
            limit=MIN_ROWS,
        )
    if "" in headings or len(set(headings)) < len(headings):
        notes.append(Problem(N_("Column names that were empty or came twice were numbered.")))
    columns = zip(unique(headings), zip(*rows, strict=True), headings, strict=True)
    return TableFile(tuple(column(*parts) for parts in columns), len(rows), tuple(notes))


def examples(table: TableFile, target: str = "", train_share: float = 0.8, seed: int = 0) -> Examples:
    """Return examples that predict the column `target`, by default the last usable one, from the other usable columns.

    Inputs are numbers in their own units and one-hot categories; rows without a target are left out.

    Raises:
        Problem: If there is no such column, or it cannot be learnt.
    """
    key = "data.target" if target else KEY
    target_column = _column(table, target or table.default_target, key)
    is_kept = ~target_column.missing()
    targets, classes = _targets(target_column, is_kept, key)
    test = split(targets, train_share, seed)
    others = [column for column in table.columns if column is not target_column]
    inputs, features, notes = table_inputs(others, is_kept, ~test)
    if not features:
        raise Problem(N_("No column is left to learn {column} from."), key=key, column=target_column.name)
    if not is_kept.all():
        note = N_("Rows left out because the target {column} is missing there: {count}.")
        notes.insert(0, Problem(note, column=target_column.name, count=int((~is_kept).sum())))
    return Examples(inputs, targets, features, classes, test, (*table.notes, *notes))


def _column(table: TableFile, name: str, key: str) -> Column:
    """Return the target column."""
    if not name:
        raise Problem(N_("No column can be the target: it needs numbers or a few repeating categories."), key=key)
    for candidate in table.columns:
        if candidate.name == name:
            return candidate
    raise Problem(N_("There is no column called {column}."), key=key, column=name[:40])


def _targets(target_column: Column, is_kept: np.ndarray, key: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return the targets of the kept rows, and their classes (none for a regression)."""
    cells = (
        target_column.floats()[is_kept]
        if target_column.is_number
        else np.array(target_column.values, dtype=object)[target_column.cells[is_kept]]
    )
    distinct, indices = np.unique(cells, return_inverse=True)
    if len(cells) < MIN_ROWS:
        text = N_("Column {column} cannot be the target: it is filled in too few rows ({count}).")
        raise Problem(text, key=key, column=target_column.name, count=len(cells))
    if len(distinct) < 2:
        text = N_("Column {column} cannot be the target: it has no two different values.")
        raise Problem(text, key=key, column=target_column.name)
    if target_column.is_number and (len(distinct) > MAX_NUMBER_CLASSES or len(distinct) == len(cells)):
        return cells.astype(np.float32), ()
    if len(distinct) > MAX_CATEGORIES:
        text = N_("Column {column} cannot be the target: it has {count} different values, and {limit} is the most.")
        raise Problem(text, key=key, column=target_column.name, count=len(distinct), limit=MAX_CATEGORIES)
    return indices.astype(np.int64), tuple(unique(map(_format_value, distinct)))


def _format_value(value: str | float) -> str:
    return value if isinstance(value, str) else np.format_float_positional(value, trim="-")
