"""Short dialogues in English and Chinese: a meaning in one of several wordings, and what is answered; torch-free.

A whole wording of each meaning is kept for the test, and of the others some combinations of who is spoken to and what
about. So the net has to answer to the meaning, and not to sentences that it knows by heart.
"""

from __future__ import annotations

import re
from functools import lru_cache
from random import Random
from types import ModuleType

from nets.datasets.pairs import dialogue_en, dialogue_zh
from nets.datasets.pairs.drawing import Drawn, Groups, draw_candidate
from nets.datasets.pairs.sides import PairInfo, languages_of, side, tokenize
from nets.experiment.user_error import N_

TEXTS: dict[str, ModuleType] = {"en": dialogue_en, "zh": dialogue_zh}
WORDING, COMBINATION = N_("new wording"), N_("new combination")  # kinds
MARKS = "？！。?!."
SENTENCE = re.compile(rf"[^\s{MARKS}][^{MARKS}]*[{MARKS}]")
UNMARKED = 4  # every fourth sentence has no mark at its end


@lru_cache(maxsize=3)
def info(language: str) -> PairInfo:
    """Both sides, in words; what is said is read in small letters."""
    said, answers = [], []
    for texts in _chosen(language):
        longest = max(texts.OPENINGS, key=lambda opening: len(tokenize(opening, "words")))
        said += texts.OPENINGS
        for answer, wordings in _meanings(texts).values():
            for value in _values(texts, answer):
                said += [longest + _fill(wording, value) for wording in wordings]
                answers.append(_fill(answer, value))
    return PairInfo(N_("Short dialogues"), side(said, "words", folded=True), side(answers, "words"))


def draw(language: str, rng: Random, test: bool) -> Drawn:
    """Something said, and the answer."""
    texts = rng.choice(_chosen(language))
    answer, wordings = rng.choice(list(_meanings(texts).values()))
    if test and rng.random() < 0.5:
        said, value = _said(texts, wordings[-1], rng)
        return said, _fill(answer, value), WORDING
    said, value = draw_candidate(
        lambda: _said(texts, rng.choice(wordings[:-1]), rng), lambda found: _bare(found[0]), test
    )
    return said, _fill(answer, value), COMBINATION


def groups(language: str) -> Groups:
    """Each meaning in all its wordings, of both languages where there are two."""
    found: dict[str, list[str]] = {}
    for texts in _chosen(language):
        for name, (_answer, wordings) in _meanings(texts).items():
            found.setdefault(name, []).extend(_fill(wording, _values(texts, wording)[0]) for wording in wordings)
    return tuple((wordings[0], tuple(wordings)) for wordings in found.values())


def _chosen(language: str) -> list[ModuleType]:
    return [TEXTS[tongue] for tongue in languages_of(language)]


@lru_cache(maxsize=2)
def _meanings(texts: ModuleType) -> dict[str, tuple[str, list[str]]]:
    """By name, the answer and the wordings one by one."""
    return {name: (answer, SENTENCE.findall(row)) for name, (answer, row) in texts.MEANINGS.items()}


def _said(texts: ModuleType, wording: str, rng: Random) -> tuple[str, str]:
    """A wording to somebody about something, and about what."""
    value = rng.choice(_values(texts, wording))
    opening, said = rng.choice(texts.OPENINGS), _fill(wording, value)
    if opening and not said.startswith("I "):
        said = said[0].lower() + said[1:]
    said = opening + said
    return (said if rng.randrange(UNMARKED) else _bare(said)), value


def _bare(said: str) -> str:
    return said.rstrip(MARKS)


def _values(texts: ModuleType, wording: str) -> tuple[str, ...]:
    """What may stand in the braces."""
    values: tuple[str, ...] = texts.LISTS[wording.split("{")[1].split("}")[0]] if "{" in wording else ("",)
    return values


def _fill(text: str, value: str) -> str:
    if "{" not in text:
        return text
    before, after = text.split("{")
    return before + value + after.split("}")[1]
