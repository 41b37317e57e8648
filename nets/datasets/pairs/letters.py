"""Rows of letters to be written backwards or in the order of the alphabet; torch-free."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from string import ascii_lowercase

from nets.datasets.pairs.drawing import Drawn, draw_candidate
from nets.datasets.pairs.sides import PairInfo, Side
from nets.experiment.user_error import N_

MIN_LENGTH = 2


@lru_cache(maxsize=16)
def info(name: str, length: int) -> PairInfo:
    """Both sides are letters, as many as there are."""
    one = Side(tuple(ascii_lowercase), length)
    title = N_("Letters backwards") if name == "reverse" else N_("Letters in order")
    return PairInfo(title, one, one)


def answer(name: str, text: str) -> str:
    """What is to be written."""
    return text[::-1] if name == "reverse" else "".join(sorted(text))


def draw(name: str, length: int, rng: Random, test: bool, shortest: int = MIN_LENGTH) -> Drawn:
    """Letters drawn at random, of each length equally often. What is held out to sort is so in every order."""
    size = rng.randint(min(shortest, length), length)
    key = str if name == "reverse" else _sorted
    text = draw_candidate(lambda: "".join(rng.choices(ascii_lowercase, k=size)), key, test)
    return text, answer(name, text), str(size)


def _sorted(text: str) -> str:
    return "".join(sorted(text))
