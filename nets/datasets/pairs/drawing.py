"""Drawing pairs one by one into a part to learn from and one for the test that have nothing in common; torch-free."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import TypeVar
from zlib import crc32

from nets.datasets.pairs.sides import Pair, Pairs

Drawn = tuple[str, str, str]  # source, target, and what kind it is
Draw = Callable[[Random, bool], Drawn]  # with True one whose key is held out
Groups = tuple[tuple[str, tuple[str, ...]], ...]
T = TypeVar("T")

MAX_TEST = 1000
HELD_OUT = 8  # every eighth key
PATIENCE = 300  # draws without anything new: there is no more


def is_held_out(key: object) -> bool:
    """Whether whatever has this key is kept for tests, whatever the seed: a day, a number, the letters of a word."""
    return crc32(f"{key}/{key}".encode()) % HELD_OUT == 0


def draw_candidate(candidate: Callable[[], T], key: Callable[[T], object], test: bool) -> T:
    """The first candidate that is held out, or that is not."""
    while is_held_out(key(found := candidate())) != test:
        pass
    return found


def parts(draw: Draw, examples: int, seed: int, groups: Groups = ()) -> Pairs:
    """So many pairs with different sources and up to a thousand for the test; fewer where there are no more."""
    train = [drawn[:2] for drawn in _distinct(draw, False, examples, Random(2 * seed))]
    test = list(_distinct(draw, True, MAX_TEST, Random(2 * seed + 1)))
    kinds = tuple(kind for _source, _target, kind in test)
    return Pairs(tuple(train), tuple(drawn[:2] for drawn in test), kinds, groups)


def some(draw: Draw, count: int, rng: Random, fits: Callable[[str], bool] = bool) -> list[Pair]:
    """Up to `count` pairs with different sources that are held out and fit."""
    found: dict[str, str] = {}
    misses = 0
    while len(found) < count and misses < PATIENCE:
        source, target, _kind = draw(rng, True)
        new = source not in found and fits(source)
        misses = 0 if new else misses + 1
        if new:
            found[source] = target
    return list(found.items())


def _distinct(draw: Draw, test: bool, count: int, rng: Random) -> Iterator[Drawn]:
    """Pairs with different sources, until there are enough or nothing new comes up."""
    seen: set[str] = set()
    misses = 0
    while len(seen) < count and misses < PATIENCE:
        drawn = draw(rng, test)
        misses = misses + 1 if drawn[0] in seen else 0
        if not misses:
            seen.add(drawn[0])
            yield drawn
