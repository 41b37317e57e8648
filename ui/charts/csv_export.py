"""Write rows as a CSV file that spreadsheets read as Unicode, and without taking a text for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # the beginning of a text that a spreadsheet would compute


def csv_file(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return the file. Numbers are written as they are, missing values are empty."""
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow([_cell(head) for head in heads])
    write.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA) and not _number(value):
        return f"'{value}"
    return value


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
