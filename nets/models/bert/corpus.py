"""The texts that BERT reads: documents of tokenized sentences, and the vocabulary; torch-free.

Chinese words are segmented by jieba, which only workers load: `size` gives the size of the vocabulary without it.
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
PAD, UNKNOWN, CLS, SEP, MASK, FIRST = range(6)  # FIRST is the first token of the text itself
REVIEWS = 2000
TEST_SHARE = 0.1  # of the pairs of sentences, at the end of the text
MIN_PAIRS = 100  # of sentences in a user-supplied text
SENTENCE = re.compile(r"[^。！？.!?]*[。！？.!?]+[”’」』\"']*|[^。！？.!?]+$")
BLANK = re.compile(r"(\[[^\[\]\s]+\]|_)")  # [MASK] or _, or [word] to mask a given word
SEPARATOR = "\x1f"  # between tokens that a page has joined
Sentence = list[str]  # tokens


@lru_cache(maxsize=4)
def pairs(data: Data) -> tuple[list[tuple[Sentence, Sentence]], list[tuple[Sentence, Sentence]]]:
    """Return consecutive sentences of the training part and of the test part. Raises Problem."""
    every = [pair for document in documents(data) for pair in pairwise(document)]
    cut = round(len(every) * (1 - TEST_SHARE))
    return every[:cut], every[cut:]


def check(data: Data) -> None:
    """Raise Problem for a user-supplied text with too few consecutive sentences."""
    count = sum(len(document) - 1 for document in split_documents(data.text)) if data.name == "own" else MIN_PAIRS
    if count < MIN_PAIRS:
        text = N_("The text has {count} pairs of sentences that follow each other; at least {least} are needed.")
        raise Problem(text, key="data.text", along="data.name", count=count, least=MIN_PAIRS)


def documents(data: Data) -> list[list[Sentence]]:
    """Return the documents of the corpus as tokenized sentences."""
    if data.name == "reviews":
        reviews = sentiment.reviews(data.language, REVIEWS, np.random.default_rng(data.seed))
        return [[from_words(review, data) for review in document] for document in reviews]
    tokens = [[tokenize(sentence, data) for sentence in document] for document in split_documents(raw_text(data))]
    return [[sentence for sentence in document if len(sentence) > 1] for document in tokens]


def raw_text(data: Data) -> str:
    """Return the text of a corpus other than the reviews."""
    return data.text.replace("\r\n", "\n") if data.name == "own" else texts.shipped(data.spoken)


def split_documents(text: str) -> list[list[str]]:
    """Return the sentences of each document: a line with several sentences, or consecutive lines with one each."""
    documents: list[list[str]] = []
    continues = False
    for line in filter(str.strip, text.split("\n")):
        parts = [part.strip() for part in SENTENCE.findall(line) if part.strip()]
        is_single = len(parts) < 2
        if is_single and continues:
            documents[-1] += parts
        else:
            documents.append(parts)
        continues = is_single
    return documents


def from_words(sentence: list[str], data: Data) -> Sentence:
    """Return the tokens of a sentence of the grammar."""
    if data.tokens == "words":
        return sentence
    return list("".join(sentence) if data.spoken == "zh" else " ".join(sentence))


def tokenize(text: str, data: Data) -> Sentence:
    """Return the tokens of a text."""
    if data.tokens == "characters":
        return list(text)
    if data.name == "reviews":
        return sentence_tokenizer.pieces(text, set(labelled_tokens(data)))
    return words(text.lower(), data.spoken)


def read(text: str, data: Data) -> list[tuple[Sentence, list[bool]]]:
    """Return the tokens of one or two user-written sentences, and which of them are masked.

    [SEP] separates the sentences. [MASK] or _ is a mask, and [good] masks a given word. A page may join tokens by
    SEPARATOR.
    """
    sentences = []
    for sentence in text.split(SPECIAL[SEP])[:2]:
        parts = sentence.split(SEPARATOR) if SEPARATOR in text else BLANK.split(sentence.strip())
        pieces = [
            _piece(part, data, SEPARATOR in text) for part in parts if part.strip() or (SEPARATOR in text and part)
        ]
        tokens = [token for piece, _is_masked in pieces for token in piece]
        sentences.append((tokens, [is_masked for piece, is_masked in pieces for _token in piece]))
    return [sentence for sentence in sentences if sentence[0]]


def _piece(part: str, data: Data, is_token: bool) -> tuple[Sentence, bool]:
    """Return the tokens of a part, and whether they are masked; with `is_token` the part is a single token."""
    if part == SPECIAL[MASK] or (part == "_" and not is_token):
        return [SPECIAL[MASK]], True
    word = part[1:-1] if BLANK.fullmatch(part) and part != "_" else ""
    return ([word or part] if is_token else tokenize(word or part, data)), bool(word)


def labelled_tokens(data: Data) -> tuple[str, ...]:
    """Return the tokens of the labelled sentences, which every vocabulary contains."""
    known = sentiment.info(data.spoken).tokens[1:]
    if data.tokens == "words":
        return known
    return tuple(sorted(set("".join(known)) | ({" "} if data.spoken == "en" else set())))


@lru_cache(maxsize=8)
def vocabulary(data: Data) -> tuple[str, ...]:
    """Return all tokens by id: the special ones, those of the labelled sentences, then the most frequent ones."""
    labelled = labelled_tokens(data)
    if data.name == "reviews":
        return (*SPECIAL, *labelled)
    counts = Counter(token for pair in pairs(data)[0] for sentence in pair for token in sentence)
    frequent = [token for token, _count in counts.most_common() if token not in {*labelled, *SPECIAL}]
    return (*SPECIAL, *labelled, *frequent[: max(0, data.vocabulary - len(labelled))])


def size(data: Data) -> int:
    """Return the size of the vocabulary; an upper bound for Chinese words, which only workers segment."""
    if data.tokens == "words" and data.spoken == "zh" and data.name != "reviews":
        return len(SPECIAL) + max(data.vocabulary, len(labelled_tokens(data)))
    return len(vocabulary(_sized(data)))


def whole(data: Data) -> Data:
    """Return the settings of the whole data without label noise, so that caches are shared."""
    return data.model_copy(update={"share": 1.0, "label_noise": 0.0})


def _sized(data: Data) -> Data:
    """Return the settings without those that do not change the vocabulary, so that it is cached once."""
    fields = Data.model_fields
    return whole(data).model_copy(
        update={name: fields[name].default for name in ("goal", "length", "masked", "next", "labels", "seed")}
    )
