"""A corpus: sentences as numbers of words, the vocabulary with its counts; torch-free.

A text is read in pieces, so that its words are never all in memory as text, and somebody may be told how far it is.
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
PIECE = 1 << 16  # characters that are read at once
MAX_SENTENCE = 100  # words of a sentence; a longer one is cut
MIN_WORDS = 10  # words of a vocabulary
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Corpus:
    """`ids` (N,) int32 are the words of all sentences, sentence i those from `starts` (S + 1,)[i] to `starts`[i + 1].

    `words` are the vocabulary, the most frequent first, `counts` (V,) int64 how often each comes up; `read` words
    there were before the rare ones were left out, `different` ones of them.
    """

    words: tuple[str, ...]
    counts: np.ndarray
    ids: np.ndarray
    starts: np.ndarray
    read: int
    different: int


@lru_cache(maxsize=2)
def of_world(language: str, count: int, seed: int, least: int, most: int) -> Corpus:
    """The generated world's sentences."""
    return counted(world.sentences(language, count, seed), least, most)


@lru_cache(maxsize=2)
def of_topics(least: int, most: int) -> Corpus:
    """Python's own help, in English."""
    return of_text(python_help.topics(), "en", least, most)


@lru_cache(maxsize=8)
def world_counts(language: str, count: int, seed: int) -> np.ndarray:
    """Return how often each word of the generated world comes up (W,), whatever the vocabulary keeps of them."""
    return _counts(world.sentences(language, count, seed))


@lru_cache(maxsize=1)
def topics_counts() -> np.ndarray:
    """Return how often each word of Python's own help comes up (W,)."""
    return _counts(sentences(python_help.topics(), "en"))


def _counts(made: Iterable[Sequence[str]]) -> np.ndarray:
    return np.array(list(Counter(chain.from_iterable(made)).values()), dtype=np.int64)


def of_text(text: str, language: str, least: int, most: int, progress: Progress = lambda share: None) -> Corpus:
    """A text, in lower case and without signs. Raises Problem for one with too few words."""
    return counted(sentences(text, language, progress), least, most)


def sentences(text: str, language: str, progress: Progress = lambda share: None) -> Iterator[list[str]]:
    """The sentences of a text as words; what is longer than LONGEST is cut."""
    begun = 0
    while begun < len(text):
        end = begun + PIECE
        if end < len(text):  # not within a word: after the last end of a sentence, or the last blank
            ends = [match.end() for match in ENDS.finditer(text, begun, end)]
            end = ends[-1] if ends else max(text.rfind(" ", begun, end) + 1, begun + PIECE // 2)
        for part in ENDS.split(text[begun:end]):
            found = [word for word in words(part.lower(), language) if is_word(word)]
            yield from (found[at : at + MAX_SENTENCE] for at in range(0, len(found), MAX_SENTENCE))
        begun = end
        progress(min(1.0, begun / len(text)))


def counted(made: Iterable[Sequence[str]], least: int, most: int) -> Corpus:
    """A corpus of sentences, with the `most` frequent words of those that come up `least` times.

    Words of equal frequency stand in the order of their letters. Raises Problem where too few are left.
    """
    index: dict[str, int] = {}
    ids, lengths = array("i"), array("i")
    for sentence in made:
        ids.extend(index.setdefault(word, len(index)) for word in sentence)
        lengths.append(len(sentence))
    raw, names = np.frombuffer(ids, dtype=np.int32) if ids else np.empty(0, dtype=np.int32), list(index)
    counts = np.bincount(raw, minlength=len(names))
    ranked = sorted(range(len(names)), key=lambda at: (-counts[at], names[at]))
    chosen = [at for at in ranked[:most] if counts[at] >= least]
    if len(chosen) < MIN_WORDS:
        text = N_("Only {count} words come up {least} times or more; at least {fewest} are needed. Use a longer text.")
        raise Problem(text, key="data.text", along="data.min_count", count=len(chosen), least=least, fewest=MIN_WORDS)
    number = np.full(len(names), -1, dtype=np.int32)
    number[chosen] = np.arange(len(chosen), dtype=np.int32)
    known = number[raw]
    of = np.repeat(np.arange(len(lengths)), np.frombuffer(lengths, dtype=np.int32))[known >= 0]  # whose sentence's
    sizes = np.bincount(of, minlength=len(lengths))
    starts = np.concatenate([[0], np.cumsum(sizes[sizes > 1])])  # a word alone has nobody around it
    left = known[known >= 0][(sizes > 1)[of]]
    vocabulary = tuple(names[at] for at in chosen)
    return Corpus(vocabulary, counts[chosen].astype(np.int64), left, starts.astype(np.int64), len(raw), len(names))
