"""Draw pairs for a training and a test part that have no source in common; torch-free."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import TypeVar
from zlib import crc32

from nets.datasets.pairs.sides import Pair, Pairs

DrawnPair = tuple[str, str, str]  # source, target and kind
Draw = Callable[[Random, bool], DrawnPair]  # with True a pair whose key is held out
Groups = tuple[tuple[str, tuple[str, ...]], ...]
T = TypeVar("T")

MAX_TEST = 1000
HELD_OUT_INTERVAL = 8  # every eighth key
PATIENCE = 300  # draws without a new pair before drawing stops


def is_held_out(key: object) -> bool:
    """Return whether pairs with this key, such as a day or a number, belong to the test part, whatever the seed."""
    return crc32(f"{key}/{key}".encode()) % HELD_OUT_INTERVAL == 0


def draw_candidate(candidate: Callable[[], T], key: Callable[[T], object], test: bool) -> T:
    """Return the first candidate whose key is held out (`test`), or is not."""
    while is_held_out(key(drawn := candidate())) != test:
        pass
    return drawn


def parts(draw: Draw, examples: int, seed: int, groups: Groups = ()) -> Pairs:
    """Return up to `examples` training pairs and up to 1000 test pairs, all with different sources."""
    train = [pair[:2] for pair in _distinct(draw, False, examples, Random(2 * seed))]
    test = list(_distinct(draw, True, MAX_TEST, Random(2 * seed + 1)))
    kinds = tuple(kind for _source, _target, kind in test)
    return Pairs(tuple(train), tuple(pair[:2] for pair in test), kinds, groups)


def draw_held_out(draw: Draw, count: int, rng: Random, fits: Callable[[str], bool] = bool) -> list[Pair]:
    """Return up to `count` held-out pairs with different sources that fit."""
    targets: dict[str, str] = {}
    misses = 0
    while len(targets) < count and misses < PATIENCE:
        source, target, _kind = draw(rng, True)
        is_new = source not in targets and fits(source)
        misses = 0 if is_new else misses + 1
        if is_new:
            targets[source] = target
    return list(targets.items())


def _distinct(draw: Draw, test: bool, count: int, rng: Random) -> Iterator[DrawnPair]:
    """Yield pairs with different sources, until there are enough or no new one is drawn any more."""
    sources: set[str] = set()
    misses = 0
    while len(sources) < count and misses < PATIENCE:
        pair = draw(rng, test)
        misses = misses + 1 if pair[0] in sources else 0
        if not misses:
            sources.add(pair[0])
            yield pair
