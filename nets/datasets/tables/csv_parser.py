"""Parse the bytes of a user's table into cells: encoding, delimiter, ragged rows, header. Cells stay text."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from nets.datasets.tables.column import is_missing, mostly_numbers, number
from nets.experiment.user_error import N_, Problem

MAX_MEGABYTES = 5
MAX_ROWS = 50_000
MAX_COLUMNS = 100
KEY = "data.csv"
_DELIMITERS = ",;\t|"
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_NEVER_TEXT = re.compile("[\x00\ud800-\udfff]")
_END = "\ud800"  # a line after the last: no text holds this
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_NOT_TEXT = N_("This is not a text file. Save the table as CSV and try again.")


def text_of(data: str | bytes) -> str:
    """Return the text of an upload: UTF-8, UTF-16 with a byte order mark, else GB18030.

    Raises:
        Problem: If it is too large or no text.
    """
    if len(data) > MAX_MEGABYTES * 1_000_000:
        size = len(data) / 1_000_000
        raise Problem(
            N_("The table is too large: {size:.1f} MB of text, and {limit} MB can be read at most."),
            key=KEY,
            size=size,
            limit=MAX_MEGABYTES,
        )
    text = data if isinstance(data, str) else _decode(data)
    if _NEVER_TEXT.search(text) or len(_CONTROL.findall(text)) > len(text) / 100:
        raise Problem(_NOT_TEXT, key=KEY)
    return text.removeprefix("\ufeff")


def _decode(data: bytes) -> str:
    has_mark = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if has_mark else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    if b"\x00" in data:
        raise Problem(_NOT_TEXT, key=KEY)
    text = N_("The text is neither UTF-8 nor GBK (GB18030). Save the table as CSV UTF-8 and try again.")
    raise Problem(text, key=KEY)


def rows_of(text: str) -> tuple[list[list[str]], list[Problem]]:
    """Return the rows of the most common width, cells stripped, one more than can be used, and notes.

    Raises:
        Problem: If the text is no table.
    """
    rows = _rows(text, _delimiter(text), whole=True)
    first = list(islice(rows, 1000))
    width = _width(first)
    ragged_count, usable_rows = 0, []
    for row in chain(first, rows):
        if len(row) == width:
            usable_rows.append(row)
        else:
            ragged_count += 1
        if len(usable_rows) == MAX_ROWS + 2:
            break
    if not ragged_count:
        return usable_rows, []
    note = N_("Rows left out because they do not have {width} cells like the others: {count}.")
    return usable_rows, [Problem(note, width=width, count=ragged_count)]


def _width(rows: list[list[str]]) -> int:
    """Return the most common number of cells. Raises Problem if the rows are no table."""
    if not rows:
        raise Problem(N_("The table is empty."), key=KEY)
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if count < len(rows) / 2:
        raise Problem(N_("This does not look like a table: its rows have different numbers of cells."), key=KEY)
    if width == 1:
        text = N_("Only one column was found. Separate the columns by commas, semicolons or tabs.")
        raise Problem(text, key=KEY)
    if width > MAX_COLUMNS:
        text = N_("The table has {count} columns; {limit} can be read at most.")
        raise Problem(text, key=KEY, count=width, limit=MAX_COLUMNS)
    return width


def _rows(text: str, delimiter: str, whole: bool = False) -> Iterator[list[str]]:
    """Yield the rows that are not blank; of a `whole` text, whose last cell must be closed."""
    lines = chain(io.StringIO(text, newline=""), [_END])
    reader, line = csv.reader(lines, delimiter=delimiter, skipinitialspace=True), 0
    try:
        for row in reader:
            if row and row[-1].endswith(_END):
                if whole and row != [_END]:
                    raise csv.Error("a quotation mark has swallowed the end")
                return
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield _replace_decimal_commas(cells) if delimiter == ";" else cells
            line = reader.line_num
    except csv.Error:
        text = N_("A cell near line {line} is too long, or its quotation mark is not closed.")
        raise Problem(text, key=KEY, line=line + 1) from None


def _replace_decimal_commas(cells: list[str]) -> list[str]:
    """Return cells with decimal points; between semicolons a comma in a number is the decimal point."""
    return [cell.replace(",", ".") if _DECIMAL_COMMA.fullmatch(cell) else cell for cell in cells]


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts most of the first lines into equally many cells, then into more cells."""
    sample = text[:20_000]
    if len(sample) < len(text):
        sample = sample[: sample.rfind("\n") + 1] or sample

    def fitness(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in islice(_rows(sample, delimiter), 100))
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        return (count / widths.total(), width) if width > 1 else (0.0, 1)

    return max(_DELIMITERS, key=fitness)


def has_header(rows: list[list[str]]) -> bool:
    """Return whether the first row names the columns: a word above numbers, or only words that do not recur below."""
    first, *rest = rows
    words = [not is_missing(cell) and number(cell) is None for cell in first]
    columns = list(zip(*rest[:1000], strict=True)) or [()] * len(first)
    if any(word and mostly_numbers(column) for word, column in zip(words, columns, strict=True)):
        return True
    if any(number(cell) is not None for cell in first):
        return False
    return not any(word and cell in column for word, cell, column in zip(words, first, columns, strict=True))


def unique(names: Iterable[str], most: int = 40) -> list[str]:
    """Return the names on one line each, cut to `most` characters, numbered if empty or repeated."""
    names_in_use: dict[str, None] = {}
    for position, name in enumerate(names, start=1):
        line = " ".join(name.split()) or f"#{position}"
        short = line if len(line) <= most else line[: most - 1] + "…"
        numbered = (f"{short} ({count})" for count in range(2, len(names_in_use) + 3))
        names_in_use[next(free for free in chain([short], numbered) if free not in names_in_use)] = None
    return list(names_in_use)
