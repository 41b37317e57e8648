"""Generated sentences for part-of-speech tagging, in English and Chinese.

Nineteen words are nouns in some sentences and verbs in others, so only the context tells. A quarter of all pairs of a
verb and its object is held out for the test part.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import numpy as np

from nets.datasets.text.sequences import PADDING, SKIP, SequenceInfo, Sequences, pad_rows

MAX_LENGTH = 14
HELD_OUT = 0.25
TAGS = {
    "en": ("pronoun", "noun", "verb", "adjective", "adverb", "determiner", "preposition", "auxiliary", "mark"),
    "zh": ("pronoun", "noun", "verb", "adjective", "adverb", "number", "measure", "particle", "mark"),
}
BOTH = {
    "en": ("watch", "play", "fish", "light", "dream", "work", "water", "plant", "drink", "cook", "dance", "book",
           "paint", "answer", "love", "help", "hand", "walk", "show"),
    "zh": ("研究", "建议", "帮助", "计划", "发现", "影响", "要求", "回答", "练习", "表演", "翻译", "决定", "选择",
           "介绍", "批评", "调查", "设计", "记录", "画"),
}  # fmt: skip
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "pronoun": ("i", "you", "we", "they"),
        "noun": ("child", "teacher", "house", "song", "river", "friend", "letter", "garden"),
        "verb": ("see", "find", "make", "bring", "take", "want", "need", "like"),
        "adjective": ("old", "small", "red", "quiet", "happy", "new"),
        "adverb": ("often", "always", "never", "gladly"),
        "determiner": ("the", "a", "my", "this"),
        "preposition": ("with", "near", "for", "after"),
        "auxiliary": ("will", "can", "must", "may"),
        "mark": (".",),
    },
    "zh": {
        "pronoun": ("我", "你", "他", "她", "我们", "他们"),
        "noun": ("老师", "学生", "问题", "朋友", "书", "歌", "故事", "孩子"),
        "verb": ("看", "写", "买", "喜欢", "需要", "找", "听", "做"),
        "adjective": ("重要", "有趣", "简单", "新", "好", "大"),
        "adverb": ("常常", "正在", "都", "也", "很", "不"),
        "number": ("一", "两", "三"),
        "measure": ("个", "些", "种"),
        "particle": ("的",),
        "mark": (".",),
    },
}


def info(language: str) -> SequenceInfo:
    """Return the words and the tags."""
    words = [word for kind in WORDS[language].values() for word in kind]
    return SequenceInfo((PADDING, *words, *BOTH[language]), (), TAGS[language], True, False, MAX_LENGTH)


def draw(language: str, training: int, test: int, rng: np.random.Generator) -> tuple[Sequences, Sequences]:
    """Return training sentences, and test sentences whose pair of verb and object occurs in none of them."""
    token_ids = {word: id for id, word in enumerate(info(language).tokens)}
    tag_ids = {tag: id for id, tag in enumerate(TAGS[language])}
    parts = []
    for count, pairs in zip((training, test), acts(language), strict=True):
        sentences = [_sentence(language, pairs, rng) for _ in range(count)]
        rows = [[token_ids[word] for word, _tag in sentence] for sentence in sentences]
        tags = [[tag_ids[tag] for _word, tag in sentence] for sentence in sentences]
        parts.append(Sequences(pad_rows(rows, MAX_LENGTH), pad_rows(tags, MAX_LENGTH, SKIP)))
    return parts[0], parts[1]


@lru_cache(maxsize=2)
def acts(language: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the pairs of a verb and its object that training contains, and those that are held out."""
    both, words = BOTH[language], WORDS[language]
    every = [pair for pair in product(words["verb"] + both, words["noun"] + both) if pair[0] != pair[1]]
    order = np.random.default_rng(11).permutation(len(every))
    cut = round(HELD_OUT * len(every))
    return [every[index] for index in order[cut:]], [every[index] for index in order[:cut]]


Tagged = list[tuple[str, str]]  # words with their tag


def _sentence(language: str, pairs: list[tuple[str, str]], rng: np.random.Generator) -> Tagged:
    """Return a sentence of subject, verb and object, with optional parts."""
    verb, thing = pairs[rng.integers(len(pairs))]
    build = _english if language == "en" else _chinese
    return [*build(verb, thing, rng), (".", "mark")]


def _english(verb: str, thing: str, rng: np.random.Generator) -> Tagged:
    auxiliary = _one("en", "auxiliary", rng)
    if rng.integers(2):
        subject = [*_one("en", "pronoun", rng), *(auxiliary if rng.integers(2) else [])]
    else:
        subject = [*_noun_phrase(_noun("en", rng), rng), *auxiliary]
    often = _one("en", "adverb", rng) if rng.integers(3) == 0 else []
    more = [*_one("en", "preposition", rng), *_noun_phrase(_noun("en", rng), rng)] if rng.integers(3) == 0 else []
    return [*subject, *often, (verb, "verb"), *_noun_phrase(thing, rng), *more]


def _noun_phrase(noun: str, rng: np.random.Generator) -> Tagged:
    """Return a noun with its determiner and an optional adjective."""
    look = _one("en", "adjective", rng) if rng.integers(3) == 0 else []
    return [*_one("en", "determiner", rng), *look, (noun, "noun")]


def _chinese(verb: str, thing: str, rng: np.random.Generator) -> Tagged:
    of = ("的", "particle")
    owned = [*_one("zh", "pronoun", rng), of, (_noun("zh", rng), "noun")]
    shape = rng.integers(3)
    if shape == 0:  # 他的研究很重要, and similar sentences
        owned = [*owned[:2], (thing, "noun")]
        degree = str(rng.choice(["很", "不"]))
        return [*_one("zh", "pronoun", rng), (verb, "verb"), *owned, (degree, "adverb"), *_one("zh", "adjective", rng)]
    subject = _one("zh", "pronoun", rng) if shape == 1 else owned
    often = [(str(rng.choice(["常常", "正在", "都", "也"])), "adverb")] if rng.integers(2) else []
    look = [*_one("zh", "adjective", rng), of] if rng.integers(3) == 0 else []
    counted = [*_one("zh", "number", rng), *_one("zh", "measure", rng)] if rng.integers(2) else []
    return [*subject, *often, (verb, "verb"), *counted, *look, (thing, "noun")]


def _noun(language: str, rng: np.random.Generator) -> str:
    nouns = WORDS[language]["noun"] + BOTH[language]
    return nouns[rng.integers(len(nouns))]


def _one(language: str, kind: str, rng: np.random.Generator) -> Tagged:
    """Return a random word with this tag."""
    words = WORDS[language][kind]
    return [(words[rng.integers(len(words))], kind)]
