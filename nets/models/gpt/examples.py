"""From the data settings to symbols by number, and back to text; torch-free."""

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
    """Both parts of a text as numbers of symbols (N,) int64, and how many characters each has."""

    ids: np.ndarray
    test_ids: np.ndarray
    characters: int
    test_characters: int


def info(data: Data) -> SequenceInfo:
    """What the net reads. Raises Problem, with the setting to blame as `key`."""
    if data.name not in TEXTS:
        return exercises.info(data.name, data.items, data.symbols)
    if data.name == "own" and not data.text:
        raise Problem(N_("There is no text of your own yet: paste one first."), key="data.name", needs="data.text")
    held = texts.info(*_source(data), data.length)
    if data.tokens == "characters":
        return held
    return SequenceInfo(("",) * data.vocabulary, (), ("",) * data.vocabulary, True, True, data.length)


@lru_cache(maxsize=4)
def encoding(language: str, own: str, vocabulary: int) -> Encoding:
    """The tokens that byte-pair encoding learns from the training part."""
    return learn(texts.split(language, own)[0], vocabulary)[0]


def encoding_of(data: Data) -> Encoding | None:
    """The tokens of a text that is read in tokens."""
    return encoding(*_source(data), data.vocabulary) if data.name in TEXTS and data.tokens == "bpe" else None


def token_names(data: Data) -> tuple[str, ...]:
    """The name of every symbol, legible; of tokens that were not learnt, as the text is too short, an empty one."""
    made = encoding_of(data)
    tokens = [each.encode() for each in info(data).tokens] if made is None else made.vocabulary
    names = [legible(token) for token in tokens]
    return (*names, *[""] * (len(info(data).tokens) - len(names)))


def encoded(data: Data) -> Parts:
    """A text as symbols, label noise in the training part. Raises Problem where a part has no whole window."""
    made, sides = encoding_of(data), texts.split(*_source(data), data.share, 2 * data.length)
    if made is None:
        ids, test_ids = texts.encoded(*_source(data), data.length, data.share)
    else:
        ids, test_ids = (np.array(made.encode(side).ids, dtype=np.int64) for side in sides)
    if min(len(ids), len(test_ids)) <= data.length:
        text = N_("The text has too few tokens for windows of {length}: a longer text or a shorter window is needed.")
        raise Problem(text, key="data.length", length=data.length)
    known = len(info(data).tokens) if made is None else len(made.vocabulary)
    noisy = replaced(ids, made is None, known, data.label_noise, data.seed)  # number 0 is no character
    return Parts(noisy, test_ids, *map(len, sides))


def rows(data: Data) -> tuple[Sequences, Sequences]:
    """Both parts of an exercise, what is asked in the first with label noise."""
    train, test = exercises.parts(data.name, data.items, data.symbols, data.seed)
    kept = first(len(train.inputs), data.share)
    targets = replaced(train.targets[kept], 1, data.symbols + 1, data.label_noise, data.seed)
    return Sequences(train.inputs[kept], targets), test


def encode(data: Data, text: str) -> tuple[list[int], str]:
    """Any text as numbers of symbols, and the characters that the net does not know, which are left out."""
    made = encoding_of(data)
    if made is not None:
        return made.encode(text).ids, ""
    numbers = {symbol: at for at, symbol in enumerate(info(data).tokens) if at}
    return [numbers[each] for each in text if each in numbers], "".join(sorted(set(text) - numbers.keys()))


def decode(data: Data, ids: list[int]) -> str:
    """Numbers of symbols as a text; bytes that are no whole character become a sign that says so."""
    made = encoding_of(data)
    if made is None:
        held = info(data).tokens
        return "".join(held[id] for id in ids)
    return b"".join(made.vocabulary[id] for id in ids if id < len(made.vocabulary)).decode("utf-8", "replace")


def _source(data: Data) -> tuple[str, str]:
    """Language and own text, as `nets.datasets.text.texts` asks for them."""
    return ("en" if data.name == "help" else "zh", data.text if data.name == "own" else "")
