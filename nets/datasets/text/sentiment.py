"""Sentences that praise or blame, told by a grammar of ours in English and Chinese: negation and contrast decide.

A quarter of all pairs of a thing and a judgement is held out: no sentence to learn from has one, the decisive clause
of every test sentence has. Single words tell next to nothing: `not good` blames, and after `although` stands what does
not count.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import numpy as np

from nets.datasets.text.sequences import PADDING, SequenceInfo, Sequences, pad_rows

MAX_LENGTH = 15
CLASSES = ("negative", "positive")
HELD_OUT = 0.25
THINGS = {
    "en": ("food", "film", "book", "room", "music", "teacher", "service", "weather", "story", "phone"),
    "zh": ("菜", "电影", "书", "房间", "音乐", "老师", "服务", "天气", "故事", "手机"),
}
GOOD = {
    "en": ("good", "great", "nice", "wonderful", "excellent", "pleasant", "perfect", "lovely"),
    "zh": ("好", "不错", "精彩", "出色", "完美", "舒服", "可爱", "优秀"),
}
BAD = {
    "en": ("bad", "awful", "poor", "terrible", "boring", "horrible", "weak", "dreadful"),
    "zh": ("差", "糟糕", "无聊", "讨厌", "可怕", "难受", "失败", "乏味"),
}
OTHERS = {
    "en": ("the", "is", "not", "very", "really", "although", "but", ",", "."),
    "zh": ("这", "并不", "很", "非常", "虽然", "但是", "不过", ",", "."),
}
DEGREES = {"en": ("very", "really"), "zh": ("很", "非常")}


def info(language: str) -> SequenceInfo:
    """The words and the two verdicts."""
    tokens = (PADDING, *OTHERS[language], *THINGS[language], *GOOD[language], *BAD[language])
    return SequenceInfo(tokens, (), CLASSES, False, False, MAX_LENGTH)


def draw(language: str, training: int, test: int, rng: np.random.Generator) -> tuple[Sequences, Sequences]:
    """Sentences to learn from, and others for the test whose decisive pair is in none of those."""
    kept, held = pairs(language)
    numbers = {word: at for at, word in enumerate(info(language).tokens)}
    parts = []
    for count, decisive in ((training, kept), (test, held)):
        made = [_sentence(language, decisive, kept, rng) for _ in range(count)]
        rows = [[numbers[word] for word in words] for words, _verdict in made]
        parts.append(Sequences(pad_rows(rows, MAX_LENGTH), np.array([verdict for _words, verdict in made])))
    return parts[0], parts[1]


def reviews(language: str, count: int, rng: np.random.Generator) -> list[list[list[str]]]:
    """Reviews, each of two to four sentences that come to the same verdict on one thing; a sentence is its words.

    A review names one other thing at most. No sentence is decided by a pair that is held out, and nobody says what the
    verdict is.
    """
    kept, _held = pairs(language)
    by_thing = {thing: [pair for pair in kept if pair[0] == thing] for thing in THINGS[language]}
    made = []
    for _review in range(count):
        thing, other = (THINGS[language][at] for at in rng.permutation(len(THINGS[language]))[:2])
        verdict, size = int(rng.integers(2)), int(rng.integers(2, 5))
        about_it = (language, by_thing[thing], by_thing[thing] + by_thing[other], rng)
        made.append([_coming_to(verdict, *about_it) for _sentence in range(size)])
    return made


def _coming_to(
    verdict: int,
    language: str,
    decisive: list[tuple[str, str]],
    others: list[tuple[str, str]],
    rng: np.random.Generator,
) -> list[str]:
    while True:
        words, found = _sentence(language, decisive, others, rng)
        if found == verdict:
            return words


@lru_cache(maxsize=2)
def pairs(language: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The pairs of a thing and a judgement that are learnt, and those that are held out."""
    every = list(product(THINGS[language], GOOD[language] + BAD[language]))
    order = np.random.default_rng(7).permutation(len(every))
    cut = round(HELD_OUT * len(every))
    return [every[at] for at in order[cut:]], [every[at] for at in order[:cut]]


def _sentence(
    language: str, decisive: list[tuple[str, str]], others: list[tuple[str, str]], rng: np.random.Generator
) -> tuple[list[str], int]:
    """A sentence, word by word, and what it comes to: a clause, or two that contradict each other."""
    main, verdict = _clause(language, decisive, rng)
    shape = rng.integers(4 if language == "en" else 3)
    if not shape:
        return [*main, "."], verdict
    aside, other = _clause(language, others, rng)
    while other == verdict:
        aside, other = _clause(language, others, rng)
    although, but = ("although", "but") if language == "en" else ("虽然", str(rng.choice(["但是", "不过"])))
    if shape == 1:
        return [*aside, ",", but, *main, "."], verdict
    if shape == 2:
        return [although, *aside, ",", *([but] if language == "zh" else []), *main, "."], verdict
    return [*main, ",", although, *aside, "."], verdict


def _clause(language: str, of: list[tuple[str, str]], rng: np.random.Generator) -> tuple[list[str], int]:
    """A thing is, or is not, so: its words, and 1 for praise."""
    thing, judgement = of[rng.integers(len(of))]
    positive, denied = judgement in GOOD[language], bool(rng.integers(2))
    degree = [str(rng.choice(DEGREES[language]))] if rng.integers(2) else []
    if language == "en":
        words = ["the", thing, "is", *(["not"] if denied else []), *degree, judgement]
    else:
        words = ["这", thing, *(["并不"] if denied else degree), judgement]
    return words, int(positive != denied)
