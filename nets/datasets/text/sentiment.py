"""Generated sentences with positive or negative sentiment, in English and Chinese: negation and contrast decide.

A quarter of all pairs of a thing and a judgement is held out: no training sentence contains one, the decisive clause
of every test sentence is one. Single words reveal almost nothing: `not good` is negative, and a clause after `although`
does not decide.
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
    """Return the words and the two classes."""
    tokens = (PADDING, *OTHERS[language], *THINGS[language], *GOOD[language], *BAD[language])
    return SequenceInfo(tokens, (), CLASSES, False, False, MAX_LENGTH)


def draw(language: str, training: int, test: int, rng: np.random.Generator) -> tuple[Sequences, Sequences]:
    """Return training sentences, and test sentences whose decisive pair occurs in none of them."""
    known, held_out = pairs(language)
    token_ids = {word: id for id, word in enumerate(info(language).tokens)}
    parts = []
    for count, decisive in ((training, known), (test, held_out)):
        sentences = [_sentence(language, decisive, known, rng) for _ in range(count)]
        rows = [[token_ids[word] for word in words] for words, _class in sentences]
        parts.append(Sequences(pad_rows(rows, MAX_LENGTH), np.array([label for _words, label in sentences])))
    return parts[0], parts[1]


def reviews(language: str, count: int, rng: np.random.Generator) -> list[list[list[str]]]:
    """Return reviews of two to four sentences with the same sentiment about one thing; a sentence is a list of words.

    A review mentions at most one other thing. No sentence is decided by a pair that is held out, and the sentiment is
    not returned.
    """
    known, _held_out = pairs(language)
    by_thing = {thing: [pair for pair in known if pair[0] == thing] for thing in THINGS[language]}
    all_reviews = []
    for _review in range(count):
        thing, other = (THINGS[language][index] for index in rng.permutation(len(THINGS[language]))[:2])
        label, size = int(rng.integers(2)), int(rng.integers(2, 5))
        arguments = (language, by_thing[thing], by_thing[thing] + by_thing[other], rng)
        all_reviews.append([_sentence_of_class(label, *arguments) for _sentence in range(size)])
    return all_reviews


def _sentence_of_class(
    label: int,
    language: str,
    decisive: list[tuple[str, str]],
    others: list[tuple[str, str]],
    rng: np.random.Generator,
) -> list[str]:
    while True:
        words, sentence_label = _sentence(language, decisive, others, rng)
        if sentence_label == label:
            return words


@lru_cache(maxsize=2)
def pairs(language: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the pairs of a thing and a judgement that training contains, and those that are held out."""
    every = list(product(THINGS[language], GOOD[language] + BAD[language]))
    order = np.random.default_rng(7).permutation(len(every))
    cut = round(HELD_OUT * len(every))
    return [every[index] for index in order[cut:]], [every[index] for index in order[:cut]]


def _sentence(
    language: str, decisive: list[tuple[str, str]], others: list[tuple[str, str]], rng: np.random.Generator
) -> tuple[list[str], int]:
    """Return the words and the class of a sentence: one clause, or two that contradict each other."""
    main, label = _clause(language, decisive, rng)
    shape = rng.integers(4 if language == "en" else 3)
    if not shape:
        return [*main, "."], label
    aside, other = _clause(language, others, rng)
    while other == label:
        aside, other = _clause(language, others, rng)
    although, but = ("although", "but") if language == "en" else ("虽然", str(rng.choice(["但是", "不过"])))
    if shape == 1:
        return [*aside, ",", but, *main, "."], label
    if shape == 2:
        return [although, *aside, ",", *([but] if language == "zh" else []), *main, "."], label
    return [*main, ",", although, *aside, "."], label


def _clause(language: str, choices: list[tuple[str, str]], rng: np.random.Generator) -> tuple[list[str], int]:
    """Return the words of a clause, and 1 if it is positive."""
    thing, judgement = choices[rng.integers(len(choices))]
    is_positive, is_negated = judgement in GOOD[language], bool(rng.integers(2))
    degree = [str(rng.choice(DEGREES[language]))] if rng.integers(2) else []
    if language == "en":
        words = ["the", thing, "is", *(["not"] if is_negated else []), *degree, judgement]
    else:
        words = ["这", thing, *(["并不"] if is_negated else degree), judgement]
    return words, int(is_positive != is_negated)
