"""Rows of letters to be written backwards or in alphabetical order; torch-free."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from string import ascii_lowercase

from nets.datasets.pairs.drawing import DrawnPair, draw_candidate
from nets.datasets.pairs.sides import PairInfo, Side
from nets.experiment.user_error import N_

MIN_LENGTH = 2


@lru_cache(maxsize=16)
def info(name: str, length: int) -> PairInfo:
    """Return the sides, which are both letters."""
    letters = Side(tuple(ascii_lowercase), length)
    title = N_("Letters backwards") if name == "reverse" else N_("Letters in order")
    return PairInfo(title, letters, letters)


def answer(name: str, text: str) -> str:
    """Return the answer to a row of letters."""
    return text[::-1] if name == "reverse" else "".join(sorted(text))


def draw(name: str, length: int, rng: Random, test: bool, shortest: int = MIN_LENGTH) -> DrawnPair:
    """Return random letters, of each length equally often; to sort, held-out letters are held out in any order."""
    size = rng.randint(min(shortest, length), length)
    key = str if name == "reverse" else _sorted
    text = draw_candidate(lambda: "".join(rng.choices(ascii_lowercase, k=size)), key, test)
    return text, answer(name, text), str(size)


def _sorted(text: str) -> str:
    return "".join(sorted(text))
