"""What a set of pairs is like: how texts of either side are cut into symbols, and which; torch-free."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from nets.datasets.text.word_segmentation import HAN, words

Pair = tuple[str, str]
TokenUnit = Literal["characters", "words"]
_LATER = re.compile(rf"[^\W_{HAN}]")  # what a word of letters begins with
_BEFORE = re.compile(rf"[^\W_{HAN}]$|[,.!?;:…]$")  # what is followed by a blank, if a word follows


@dataclass(frozen=True)
class Side:
    """One side of the pairs.

    `symbols` are all that can come up, without those that fill up, begin and end. `longest` counts symbols. A side in
    words has Chinese character by character. One that is `folded` is read in small letters.
    """

    tokens: tuple[str, ...]
    max_tokens: int
    unit: TokenUnit = "characters"
    folded: bool = False

    def tokenize(self, text: str) -> list[str]:
        """A text in symbols; those that are not among `symbols` are kept as they are."""
        return tokenize(text.lower() if self.folded else text, self.unit)

    def join(self, tokens: Sequence[str]) -> str:
        """Symbols as the text that a user reads."""
        return join(tokens, self.unit)


@dataclass(frozen=True)
class PairInfo:
    """What pairs are made of; `title` is a text to be translated."""

    title: str
    source: Side
    target: Side


@dataclass(frozen=True)
class Pairs:
    """Pairs to learn from and others for the test, none of whose sources is learnt.

    `kinds` has a short word for each test pair. `groups` are several wordings of one meaning each, by its name. `wrong`
    tells which training pairs have a wrong answer; empty where none has.
    """

    train: tuple[Pair, ...]
    test: tuple[Pair, ...]
    kinds: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    wrong: tuple[bool, ...] = ()


def tokenize(text: str, unit: TokenUnit) -> list[str]:
    """A text in symbols."""
    return words(text, "en") if unit == "words" else list(text)


def join(tokens: Sequence[str], unit: TokenUnit) -> str:
    """Symbols as a text; words get blanks between them where English has some."""
    if unit == "characters":
        return "".join(tokens)
    text = ""
    for symbol in tokens:
        text += " " + symbol if _BEFORE.search(text) and _LATER.match(symbol) else symbol
    return text


def side(texts: Iterable[str], unit: TokenUnit = "characters", folded: bool = False) -> Side:
    """The side that consists of these texts."""
    rows = [tokenize(text.lower() if folded else text, unit) for text in texts]
    return Side(tuple(sorted({symbol for row in rows for symbol in row})), max(map(len, rows)), unit, folded)


def languages_of(language: str) -> tuple[str, ...]:
    """The languages that are meant."""
    return ("en", "zh") if language == "both" else (language,)


def add_language_tag(text: str, tongue: str, language: str) -> str:
    """A source that says in which language it is to be answered, where there are two to choose from."""
    return f"{tongue} {text}" if language == "both" else text
