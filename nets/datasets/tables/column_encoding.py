"""Columns of a user's table as inputs: missing cells filled, categories one-hot, others left out with the reason."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nets.datasets.tables.column import MAX_CATEGORIES, Column, Kind
from nets.datasets.tables.csv_parser import unique
from nets.experiment.user_error import N_, Problem

MAX_INPUTS = 200

_LEFT_OUT: dict[Kind, str] = {
    "constant": N_("Columns left out because every row has the same value, which tells nothing: {columns}."),
    "empty": N_("Columns left out because they are empty: {columns}."),
    "id": N_("Columns left out because they only number the rows, which tells nothing about them: {columns}."),
    "date": N_("Columns left out because they hold dates, and a net needs numbers or categories: {columns}."),
    "text": N_(
        "Columns left out because they hold free text, and a net needs numbers or a few repeating categories "
        "({limit} at most): {columns}."
    ),
}


def table_inputs(
    columns: Sequence[Column], is_kept: np.ndarray, train: np.ndarray
) -> tuple[np.ndarray, tuple[str, ...], list[Problem]]:
    """Return the usable columns as inputs.

    Args:
        columns: The columns of the table.
        is_kept: Which rows (N,) bool count.
        train: Which of these are in the training part; missing cells are filled by its median or mode.

    Returns:
        Inputs (N, F) float32, their names (F,), and notes for the user.
    """
    included, too_many = _select_columns([column for column in columns if column.usable])
    blocks, names, filled = [np.empty((len(train), 0))], [], 0
    for column in included:
        is_missing = column.missing()[is_kept]
        filled += int(is_missing.sum())
        if column.kind == "numeric":
            blocks.append(_numbers(column.floats()[is_kept], is_missing, train)[:, None])
            names.append(column.name)
        else:
            blocks.append(_one_hot(column.cells[is_kept], is_missing, train, len(column.values)))
            names += [f"{column.name}={value}" for value in column.values]
    inputs = np.concatenate(blocks, axis=1).astype(np.float32)
    return inputs, tuple(unique(names, most=60)), _notes(columns, included, too_many, filled)


def _select_columns(columns: list[Column]) -> tuple[list[Column], list[Column]]:
    """Return the columns that fit into MAX_INPUTS, numbers before categories, and those that do not."""
    room = MAX_INPUTS - sum(column.kind == "numeric" for column in columns)
    included: list[Column] = []
    too_many: list[Column] = []
    for column in columns:
        width = 0 if column.kind == "numeric" else len(column.values)
        (included if width <= room else too_many).append(column)
        room -= width if width <= room else 0
    return included, too_many


def _numbers(values: np.ndarray, is_missing: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Return the values (N,) with missing ones filled by the median of the training part."""
    known = values[train & ~is_missing]
    return np.where(is_missing, np.median(known) if len(known) else 0.0, values)


def _one_hot(cells: np.ndarray, is_missing: np.ndarray, train: np.ndarray, categories: int) -> np.ndarray:
    """Return the cells (N,) one-hot, (N, categories), missing ones filled by the mode of the training part."""
    frequent = np.bincount(cells[train & ~is_missing], minlength=categories).argmax()
    return np.eye(categories, dtype=np.float32)[np.where(is_missing, frequent, cells)]


def _notes(columns: Sequence[Column], included: list[Column], too_many: list[Column], filled: int) -> list[Problem]:
    notes = []
    if filled:
        text = N_("Missing cells filled with the middle (median) or most frequent value of their column: {count}.")
        notes.append(Problem(text, count=filled))
    impure = [column for column in included if column.kind == "numeric" and np.isnan(column.numbers).any()]
    encoded = [column for column in included if column.kind == "category"]
    groups = [
        (N_("Cells that are not numbers were treated as missing in these columns: {columns}."), impure),
        (N_("Each category of these columns is an input of its own, 1 or 0 (one-hot): {columns}."), encoded),
        *((text, [column for column in columns if column.kind == kind]) for kind, text in _LEFT_OUT.items()),
        (N_("Columns left out because there would be more than {inputs} inputs: {columns}."), too_many),
    ]
    for text, group in groups:
        if group:
            names = _join_names([column.name for column in group])
            notes.append(Problem(text, columns=names, limit=MAX_CATEGORIES, inputs=MAX_INPUTS))
    return notes


def _join_names(names: list[str], most: int = 8) -> str:
    return ", ".join(names if len(names) <= most else [*names[:most], "…"])
