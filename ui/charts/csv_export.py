"""Rows as a CSV file that spreadsheets open as it is meant: as Unicode, and with no text taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a text begins that a spreadsheet would compute


def csv_file(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The file's bytes. Numbers stand as they are, missing values are empty."""
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
