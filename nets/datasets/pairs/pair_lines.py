"""Split the lines of user-supplied pairs into their two sides; torch-free.

Columns are separated by tabs, arrows, semicolons, bars or commas. Cells may be in quotation marks. After tabs, more
columns may follow, as in lists of sentences from the web; they are ignored.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from itertools import islice

from nets.datasets.pairs.sides import Pair
from nets.datasets.tables.csv_parser import text_of
from nets.experiment.user_error import N_, Problem

KEY = "data.own"
MAX_BYTES = 4_000_000
SEPARATORS = ("\t", "->", ";", "|", ",")  # the first one of those that fit equally many lines is used
SAMPLE = 200  # lines that decide about the separator
MAX_QUOTE = 40  # characters of a bad line
MAX_LINE = 2000  # characters of a line
_ARROW = re.compile("->|=>|→")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ufeff]+")


def lines_of(content: str | bytes) -> list[str]:
    """Return the lines of a text or a file. Raises Problem if it is not a text or too long."""
    if len(content) > MAX_BYTES:
        text = N_("The pairs are too long: {size:.1f} MB, and {limit} MB can be read at most.")
        raise Problem(text, key=KEY, size=len(content) / 1e6, limit=MAX_BYTES // 1_000_000)
    try:
        text = text_of(content)
    except Problem:
        raise Problem(N_("This is not a text file. Save the pairs as TSV or CSV in UTF-8."), key=KEY) from None
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def separator_of(lines: Iterable[str]) -> str:
    """Return the separator that splits most of the first lines into two columns."""
    sample = list(islice((line for line in lines if len(line) <= MAX_LINE and clean(line)), SAMPLE))

    def fitting(separator: str) -> int:
        return sum(_fits(line, separator) for line in sample)

    return max(SEPARATORS, key=fitting)


def _fits(line: str, separator: str) -> bool:
    try:
        pair_of(line, separator, 1)
    except Problem:
        return False
    return True


def pair_of(line: str, separator: str, number: int) -> Pair:
    """Return the pair in a line. Raises Problem that names the line if there is none."""
    if len(line) > MAX_LINE:
        text = N_("Line {line} is too long: {count} characters, and {most} is the limit: {said}")
        quote = clean(line[: 2 * MAX_QUOTE])[:MAX_QUOTE]
        raise Problem(text, key=KEY, line=number, count=len(line), most=MAX_LINE, said=quote)
    cells = _cells(line, separator, number)
    if len(cells) < 2 or not cells[1]:
        text = N_("Line {line} has no second column: {said}")
    elif not cells[0]:
        text = N_("Line {line} has no first column: {said}")
    elif len(cells) > 2 and separator != "\t":
        text = N_("Line {line} has {count} columns. Put texts that hold the separator in quotation marks: {said}")
    else:
        return cells[0], cells[1]
    raise Problem(text, key=KEY, line=number, count=len(cells), said=clean(line)[:MAX_QUOTE])


def _cells(line: str, separator: str, number: int) -> list[str]:
    """Return the cells without surrounding spaces and quotation marks."""
    if separator in ("\t", "->"):
        cells = line.split("\t") if separator == "\t" else _ARROW.split(line)
        return [clean(_unquoted(clean(cell))) for cell in cells]
    try:
        row = next(csv.reader([line], delimiter=separator, skipinitialspace=True, strict=True), [])
    except csv.Error:
        text = N_("Line {line} is too long, or a quotation mark in it is not closed: {said}")
        raise Problem(text, key=KEY, line=number, said=clean(line)[:MAX_QUOTE]) from None
    return [clean(cell) for cell in row]


def clean(text: str) -> str:
    """Return a text with single spaces and without control characters."""
    if text.isprintable() and "  " not in text:  # the most frequent case, ten times faster
        return text.strip()
    return _BLANKS.sub(" ", text).strip()


def _unquoted(cell: str) -> str:
    inner = cell[1:-1].replace('""', "\0")
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner
    return inner.replace("\0", '"') if quoted else cell


def tsv(pairs: Sequence[Pair]) -> str:
    """Return the pairs as lines with a tab; `lines_of` and `pair_of` read them back."""
    return "\n".join("\t".join(map(_quoted, pair)) for pair in pairs)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if cell.startswith('"') else cell
