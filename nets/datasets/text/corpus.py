"""A corpus: sentences as word ids, and the vocabulary with its counts; torch-free.

A text is processed in pieces, so that its words are never all in memory as text, and progress can be reported.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np

from nets.datasets.text import generated_world as world
from nets.datasets.text import python_help
from nets.datasets.text.word_segmentation import is_word, words
from nets.experiment.user_error import N_, Problem

ENDS = re.compile(r"[.!?;]+(?=\s)|[。！？；…\n\r]+")  # of sentences
PIECE = 1 << 16  # characters that are processed at once
MAX_SENTENCE = 100  # words of a sentence; longer ones are split
MIN_WORDS = 10  # words of a vocabulary
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Corpus:
    """The sentences of a text as ids of the frequent words.

    Attributes:
        words: The vocabulary, the most frequent word first.
        counts: How often each word occurs, (V,) int64.
        ids: The words (N,) int32 of all sentences.
        starts: Where each of S sentences starts in `ids`, and the end of the last one, (S + 1,) int64.
        read: The number of words before rare ones were removed.
        different: The number of different ones among them.
    """

    words: tuple[str, ...]
    counts: np.ndarray
    ids: np.ndarray
    starts: np.ndarray
    read: int
    different: int


@lru_cache(maxsize=2)
def of_world(language: str, count: int, seed: int, least: int, most: int) -> Corpus:
    """Return the corpus of the generated world."""
    return build_corpus(world.sentences(language, count, seed), least, most)


@lru_cache(maxsize=2)
def of_topics(least: int, most: int) -> Corpus:
    """Return the corpus of Python's help."""
    return of_text(python_help.topics(), "en", least, most)


@lru_cache(maxsize=8)
def world_counts(language: str, count: int, seed: int) -> np.ndarray:
    """Return how often each word of the generated world occurs, (W,), before the vocabulary is limited."""
    return _counts(world.sentences(language, count, seed))


@lru_cache(maxsize=1)
def topics_counts() -> np.ndarray:
    """Return how often each word of Python's help occurs, (W,)."""
    return _counts(sentences(python_help.topics(), "en"))


def _counts(sentences: Iterable[Sequence[str]]) -> np.ndarray:
    return np.array(list(Counter(chain.from_iterable(sentences)).values()), dtype=np.int64)


def of_text(text: str, language: str, least: int, most: int, progress: Progress = lambda share: None) -> Corpus:
    """Return the corpus of a text, in lower case, without punctuation. Raises Problem if it has too few words."""
    return build_corpus(sentences(text, language, progress), least, most)


def sentences(text: str, language: str, progress: Progress = lambda share: None) -> Iterator[list[str]]:
    """Yield the sentences of a text as words; sentences longer than MAX_SENTENCE are split."""
    start = 0
    while start < len(text):
        end = start + PIECE
        if end < len(text):  # not within a word: at the last end of a sentence, or the last space
            ends = [match.end() for match in ENDS.finditer(text, start, end)]
            end = ends[-1] if ends else max(text.rfind(" ", start, end) + 1, start + PIECE // 2)
        for part in ENDS.split(text[start:end]):
            sentence = [word for word in words(part.lower(), language) if is_word(word)]
            yield from (sentence[first : first + MAX_SENTENCE] for first in range(0, len(sentence), MAX_SENTENCE))
        start = end
        progress(min(1.0, start / len(text)))


def build_corpus(all_sentences: Iterable[Sequence[str]], least: int, most: int) -> Corpus:
    """Return a corpus with the `most` frequent of the words that occur at least `least` times.

    Words of equal frequency are in alphabetical order. Raises Problem if too few words are left.
    """
    index: dict[str, int] = {}
    ids, lengths = array("i"), array("i")
    for sentence in all_sentences:
        ids.extend(index.setdefault(word, len(index)) for word in sentence)
        lengths.append(len(sentence))
    raw, names = np.frombuffer(ids, dtype=np.int32) if ids else np.empty(0, dtype=np.int32), list(index)
    counts = np.bincount(raw, minlength=len(names))
    ranked = sorted(range(len(names)), key=lambda row: (-counts[row], names[row]))
    chosen = [row for row in ranked[:most] if counts[row] >= least]
    if len(chosen) < MIN_WORDS:
        text = N_("Only {count} words come up {least} times or more; at least {fewest} are needed. Use a longer text.")
        raise Problem(text, key="data.text", along="data.min_count", count=len(chosen), least=least, fewest=MIN_WORDS)
    number = np.full(len(names), -1, dtype=np.int32)
    number[chosen] = np.arange(len(chosen), dtype=np.int32)
    known = number[raw]
    sentence_of = np.repeat(np.arange(len(lengths)), np.frombuffer(lengths, dtype=np.int32))[known >= 0]
    sizes = np.bincount(sentence_of, minlength=len(lengths))
    starts = np.concatenate([[0], np.cumsum(sizes[sizes > 1])])  # a single word has no context
    ids_left = known[known >= 0][(sizes > 1)[sentence_of]]
    vocabulary = tuple(names[row] for row in chosen)
    return Corpus(vocabulary, counts[chosen].astype(np.int64), ids_left, starts.astype(np.int64), len(raw), len(names))
