"""Generated sentences about a small world: twenty countries and ten pairs of people; torch-free.

The facts are real, the sentences are generated: what belongs to a country occurs near it, and words of one kind (every
capital, every currency) occur in the same contexts. That is all that analogies need.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from nets.datasets.text.world_grammar import ABOUT, BY_GENDER, CLOSING, COUNTRIES, OF_PAIRS, PAIRS

KINDS = ("capital", "language", "currency", "gender")
PEOPLE_SHARE = 0.25  # of the sentences; the others are about countries

Sentence = tuple[str, ...]


def sentences(language: str, count: int, seed: int) -> list[Sentence]:
    """Return this number of sentences of the grammar, as words; the same for the same seed."""
    rng = np.random.default_rng(seed)
    return [_person(language, rng) if rng.random() < PEOPLE_SHARE else _country(language, rng) for _ in range(count)]


def analogies(language: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield every question "a is to b as c is to d", as (kind, a, b, c, d): china, beijing, japan, tokyo."""
    for column, kind in enumerate(KINDS[:3], 1):
        for one, other in permutations(COUNTRIES[language], 2):
            yield kind, one[0], one[column], other[0], other[column]
    for one, other in permutations(PAIRS[language], 2):
        yield "gender", one[0], one[1], other[0], other[1]


def countries(language: str) -> tuple[tuple[str, ...], ...]:
    """Return every country with its capital, language and currency."""
    return COUNTRIES[language]


def _country(language: str, rng: np.random.Generator) -> Sentence:
    country, capital, spoken, currency = _draw_one(COUNTRIES[language], rng)
    template = _draw_one(ABOUT[language], rng) + _draw_one(CLOSING[language], rng)
    return tuple(template.format(country=country, capital=capital, language=spoken, currency=currency).split())


def _person(language: str, rng: np.random.Generator) -> Sentence:
    number, gender = int(rng.integers(len(PAIRS[language]))), int(rng.integers(2))
    own = rng.random() < 0.5
    template = _draw_one(OF_PAIRS[language][number] if own else BY_GENDER[language][gender], rng)
    he, his = (("he", "his"), ("she", "her"))[gender] if language == "en" else (("他", "他的"), ("她", "她的"))[gender]
    who = PAIRS[language][number][gender]
    return tuple((template + _draw_one(CLOSING[language], rng)).format(who=who, he=he, his=his).split())


def _draw_one(choices: Sequence[Any], rng: np.random.Generator) -> Any:
    return choices[int(rng.integers(len(choices)))]


def size(language: str) -> int:
    """Return the largest number of different words in generated sentences."""
    texts = [*ABOUT[language], *CLOSING[language], *(t for two in OF_PAIRS[language] for t in two)]
    texts += [text for each in BY_GENDER[language] for text in each]
    named = {word for row in (*COUNTRIES[language], *PAIRS[language]) for word in row}
    return len(named | {word for text in texts for word in text.split()}) + 2  # he and his
