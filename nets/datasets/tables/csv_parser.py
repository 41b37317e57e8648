"""From the bytes of a person's table to its cells: encoding, delimiter, ragged rows, header. Cell text stays text."""

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

MOST_MEGABYTES = 5
MOST_ROWS = 50_000
MOST_COLUMNS = 100
KEY = "data.csv"
_DELIMITERS = ",;\t|"
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_NEVER_TEXT = re.compile("[\x00\ud800-\udfff]")
_END = "\ud800"  # a line after the last: no text holds this
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_NOT_TEXT = N_("This is not a text file. Save the table as CSV and try again.")


def text_of(data: str | bytes) -> str:
    """The text of an upload: UTF-8, UTF-16 where its mark says so, else GB18030. Raises Problem."""
    if len(data) > MOST_MEGABYTES * 1_000_000:
        size = len(data) / 1_000_000
        raise Problem(
            N_("The table is too large: {size:.1f} MB of text, and {limit} MB can be read at most."),
            key=KEY,
            size=size,
            limit=MOST_MEGABYTES,
        )
    text = data if isinstance(data, str) else _decode(data)
    if _NEVER_TEXT.search(text) or len(_CONTROL.findall(text)) > len(text) / 100:
        raise Problem(_NOT_TEXT, key=KEY)
    return text.removeprefix("\ufeff")


def _decode(data: bytes) -> str:
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    if b"\x00" in data:
        raise Problem(_NOT_TEXT, key=KEY)
    text = N_("The text is neither UTF-8 nor GBK (GB18030). Save the table as CSV UTF-8 and try again.")
    raise Problem(text, key=KEY)


def rows_of(text: str) -> tuple[list[list[str]], list[Problem]]:
    """The rows as wide as most, cells stripped, one more than can be used, and notes. Raises Problem."""
    rows = _rows(text, _delimiter(text), whole=True)
    first = list(islice(rows, 1000))
    width = _width(first)
    ragged, kept = 0, []
    for row in chain(first, rows):
        if len(row) == width:
            kept.append(row)
        else:
            ragged += 1
        if len(kept) == MOST_ROWS + 2:
            break
    if not ragged:
        return kept, []
    note = N_("Rows left out because they do not have {width} cells like the others: {count}.")
    return kept, [Problem(note, width=width, count=ragged)]


def _width(rows: list[list[str]]) -> int:
    """How many cells most of the rows have. Raises Problem where that is no table."""
    if not rows:
        raise Problem(N_("The table is empty."), key=KEY)
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if count < len(rows) / 2:
        raise Problem(N_("This does not look like a table: its rows have different numbers of cells."), key=KEY)
    if width == 1:
        text = N_("Only one column was found. Separate the columns by commas, semicolons or tabs.")
        raise Problem(text, key=KEY)
    if width > MOST_COLUMNS:
        text = N_("The table has {count} columns; {limit} can be read at most.")
        raise Problem(text, key=KEY, count=width, limit=MOST_COLUMNS)
    return width


def _rows(text: str, delimiter: str, whole: bool = False) -> Iterator[list[str]]:
    """The rows that are not blank; of a `whole` text, whose last cell must be closed."""
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
                yield _with_points(cells) if delimiter == ";" else cells
            line = reader.line_num
    except csv.Error:
        text = N_("A cell near line {line} is too long, or its quotation mark is not closed.")
        raise Problem(text, key=KEY, line=line + 1) from None


def _with_points(cells: list[str]) -> list[str]:
    """Where semicolons separate, a comma in a number is the decimal point."""
    return [cell.replace(",", ".") if _DECIMAL_COMMA.fullmatch(cell) else cell for cell in cells]


def _delimiter(text: str) -> str:
    """The delimiter that cuts the most of the first lines into the same number of cells, then into more cells."""
    sample = text[:20_000]
    if len(sample) < len(text):
        sample = sample[: sample.rfind("\n") + 1] or sample

    def fitness(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in islice(_rows(sample, delimiter), 100))
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        return (count / widths.total(), width) if width > 1 else (0.0, 1)

    return max(_DELIMITERS, key=fitness)


def has_header(rows: list[list[str]]) -> bool:
    """Whether the first row names the columns: a word above numbers, or only words that do not come again below."""
    first, *rest = rows
    words = [not is_missing(cell) and number(cell) is None for cell in first]
    below = list(zip(*rest[:1000], strict=True)) or [()] * len(first)
    if any(word and mostly_numbers(column) for word, column in zip(words, below, strict=True)):
        return True
    if any(number(cell) is not None for cell in first):
        return False
    return not any(word and cell in column for word, cell, column in zip(words, first, below, strict=True))


def unique(names: Iterable[str], most: int = 40) -> list[str]:
    """The names on one line each, cut to `most` characters, numbered where one is empty or comes again."""
    used: dict[str, None] = {}
    for position, name in enumerate(names, start=1):
        line = " ".join(name.split()) or f"#{position}"
        short = line if len(line) <= most else line[: most - 1] + "…"
        again = (f"{short} ({count})" for count in range(2, len(used) + 3))
        used[next(free for free in chain([short], again) if free not in used)] = None
    return list(used)
