"""User-supplied pairs, pasted or from a file: bad lines are reported, the others are read; torch-free."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from nets.datasets.pairs.pair_lines import KEY, MAX_LINE, clean, lines_of, pair_of, separator_of, tsv
from nets.datasets.pairs.sides import Pair, PairInfo, Pairs, TokenUnit, side, tokenize
from nets.datasets.text.word_segmentation import HAN
from nets.experiment.user_error import N_, Problem

MAX_PAIRS, MAX_TOKENS = 20_000, 60  # pairs, and tokens of a side
MAX_CHARACTERS = 200_000  # of all pairs together
MAX_LINES = 30_000  # that are read, including bad ones
MAX_READ = 2 * MAX_CHARACTERS  # characters that are read, including those of long lines
MAX_DIFFERENT = 4000  # tokens of a side
MAX_PROBLEMS = 100  # bad lines that are described
TEST_SHARE, MAX_TEST = 0.1, 1000
HEADINGS = {
    *("source", "target", "question", "answer", "input", "output", "english", "chinese"),
    *("原文", "译文", "问", "答", "问题", "答案", "问句", "答句", "输入", "输出", "中文", "英文", "英语"),
}
_LETTER = rf"[^\W\d_{HAN}]"
_SENTENCE = re.compile(rf"(?<!{_LETTER})(?:{_LETTER}+[,;:]? ){{2}}{_LETTER}")  # three words in a row


@dataclass(frozen=True)
class UploadedPairs:
    """The result of reading pairs.

    Attributes:
        pairs: The pairs.
        problems: A problem for each bad line, at most a hundred.
        notes: Notes about the whole text.
        bad: The number of bad lines.
        units: The token unit of each side.
        text: The text that an experiment contains.
    """

    pairs: tuple[Pair, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    bad: int
    units: tuple[TokenUnit, TokenUnit]
    text: str


@lru_cache(maxsize=4)
def read(content: str | bytes) -> UploadedPairs:
    """Return the pairs of a text or a file. Raises Problem if there is none, or if it is not a text."""
    lines = lines_of(content)
    end = _end(lines)
    rows, problems, notes = _rows(lines[:end])
    distinct: dict[Pair, int] = {}
    for line, pair in rows:
        distinct.setdefault(pair, line)
    fitting, units, cut_off = _fitting(distinct, problems)
    if cut_off is not None:
        notes.append(cut_off)
    elif end < len(lines):
        notes.append(Problem(N_("Only the first {count} lines are read: the text is too long."), count=end))
    if repeated := len(rows) - len(distinct):
        notes.append(Problem(N_("Pairs that came more than once are used once: {count}."), count=repeated))
    problems.sort(key=lambda problem: problem.values["line"])
    if not fitting:
        raise problems[0] if problems else Problem(N_("There are no pairs yet. Write one a line."), key=KEY)
    return UploadedPairs(
        tuple(fitting), tuple(problems[:MAX_PROBLEMS]), tuple(notes), len(problems), units, tsv(tuple(fitting))
    )


def _fitting(
    pairs: dict[Pair, int], problems: list[Problem]
) -> tuple[dict[Pair, int], tuple[TokenUnit, TokenUnit], Problem | None]:
    """Return the pairs that fit the limits with their lines, their token units, and a note if there are too many.

    The units follow from the pairs that fit, so that reading them again gives the same; `problems` takes the others.
    """
    cut_off = None
    while True:
        units = _unit([source for source, _target in pairs]), _unit([target for _source, target in pairs])
        fitting: dict[Pair, int] = {}
        size = 0
        for pair, line in pairs.items():
            tokens = max(len(tokenize(text, unit)) for text, unit in zip(pair, units, strict=True))
            if tokens > MAX_TOKENS:
                text = N_("Line {line} is too long: {count} symbols on one side, and {most} is the limit: {said}")
                problems.append(Problem(text, key=KEY, line=line, count=tokens, most=MAX_TOKENS, said=pair[0][:40]))
                continue
            size += len(tsv((pair,))) + 1
            if len(fitting) == MAX_PAIRS or size > MAX_CHARACTERS:
                cut_off = _too_many(len(fitting), line)
                break
            fitting[pair] = line
        if len(fitting) == len(pairs):
            return fitting, units, cut_off
        pairs = fitting


def _end(lines: Sequence[str]) -> int:
    """Return how many lines are read: more could hardly add pairs, and would take seconds."""
    characters_left = MAX_READ
    for number, line in enumerate(lines[:MAX_LINES]):
        characters_left -= len(line)
        if characters_left < 0 and number:
            return number
    return min(len(lines), MAX_LINES)


def _rows(lines: list[str]) -> tuple[list[tuple[int, Pair]], list[Problem], list[Problem]]:
    """Return the pairs with their line numbers, a problem for each bad line, and notes."""
    separator = separator_of(lines)
    rows: list[tuple[int, Pair]] = []
    problems, notes = [], []
    for number, line in enumerate(lines, start=1):
        if len(line) <= MAX_LINE and not clean(line):
            continue
        try:
            pair = pair_of(line, separator, number)
        except Problem as why:
            problems.append(why)
            continue
        if not rows and {cell.lower() for cell in pair} <= HEADINGS:
            notes.append(Problem(N_("Line {line} was read as the names of the columns."), line=number))
        else:
            rows.append((number, pair))
    return rows, problems, notes


def _too_many(count: int, line: int) -> Problem:
    text = N_(
        "Only the first {count} pairs are used, those before line {line}: {pairs} pairs of {most} characters fit."
    )
    return Problem(text, count=count, line=line, pairs=MAX_PAIRS, most=MAX_CHARACTERS)


def _unit(texts: Sequence[str]) -> TokenUnit:
    """Return "words" if most texts have three words in a row, else "characters"."""
    return "words" if sum(bool(_SENTENCE.search(text)) for text in texts) * 2 > len(texts) else "characters"


def load_pairs(way: str, text: str) -> tuple[tuple[Pair, ...], tuple[TokenUnit, TokenUnit]]:
    """Return the pairs of an experiment and their token units; `way` "back" exchanges sides. Raises Problem."""
    if not text.strip():
        raise Problem(N_("Paste pairs of your own, or open a file."), key=KEY, along="data.name")
    uploaded = read(text)
    pairs, units = uploaded.pairs, uploaded.units
    if way == "back":
        pairs, units = tuple((target, source) for source, target in pairs), (units[1], units[0])
    if len({source for source, _target in pairs}) < 2:
        message = N_("At least two different sources are needed: one to train on and one to test on.")
        raise Problem(message, key=KEY, along="data.way")
    return pairs, units


@lru_cache(maxsize=4)
def info(way: str, text: str) -> PairInfo:
    """Return the sides of user-supplied pairs. Raises Problem if a net cannot learn from them."""
    pairs, units = load_pairs(way, text)
    sources, targets = zip(*pairs, strict=True)
    own_info = PairInfo(N_("Own pairs"), side(sources, units[0], units[0] == "words"), side(targets, units[1]))
    count = max(len(own_info.source.tokens), len(own_info.target.tokens))
    if count > MAX_DIFFERENT:
        message = N_("The pairs have {count} different symbols on one side; {most} is the limit.")
        raise Problem(message, key=KEY, count=count, most=MAX_DIFFERENT)
    return own_info


def make(way: str, text: str, examples: int, seed: int) -> Pairs:
    """Return at most `examples` training pairs, and the pairs of a tenth of the sources, at least one, as test part."""
    pairs, _units = load_pairs(way, text)
    order = sorted(
        {source for source, _target in pairs}, key=lambda source: (crc32(f"{seed}/{source}".encode()), source)
    )
    test_sources = set(order[: min(MAX_TEST, max(1, round(TEST_SHARE * len(order))))])
    train = tuple(pair for pair in pairs if pair[0] not in test_sources)
    test = tuple(pair for pair in pairs if pair[0] in test_sources)
    return Pairs(train[:examples], test, ("",) * len(test))
