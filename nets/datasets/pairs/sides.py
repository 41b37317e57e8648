"""The sides of a set of pairs: how their texts are split into tokens; torch-free."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from nets.datasets.text.word_segmentation import HAN, words

Pair = tuple[str, str]
TokenUnit = Literal["characters", "words"]
_WORD_START = re.compile(rf"[^\W_{HAN}]")  # of a word of letters
_SPACE_AFTER = re.compile(rf"[^\W_{HAN}]$|[,.!?;:…]$")  # before a word of letters


@dataclass(frozen=True)
class Side:
    """One side of the pairs.

    Attributes:
        tokens: All tokens, without padding, start, end and unknown token.
        max_tokens: The number of tokens of the longest text.
        unit: What a token is; with "words" each Chinese character is a token.
        folded: Whether texts are read in lower case.
    """

    tokens: tuple[str, ...]
    max_tokens: int
    unit: TokenUnit = "characters"
    folded: bool = False

    def tokenize(self, text: str) -> list[str]:
        """Return the tokens of a text, unknown ones included."""
        return tokenize(text.lower() if self.folded else text, self.unit)

    def join(self, tokens: Sequence[str]) -> str:
        """Return tokens as a text for users."""
        return join(tokens, self.unit)


@dataclass(frozen=True)
class PairInfo:
    """The title and the two sides of a set of pairs; the title is to be translated."""

    title: str
    source: Side
    target: Side


@dataclass(frozen=True)
class Pairs:
    """Training and test pairs, which have no source in common.

    Attributes:
        train: The training pairs.
        test: The test pairs.
        kinds: A short name of the kind of each test pair.
        groups: Several wordings of each meaning, by its name.
        wrong: Whether a training pair has label noise; empty if none has.
    """

    train: tuple[Pair, ...]
    test: tuple[Pair, ...]
    kinds: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    wrong: tuple[bool, ...] = ()


def tokenize(text: str, unit: TokenUnit) -> list[str]:
    """Return the tokens of a text."""
    return words(text, "en") if unit == "words" else list(text)


def join(tokens: Sequence[str], unit: TokenUnit) -> str:
    """Return tokens as a text; words of letters are separated by spaces."""
    if unit == "characters":
        return "".join(tokens)
    text = ""
    for token in tokens:
        text += " " + token if _SPACE_AFTER.search(text) and _WORD_START.match(token) else token
    return text


def side(texts: Iterable[str], unit: TokenUnit = "characters", folded: bool = False) -> Side:
    """Return the side that consists of these texts."""
    rows = [tokenize(text.lower() if folded else text, unit) for text in texts]
    return Side(tuple(sorted({token for row in rows for token in row})), max(map(len, rows)), unit, folded)


def languages_of(language: str) -> tuple[str, ...]:
    """Return the languages of a setting: one, or both."""
    return ("en", "zh") if language == "both" else (language,)


def add_language_tag(text: str, tongue: str, language: str) -> str:
    """Return a source that names the language of its answer if there are two languages."""
    return f"{tongue} {text}" if language == "both" else text
