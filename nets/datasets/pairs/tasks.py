"""The sets of pairs by name: their sides, training and test pairs; torch-free."""

from __future__ import annotations

from functools import lru_cache, partial
from random import Random

from nets.datasets.pairs import arithmetic, dates, dialogue, letters, numbers, upload_pairs
from nets.datasets.pairs.drawing import Draw, Groups, draw_held_out, parts
from nets.datasets.pairs.sides import Pair, PairInfo, Pairs
from nets.experiment.user_error import N_, Problem

NAMES = ("dates", "numbers", "reverse", "sort", "arithmetic", "dialogue", "own")
LENGTHS = {"numbers": (2, 8), "reverse": (2, 40), "sort": (2, 40), "arithmetic": (1, 6)}  # letters, digits
USUAL_LENGTHS = {"numbers": 6, "reverse": 10, "sort": 6, "arithmetic": 2}


@lru_cache(maxsize=32)
def info(name: str, way: str, language: str, length: int, own: str = "") -> PairInfo:
    """Return the sides of a set. Raises Problem for a length that it cannot have."""
    _check(name, length)
    if name == "own":
        return upload_pairs.info(way, own)
    if name == "dates":
        return dates.info(way, language)
    if name == "numbers":
        return numbers.info(way, language, length)
    if name == "arithmetic":
        return arithmetic.info(way, length)
    if name == "dialogue":
        return dialogue.info(language)
    return letters.info(name, length)


@lru_cache(maxsize=4)
def make(name: str, way: str, language: str, examples: int, length: int, seed: int, own: str = "") -> Pairs:
    """Return up to `examples` training pairs, and the test pairs. Raises Problem."""
    _check(name, length)
    if name == "own":
        return upload_pairs.make(way, own, examples, seed)
    return parts(_draw(name, way, language, length), examples, seed, _groups(name, way, language, length))


def unseen_pairs(
    name: str, way: str, language: str, length: int, seed: int, own: str, size: int, count: int
) -> tuple[Pair, ...]:
    """Return up to `count` pairs that training cannot contain, whose source has `size` tokens."""
    rng = Random(2 * seed + 1 + 1_000_003 * size)
    if name in ("reverse", "sort"):
        return tuple(draw_held_out(partial(letters.draw, name, size, shortest=size), count, rng))
    source = info(name, way, language, length, own).source
    if name == "own":
        test = upload_pairs.make(way, own, 1, seed).test
        return tuple(pair for pair in test if len(source.tokenize(pair[0])) == size)[:count]
    fits = lambda text: len(source.tokenize(text)) == size  # noqa: E731
    return tuple(draw_held_out(_draw(name, way, language, length), count, rng, fits))


def _draw(name: str, way: str, language: str, length: int) -> Draw:
    """Return the function that draws one pair."""
    if name == "dates":
        return partial(dates.draw, way, language)
    if name == "numbers":
        return partial(numbers.draw, way, language, length)
    if name == "arithmetic":
        return partial(arithmetic.draw, way, length)
    if name == "dialogue":
        return partial(dialogue.draw, language)
    return partial(letters.draw, name, length)


def _groups(name: str, way: str, language: str, length: int) -> Groups:
    """Return several wordings of each meaning."""
    if name == "dates":
        return dates.groups(way, language)
    if name == "dialogue":
        return dialogue.groups(language)
    return numbers.groups(way, language, length) if name == "numbers" else ()


def _check(name: str, length: int) -> None:
    low, high = LENGTHS.get(name, (length, length))
    if not low <= length <= high:
        text = N_("The length {length} is not between {low} and {high}, which is possible for this task.")
        raise Problem(text, key="data.length", along="data.name", length=length, low=low, high=high)
