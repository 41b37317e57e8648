"""One column of a user's table: its distinct values, and their kind."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Kind = Literal["numeric", "category", "text", "id", "date", "constant", "empty"]

MAX_CATEGORIES = 20
MISSING = frozenset({"", "na", "n/a", "nan", "-", "?", "null", "缺失"})
_MAJORITY = 0.9  # a column is of a kind when so much of it is; the other cells count as missing
_MAX_NUMBER = 1e15  # longer numbers are rather identity or card numbers, and no float holds them exactly
_NUMBER = re.compile(r"[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_DATE = re.compile(r"(?:\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2})?[日月]?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[ T]\d.*)?")
_ID_NAMES = frozenset({"", "id", "index", "no", "no.", "nr", "number", "row", "unnamed: 0", "序号", "编号", "行号"})


@dataclass(frozen=True, eq=False)
class Column:
    """A column of N cells with V distinct values.

    Attributes:
        name: Its name.
        kind: What its values are.
        cells: Indices (N,) into `values`, -1 for missing cells.
        values: The distinct values.
        numbers: The values as numbers (V,) float64, NaN if they are none.
    """

    name: str
    kind: Kind
    cells: np.ndarray
    values: tuple[str, ...]
    numbers: np.ndarray

    @property
    def usable(self) -> bool:
        """Whether the column can be an input or the default target."""
        return self.kind in ("numeric", "category")

    @property
    def is_number(self) -> bool:
        """Whether the cells are numbers, including numbers of rows."""
        return self.kind in ("numeric", "id")

    def floats(self) -> np.ndarray:
        """Return the cells as numbers (N,) float64, NaN if missing or no number."""
        return np.append(self.numbers, np.nan)[self.cells]

    def missing(self) -> np.ndarray:
        """Return which cells (N,) bool are missing, or no numbers in a column of numbers."""
        return np.isnan(self.floats()) if self.is_number else self.cells < 0


def column(name: str, cells: Sequence[str], heading: str) -> Column:
    """Return the column with these cells (N). `heading` is its name in the file, perhaps ""."""
    import pandas as pd  # 70 MB that only own tables need

    codes, values = pd.factorize(np.array(cells, dtype=object))
    is_present = np.array([not is_missing(value) for value in values], dtype=bool)
    index = np.where(is_present, np.cumsum(is_present) - 1, -1)
    distinct = tuple(values[is_present])
    codes = index[codes].astype(np.int32)
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    numbers = np.array([_or_nan(number(value)) for value in distinct], dtype=np.float64)
    return Column(name, _kind(heading, distinct, numbers, counts), codes, distinct, numbers)


def is_missing(cell: str) -> bool:
    """Return whether the cell is empty or says that its value is unknown."""
    return len(cell) < 8 and cell.casefold() in MISSING


def number(cell: str) -> float | None:
    """Return the cell as a number, with or without commas between thousands; None if it is none."""
    if len(cell) > 40 or not _NUMBER.fullmatch(cell):
        return None
    value = float(cell.replace(",", ""))
    return value if math.isfinite(value) and abs(value) <= _MAX_NUMBER else None


def mostly_numbers(cells: Sequence[str]) -> bool:
    """Return whether nearly all cells that are not missing are numbers."""
    numeric = [number(cell) is not None for cell in cells if not is_missing(cell)]
    return bool(numeric) and sum(numeric) >= _MAJORITY * len(numeric)


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value


def _kind(heading: str, values: tuple[str, ...], numbers: np.ndarray, counts: np.ndarray) -> Kind:
    if not values:
        return "empty"
    numeric = np.isfinite(numbers)
    total = counts.sum()
    if len(values) == 1 or (numeric.all() and len(set(numbers)) == 1):
        return "constant"
    if counts[numeric].sum() >= _MAJORITY * total:
        return "id" if _only_numbers_rows(heading, numbers, total) else "numeric"
    dates = np.array([len(value) < 40 and _DATE.fullmatch(value) is not None for value in values])
    if counts[dates].sum() >= _MAJORITY * total:
        return "date"
    return "category" if len(values) <= MAX_CATEGORIES and counts.max() > 1 else "text"


def _only_numbers_rows(heading: str, numbers: np.ndarray, total: int) -> bool:
    """Return whether a column called "id" or the like holds distinct whole numbers."""
    is_id_name = heading.casefold() in _ID_NAMES or heading.casefold().endswith(("_id", " id"))
    return bool(is_id_name and len(set(numbers)) == total and (numbers == np.round(numbers)).all())
