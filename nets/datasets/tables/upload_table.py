"""A person's own table: text or bytes in, examples to learn from out, with notes on what was changed or left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nets.datasets.examples import Examples
from nets.datasets.split import split
from nets.datasets.tables.column import MOST_CATEGORIES, Column, column
from nets.datasets.tables.column_encoding import table_inputs
from nets.datasets.tables.csv_parser import KEY, MOST_ROWS, has_header, rows_of, text_of, unique
from nets.experiment.user_error import N_, Problem

FEWEST_ROWS = 4
MOST_NUMBER_CLASSES = 10  # numbers with more different values are a regression


@dataclass(frozen=True, eq=False)
class TableFile:
    """The columns of a table that was read, the number of rows, and notes on what reading left out."""

    columns: tuple[Column, ...]
    rows: int
    notes: tuple[Problem, ...] = ()

    @property
    def default_target(self) -> str:
        """The last column that can be learnt, "" where there is none."""
        return next((column.name for column in reversed(self.columns) if column.usable), "")


def parse(data: bytes) -> tuple[str, TableFile]:
    """Return the text of an upload and its table, see `read`; for a worker. Raises Problem."""
    text = text_of(data)
    return text, read(text)


def remember(text: str, table: TableFile) -> None:
    """Have `read` answer with the table that a worker has made of this text."""
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
    if len(rows) > MOST_ROWS:
        rows = rows[:MOST_ROWS]
        notes.append(Problem(N_("Only the first {limit} rows are used."), limit=MOST_ROWS))
    if len(rows) < FEWEST_ROWS:
        raise Problem(
            N_("The table has too few rows: {count}. It needs at least {limit}."),
            key=KEY,
            count=len(rows),
            limit=FEWEST_ROWS,
        )
    if "" in headings or len(set(headings)) < len(headings):
        notes.append(Problem(N_("Column names that were empty or came twice were numbered.")))
    columns = zip(unique(headings), zip(*rows, strict=True), headings, strict=True)
    return TableFile(tuple(column(*parts) for parts in columns), len(rows), tuple(notes))


def examples(table: TableFile, target: str = "", train_share: float = 0.8, seed: int = 0) -> Examples:
    """Learn the column called `target` (the default one where it is "") from the usable others. Raises Problem.

    Inputs are numbers as they stand, not standardised, and categories one-hot; rows without a target are left out.
    """
    key = "data.target" if target else KEY
    learnt = _column(table, target or table.default_target, key)
    kept = ~learnt.missing()
    targets, classes = _targets(learnt, kept, key)
    test = split(targets, train_share, seed)
    others = [column for column in table.columns if column is not learnt]
    inputs, features, notes = table_inputs(others, kept, ~test)
    if not features:
        raise Problem(N_("No column is left to learn {column} from."), key=key, column=learnt.name)
    if not kept.all():
        note = N_("Rows left out because the target {column} is missing there: {count}.")
        notes.insert(0, Problem(note, column=learnt.name, count=int((~kept).sum())))
    return Examples(inputs, targets, features, classes, test, (*table.notes, *notes))


def _column(table: TableFile, name: str, key: str) -> Column:
    """The column to learn."""
    if not name:
        raise Problem(N_("No column can be the target: it needs numbers or a few repeating categories."), key=key)
    for found in table.columns:
        if found.name == name:
            return found
    raise Problem(N_("There is no column called {column}."), key=key, column=name[:40])


def _targets(learnt: Column, kept: np.ndarray, key: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """The targets of the kept rows, and their classes (none for a regression)."""
    cells = learnt.floats()[kept] if learnt.is_number else np.array(learnt.values, dtype=object)[learnt.cells[kept]]
    distinct, indices = np.unique(cells, return_inverse=True)
    if len(cells) < FEWEST_ROWS:
        text = N_("Column {column} cannot be the target: it is filled in too few rows ({count}).")
        raise Problem(text, key=key, column=learnt.name, count=len(cells))
    if len(distinct) < 2:
        text = N_("Column {column} cannot be the target: it has no two different values.")
        raise Problem(text, key=key, column=learnt.name)
    if learnt.is_number and (len(distinct) > MOST_NUMBER_CLASSES or len(distinct) == len(cells)):
        return cells.astype(np.float32), ()
    if len(distinct) > MOST_CATEGORIES:
        text = N_("Column {column} cannot be the target: it has {count} different values, and {limit} is the most.")
        raise Problem(text, key=key, column=learnt.name, count=len(distinct), limit=MOST_CATEGORIES)
    return indices.astype(np.int64), tuple(unique(map(_plain, distinct)))


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else np.format_float_positional(value, trim="-")
