"""The texts that BERT reads: documents of sentences, cut into symbols, and the vocabulary; torch-free.

Chinese words are found by jieba, which only workers load: `size` tells the server the vocabulary's size without it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise

import numpy as np

from nets.datasets.text import sentence_tokenizer, sentiment, texts
from nets.datasets.text.word_segmentation import words
from nets.experiment.user_error import N_, Problem
from nets.models.bert.settings import Data

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
PAD, UNKNOWN, CLS, SEP, MASK, FIRST = range(6)  # FIRST is the first symbol of the text itself
REVIEWS = 2000
TEST_SHARE = 0.1  # of the pairs of sentences, those at the end
FEWEST = 100  # pairs of sentences that an own text must have
SENTENCE = re.compile(r"[^。！？.!?]*[。！？.!?]+[”’」』\"']*|[^。！？.!?]+$")
BLANK = re.compile(r"(\[[^\[\]\s]+\]|_)")  # [MASK] or _, or [word] for one whose truth is known
APART = "\x1f"  # between symbols of a row that a page has put together
Sentence = list[str]  # its symbols


@lru_cache(maxsize=4)
def pairs(data: Data) -> tuple[list[tuple[Sentence, Sentence]], list[tuple[Sentence, Sentence]]]:
    """Sentences with the one that follows in the text: to learn from, and for the test. Raises Problem."""
    found = [pair for document in documents(data) for pair in pairwise(document)]
    cut = round(len(found) * (1 - TEST_SHARE))
    return found[:cut], found[cut:]


def check(data: Data) -> None:
    """Raises Problem for an own text with too few sentences that follow each other."""
    count = sum(len(document) - 1 for document in told(data.text)) if data.name == "own" else FEWEST
    if count < FEWEST:
        text = N_("The text has {count} pairs of sentences that follow each other; at least {least} are needed.")
        raise Problem(text, key="data.text", along="data.name", count=count, least=FEWEST)


def documents(data: Data) -> list[list[Sentence]]:
    """Sentences that belong together, one document after the other."""
    if data.name == "reviews":
        made = sentiment.reviews(data.language, REVIEWS, np.random.default_rng(data.seed))
        return [[put(review, data) for review in document] for document in made]
    found = [[cut(sentence, data) for sentence in document] for document in told(plain(data))]
    return [[sentence for sentence in document if len(sentence) > 1] for document in found]


def plain(data: Data) -> str:
    """The text itself, of all corpora but the reviews."""
    return data.text.replace("\r\n", "\n") if data.name == "own" else texts.shipped(data.spoken)


def told(text: str) -> list[list[str]]:
    """Documents: a line of several sentences is one; lines of a single sentence go on together."""
    found: list[list[str]] = []
    running = False
    for line in filter(str.strip, text.split("\n")):
        parts = [part.strip() for part in SENTENCE.findall(line) if part.strip()]
        single = len(parts) < 2
        if single and running:
            found[-1] += parts
        else:
            found.append(parts)
        running = single
    return found


def put(words_of_it: list[str], data: Data) -> Sentence:
    """A sentence of the grammar in the symbols of the data."""
    if data.tokens == "words":
        return words_of_it
    return list("".join(words_of_it) if data.spoken == "zh" else " ".join(words_of_it))


def cut(text: str, data: Data) -> Sentence:
    """A text as symbols."""
    if data.tokens == "characters":
        return list(text)
    if data.name == "reviews":
        return sentence_tokenizer.pieces(text, set(labelled(data)))
    return words(text.lower(), data.spoken)


def read(text: str, data: Data) -> list[tuple[Sentence, list[bool]]]:
    """A user's own one or two sentences, [SEP] between them, as symbols, and which of those are hidden.

    A blank is written [MASK] or _, and [good] hides a word that is known. Symbols may be told APART already.
    """
    found = []
    for sentence in text.split(SPECIAL[SEP])[:2]:
        parts = sentence.split(APART) if APART in text else BLANK.split(sentence.strip())
        pieces = [_piece(part, data, APART in text) for part in parts if part.strip() or (APART in text and part)]
        found.append(([symbol for symbols, _ in pieces for symbol in symbols],
                      [hidden for symbols, hidden in pieces for _ in symbols]))  # fmt: skip
    return [each for each in found if each[0]]


def _piece(part: str, data: Data, whole: bool) -> tuple[Sentence, bool]:
    """The symbols of a part, and whether they are hidden; `whole`: it is a single symbol."""
    if part == SPECIAL[MASK] or (part == "_" and not whole):
        return [SPECIAL[MASK]], True
    inside = part[1:-1] if BLANK.fullmatch(part) and part != "_" else ""
    return ([inside or part] if whole else cut(inside or part, data)), bool(inside)


def labelled(data: Data) -> tuple[str, ...]:
    """The symbols of the sentences that have a verdict; every vocabulary has them."""
    known = sentiment.info(data.spoken).tokens[1:]
    if data.tokens == "words":
        return known
    return tuple(sorted(set("".join(known)) | ({" "} if data.spoken == "en" else set())))


@lru_cache(maxsize=8)
def vocabulary(data: Data) -> tuple[str, ...]:
    """All symbols by number: the special ones, those of the labelled sentences, then the most frequent. Cuts words."""
    own = labelled(data)
    if data.name == "reviews":
        return (*SPECIAL, *own)
    counted = Counter(symbol for pair in pairs(data)[0] for sentence in pair for symbol in sentence)
    more = [symbol for symbol, _count in counted.most_common() if symbol not in {*own, *SPECIAL}]
    return (*SPECIAL, *own, *more[: max(0, data.vocabulary - len(own))])


def size(data: Data) -> int:
    """How many symbols there are; of Chinese words, which only a worker finds, the most there may be."""
    if data.tokens == "words" and data.spoken == "zh" and data.name != "reviews":
        return len(SPECIAL) + max(data.vocabulary, len(labelled(data)))
    return len(vocabulary(_sized(data)))


def whole(data: Data) -> Data:
    """The data with nothing left out and nothing wrong: what is found in them is found once."""
    return data.model_copy(update={"share": 1.0, "label_noise": 0.0})


def _sized(data: Data) -> Data:
    """The data without what does not change their vocabulary, so that it is counted once."""
    fields = Data.model_fields
    return whole(data).model_copy(
        update={name: fields[name].default for name in ("goal", "length", "masked", "next", "labels", "seed")}
    )
