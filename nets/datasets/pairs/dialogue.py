"""Short dialogues in English and Chinese: a meaning in one of several wordings, and its answer; torch-free.

One wording of each meaning is held out for the test, and of the others some combinations of address and topic. So the
net must answer to the meaning, not to sentences that it has memorized.
"""

from __future__ import annotations

import re
from functools import lru_cache
from random import Random
from types import ModuleType

from nets.datasets.pairs import dialogue_en, dialogue_zh
from nets.datasets.pairs.drawing import DrawnPair, Groups, draw_candidate
from nets.datasets.pairs.sides import PairInfo, languages_of, side, tokenize
from nets.experiment.user_error import N_

TEXTS: dict[str, ModuleType] = {"en": dialogue_en, "zh": dialogue_zh}
WORDING, COMBINATION = N_("new wording"), N_("new combination")  # kinds
MARKS = "？！。?!."
SENTENCE = re.compile(rf"[^\s{MARKS}][^{MARKS}]*[{MARKS}]")
UNMARKED = 4  # every fourth sentence has no punctuation mark at its end


@lru_cache(maxsize=3)
def info(language: str) -> PairInfo:
    """Return the sides, in words; sources are read in lower case."""
    sources, answers = [], []
    for texts in _chosen(language):
        longest = max(texts.OPENINGS, key=lambda opening: len(tokenize(opening, "words")))
        sources += texts.OPENINGS
        for answer, wordings in _meanings(texts).values():
            for value in _values(texts, answer):
                sources += [longest + _fill(wording, value) for wording in wordings]
                answers.append(_fill(answer, value))
    return PairInfo(N_("Short dialogues"), side(sources, "words", folded=True), side(answers, "words"))


def draw(language: str, rng: Random, test: bool) -> DrawnPair:
    """Return a sentence and its answer."""
    texts = rng.choice(_chosen(language))
    answer, wordings = rng.choice(list(_meanings(texts).values()))
    if test and rng.random() < 0.5:
        source, value = _address(texts, wordings[-1], rng)
        return source, _fill(answer, value), WORDING
    source, value = draw_candidate(
        lambda: _address(texts, rng.choice(wordings[:-1]), rng), lambda candidate: _without_mark(candidate[0]), test
    )
    return source, _fill(answer, value), COMBINATION


def groups(language: str) -> Groups:
    """Return each meaning in all its wordings, in all languages of the data."""
    by_meaning: dict[str, list[str]] = {}
    for texts in _chosen(language):
        for name, (_answer, wordings) in _meanings(texts).items():
            by_meaning.setdefault(name, []).extend(_fill(wording, _values(texts, wording)[0]) for wording in wordings)
    return tuple((wordings[0], tuple(wordings)) for wordings in by_meaning.values())


def _chosen(language: str) -> list[ModuleType]:
    return [TEXTS[one] for one in languages_of(language)]


@lru_cache(maxsize=2)
def _meanings(texts: ModuleType) -> dict[str, tuple[str, list[str]]]:
    """Return answer and wordings of each meaning by name."""
    return {name: (answer, SENTENCE.findall(row)) for name, (answer, row) in texts.MEANINGS.items()}


def _address(texts: ModuleType, wording: str, rng: Random) -> tuple[str, str]:
    """Return a wording with an address and a topic, and the topic."""
    value = rng.choice(_values(texts, wording))
    opening, sentence = rng.choice(texts.OPENINGS), _fill(wording, value)
    if opening and not sentence.startswith("I "):
        sentence = sentence[0].lower() + sentence[1:]
    sentence = opening + sentence
    return (sentence if rng.randrange(UNMARKED) else _without_mark(sentence)), value


def _without_mark(sentence: str) -> str:
    return sentence.rstrip(MARKS)


def _values(texts: ModuleType, wording: str) -> tuple[str, ...]:
    """Return the possible values of the braces."""
    values: tuple[str, ...] = texts.LISTS[wording.split("{")[1].split("}")[0]] if "{" in wording else ("",)
    return values


def _fill(text: str, value: str) -> str:
    if "{" not in text:
        return text
    before, after = text.split("{")
    return before + value + after.split("}")[1]
