"""Lines of a user's own pairs cut into their two sides; torch-free.

Columns are separated by tabs, arrows, semicolons, bars or commas. Cells may stand in quotation marks. Behind tabs, more
columns may follow, as in lists of sentences from the web; they are not read.
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
SEPARATORS = ("\t", "->", ";", "|", ",")  # of those that fit equally many lines the first is taken
SAMPLE = 200  # lines that decide
SHOWN = 40  # characters of a bad line
MAX_LINE = 2000  # characters of a line
_ARROW = re.compile("->|=>|→")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ufeff]+")


def lines_of(content: str | bytes) -> list[str]:
    """The lines of a text or a file. Raises Problem where it is no text or too long."""
    if len(content) > MAX_BYTES:
        text = N_("The pairs are too long: {size:.1f} MB, and {limit} MB can be read at most.")
        raise Problem(text, key=KEY, size=len(content) / 1e6, limit=MAX_BYTES // 1_000_000)
    try:
        text = text_of(content)
    except Problem:
        raise Problem(N_("This is not a text file. Save the pairs as TSV or CSV in UTF-8."), key=KEY) from None
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def separator_of(lines: Iterable[str]) -> str:
    """What separates the columns: whatever cuts the most of the first lines into two."""
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
    """The pair in a line. Raises Problem that names the line if there is none."""
    if len(line) > MAX_LINE:
        text = N_("Line {line} is too long: {count} characters, and {most} is the limit: {said}")
        said = clean(line[: 2 * SHOWN])[:SHOWN]
        raise Problem(text, key=KEY, line=number, count=len(line), most=MAX_LINE, said=said)
    cells = _cells(line, separator, number)
    if len(cells) < 2 or not cells[1]:
        text = N_("Line {line} has no second column: {said}")
    elif not cells[0]:
        text = N_("Line {line} has no first column: {said}")
    elif len(cells) > 2 and separator != "\t":
        text = N_("Line {line} has {count} columns. Put texts that hold the separator in quotation marks: {said}")
    else:
        return cells[0], cells[1]
    raise Problem(text, key=KEY, line=number, count=len(cells), said=clean(line)[:SHOWN])


def _cells(line: str, separator: str, number: int) -> list[str]:
    """The cells without blanks round them and without their quotation marks."""
    if separator in ("\t", "->"):
        cells = line.split("\t") if separator == "\t" else _ARROW.split(line)
        return [clean(_unquoted(clean(cell))) for cell in cells]
    try:
        row = next(csv.reader([line], delimiter=separator, skipinitialspace=True, strict=True), [])
    except csv.Error:
        text = N_("Line {line} is too long, or a quotation mark in it is not closed: {said}")
        raise Problem(text, key=KEY, line=number, said=clean(line)[:SHOWN]) from None
    return [clean(cell) for cell in row]


def clean(text: str) -> str:
    """The text with single blanks and no signs that control anything."""
    if text.isprintable() and "  " not in text:  # nothing to replace: the most frequent case, ten times quicker
        return text.strip()
    return _BLANKS.sub(" ", text).strip()


def _unquoted(cell: str) -> str:
    inner = cell[1:-1].replace('""', "\0")
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner
    return inner.replace("\0", '"') if quoted else cell


def tsv(pairs: Sequence[Pair]) -> str:
    """A pair a line, a tab between its sides: what `lines_of` and `pair_of` read to the same pairs."""
    return "\n".join("\t".join(map(_quoted, pair)) for pair in pairs)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if cell.startswith('"') else cell
