"""The texts and rows that GPT reads, as token ids, and their decoding; torch-free."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from nets.datasets.label_noise import replaced
from nets.datasets.shared_settings import first
from nets.datasets.text import exercises, texts
from nets.datasets.text.bpe import Encoding, learn, legible
from nets.datasets.text.sequences import SequenceInfo, Sequences
from nets.experiment.user_error import N_, Problem
from nets.models.gpt.settings import TEXTS, Data


class Parts(NamedTuple):
    """The token ids of both parts of a text, (N,) int64, and the number of characters of each."""

    ids: np.ndarray
    test_ids: np.ndarray
    characters: int
    test_characters: int


def info(data: Data) -> SequenceInfo:
    """Return the vocabulary of the data. Raises Problem whose `key` is the setting to change."""
    if data.name not in TEXTS:
        return exercises.info(data.name, data.items, data.symbols)
    if data.name == "own" and not data.text:
        raise Problem(N_("There is no text of your own yet: paste one first."), key="data.name", needs="data.text")
    character_info = texts.info(*_source(data), data.length)
    if data.tokens == "characters":
        return character_info
    return SequenceInfo(("",) * data.vocabulary, (), ("",) * data.vocabulary, True, True, data.length)


@lru_cache(maxsize=4)
def encoding(language: str, own: str, vocabulary: int) -> Encoding:
    """Return the byte-pair encoding that is learned from the training part."""
    return learn(texts.split(language, own)[0], vocabulary)[0]


def encoding_of(data: Data) -> Encoding | None:
    """Return the byte-pair encoding of the data; None if the data are read in characters."""
    return encoding(*_source(data), data.vocabulary) if data.name in TEXTS and data.tokens == "bpe" else None


def token_names(data: Data) -> tuple[str, ...]:
    """Return the legible name of every token; "" for tokens that a short text did not yield."""
    bpe = encoding_of(data)
    tokens = [token.encode() for token in info(data).tokens] if bpe is None else bpe.vocabulary
    names = [legible(token) for token in tokens]
    return (*names, *[""] * (len(info(data).tokens) - len(names)))


def encoded(data: Data) -> Parts:
    """Return a text as token ids, with label noise in training. Raises Problem if a part has no whole window."""
    bpe, sides = encoding_of(data), texts.split(*_source(data), data.share, 2 * data.length)
    if bpe is None:
        ids, test_ids = texts.encoded(*_source(data), data.length, data.share)
    else:
        ids, test_ids = (np.array(bpe.encode(side).ids, dtype=np.int64) for side in sides)
    if min(len(ids), len(test_ids)) <= data.length:
        text = N_("The text has too few tokens for windows of {length}: a longer text or a shorter window is needed.")
        raise Problem(text, key="data.length", length=data.length)
    size = len(info(data).tokens) if bpe is None else len(bpe.vocabulary)
    noisy = replaced(ids, bpe is None, size, data.label_noise, data.seed)  # id 0 is no character
    return Parts(noisy, test_ids, *map(len, sides))


def rows(data: Data) -> tuple[Sequences, Sequences]:
    """Return both parts of an exercise, with label noise in the training targets."""
    train, test = exercises.parts(data.name, data.items, data.symbols, data.seed)
    selection = first(len(train.inputs), data.share)
    targets = replaced(train.targets[selection], 1, data.symbols + 1, data.label_noise, data.seed)
    return Sequences(train.inputs[selection], targets), test


def encode(data: Data, text: str) -> tuple[list[int], str]:
    """Return the token ids of any text, and the unknown characters, which are left out."""
    bpe = encoding_of(data)
    if bpe is not None:
        return bpe.encode(text).ids, ""
    token_ids = {token: id for id, token in enumerate(info(data).tokens) if id}
    known = [token_ids[character] for character in text if character in token_ids]
    return known, "".join(sorted(set(text) - token_ids.keys()))


def decode(data: Data, ids: list[int]) -> str:
    """Return the text of token ids; invalid UTF-8 becomes a replacement character."""
    bpe = encoding_of(data)
    if bpe is None:
        tokens = info(data).tokens
        return "".join(tokens[id] for id in ids)
    return b"".join(bpe.vocabulary[id] for id in ids if id < len(bpe.vocabulary)).decode("utf-8", "replace")


def _source(data: Data) -> tuple[str, str]:
    """Return language and user-supplied text for `nets.datasets.text.texts`."""
    return ("en" if data.name == "help" else "zh", data.text if data.name == "own" else "")
