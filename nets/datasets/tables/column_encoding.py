"""Columns of a person's table as inputs: gaps filled, categories one-hot, the rest left out with the reason."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nets.datasets.tables.column import MOST_CATEGORIES, Column, Kind
from nets.datasets.tables.csv_parser import unique
from nets.experiment.user_error import N_, Problem

MOST_INPUTS = 200

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
    columns: Sequence[Column], kept: np.ndarray, train: np.ndarray
) -> tuple[np.ndarray, tuple[str, ...], list[Problem]]:
    """The usable columns of the `kept` rows as inputs (N, F) float32, their names (F,), and notes.

    Gaps are filled by what the training part `train` (N,) bool of the kept rows shows.
    """
    chosen, too_many = _fitting([column for column in columns if column.usable])
    blocks, names, filled = [np.empty((len(train), 0))], [], 0
    for column in chosen:
        gaps = column.missing()[kept]
        filled += int(gaps.sum())
        if column.kind == "numeric":
            blocks.append(_numbers(column.floats()[kept], gaps, train)[:, None])
            names.append(column.name)
        else:
            blocks.append(_one_hot(column.cells[kept], gaps, train, len(column.values)))
            names += [f"{column.name}={value}" for value in column.values]
    inputs = np.concatenate(blocks, axis=1).astype(np.float32)
    return inputs, tuple(unique(names, most=60)), _notes(columns, chosen, too_many, filled)


def _fitting(columns: list[Column]) -> tuple[list[Column], list[Column]]:
    """The columns for which there is room, numbers before categories, and those for which there is none."""
    room = MOST_INPUTS - sum(column.kind == "numeric" for column in columns)
    chosen: list[Column] = []
    too_many: list[Column] = []
    for column in columns:
        wanted = 0 if column.kind == "numeric" else len(column.values)
        (chosen if wanted <= room else too_many).append(column)
        room -= wanted if wanted <= room else 0
    return chosen, too_many


def _numbers(values: np.ndarray, gaps: np.ndarray, train: np.ndarray) -> np.ndarray:
    """The values (N,) with gaps filled by the median of the training part."""
    seen = values[train & ~gaps]
    return np.where(gaps, np.median(seen) if len(seen) else 0.0, values)


def _one_hot(cells: np.ndarray, gaps: np.ndarray, train: np.ndarray, categories: int) -> np.ndarray:
    """The cells (N,) as (N, categories) of 0 and 1, gaps filled by the most frequent category in training."""
    frequent = np.bincount(cells[train & ~gaps], minlength=categories).argmax()
    return np.eye(categories, dtype=np.float32)[np.where(gaps, frequent, cells)]


def _notes(columns: Sequence[Column], chosen: list[Column], too_many: list[Column], filled: int) -> list[Problem]:
    notes = []
    if filled:
        text = N_("Missing cells filled with the middle (median) or most frequent value of their column: {count}.")
        notes.append(Problem(text, count=filled))
    impure = [column for column in chosen if column.kind == "numeric" and np.isnan(column.numbers).any()]
    encoded = [column for column in chosen if column.kind == "category"]
    groups = [
        (N_("Cells that are not numbers were treated as missing in these columns: {columns}."), impure),
        (N_("Each category of these columns is an input of its own, 1 or 0 (one-hot): {columns}."), encoded),
        *((text, [column for column in columns if column.kind == kind]) for kind, text in _LEFT_OUT.items()),
        (N_("Columns left out because there would be more than {inputs} inputs: {columns}."), too_many),
    ]
    for text, group in groups:
        if group:
            listed = _listed([column.name for column in group])
            notes.append(Problem(text, columns=listed, limit=MOST_CATEGORIES, inputs=MOST_INPUTS))
    return notes


def _listed(names: list[str], most: int = 8) -> str:
    return ", ".join(names if len(names) <= most else [*names[:most], "…"])
