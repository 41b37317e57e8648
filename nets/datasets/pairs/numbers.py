"""Numbers in digits, and in English and Chinese words by several conventions; torch-free."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from random import Random

from nets.datasets.pairs.drawing import DrawnPair, Groups, draw_candidate, is_held_out
from nets.datasets.pairs.number_words import chinese, english, formal, spoken
from nets.datasets.pairs.sides import PairInfo, add_language_tag, languages_of, side
from nets.experiment.user_error import N_

SPELLINGS: dict[str, tuple[Callable[[int], str], ...]] = {
    "en": (english, partial(english, american=True)),
    "zh": (chinese, spoken, formal),
}
GROUPS = 12  # numbers in all their spellings


@lru_cache(maxsize=16)
def info(way: str, language: str, length: int) -> PairInfo:
    """Return the sides: number words of a language, and digits."""
    languages = languages_of(language)
    sample = _sample(length)
    words = side([spell(number) for number in sample for one in languages for spell in SPELLINGS[one]], "words")
    if way == "back":
        sources, answers = zip(*(_back(number, one, language) for number in sample for one in languages), strict=True)
        return PairInfo(N_("Digits into number words"), side(sources), side(answers, "words"))
    return PairInfo(N_("Number words into digits"), words, side(map(str, sample)))


def draw(way: str, language: str, length: int, rng: Random, test: bool) -> DrawnPair:
    """Return a number of up to `length` digits, of each length equally often; training has no held-out number."""
    number = draw_candidate(lambda: rng.randrange(10 ** rng.randint(1, length)), int, test)
    tongue = rng.choice(languages_of(language))
    if way == "back":
        return *_back(number, tongue, language), str(len(str(number)))
    return rng.choice(SPELLINGS[tongue])(number), str(number), str(len(str(number)))


def groups(way: str, language: str, length: int) -> Groups:
    """Return some held-out numbers, each in all its spellings."""
    if way == "back":
        return ()
    least = 10 ** (length - 1)
    numbers = [number for number in range(least, 10 * least, max(1, least // 100)) if is_held_out(number)][:GROUPS]
    spellings_of = {
        str(number): tuple(dict.fromkeys(spell(number) for one in languages_of(language) for spell in SPELLINGS[one]))
        for number in numbers
    }
    return tuple((number, spellings) for number, spellings in spellings_of.items() if len(spellings) > 1)


def _back(number: int, tongue: str, language: str) -> tuple[str, str]:
    """Return digits, with a language tag if there are two languages, and the number in its first spelling."""
    return add_language_tag(str(number), tongue, language), SPELLINGS[tongue][0](number)


def _sample(length: int) -> list[int]:
    """Return numbers that together contain every word and the longest spelling."""
    repeated = [int(str(digit) * times) for digit in range(1, 10) for times in range(1, length + 1)]
    return [*range(100), *repeated, *(10**zeros for zeros in range(length))]
