"""The sequences of an experiment: training and test part; torch-free."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nets.datasets.images import mnist1d
from nets.datasets.label_noise import blurred, replaced
from nets.datasets.shared_settings import first
from nets.datasets.tables import weather
from nets.datasets.text import sentence_tokenizer, sentiment, tagging, texts
from nets.datasets.text.sequences import SKIP, SequenceInfo, Sequences
from nets.datasets.toy import memory_tasks as memory
from nets.models.recurrent.settings import Data

TEST = 500  # generated sequences of the test part
MNIST1D, MNIST1D_TRAINING = 5000, 4000  # as in the paper


def info(data: Data) -> SequenceInfo:
    """Return the vocabulary and classes of the sequences. Raises Problem whose `key` is the setting to change."""
    match data.name:
        case "adding":
            return memory.adding_info(data.length)
        case "copy":
            return memory.copy_info(data.symbols, data.items, data.delay)
        case "echo":
            return memory.echo_info(data.symbols, data.length)
        case "parentheses":
            return memory.parentheses_info(data.symbols, data.length)
        case "text":
            return texts.info(data.language, data.text, data.length)
        case "sentiment":
            return sentiment.info(data.language)
        case "tagging":
            return tagging.info(data.language)
        case "weather":
            return weather.info(data.days)
        case _:
            return SequenceInfo((), ("signal",), tuple("0123456789"), False, False, mnist1d.LENGTH)


def parts(data: Data) -> tuple[Sequences, Sequences]:
    """Return the selected share of the training part, with label noise, and the test part; not for a text."""
    train, test = _whole(data)
    selection = first(len(train.inputs), data.share)
    return Sequences(train.inputs[selection], _add_noise(train.targets[selection], data)), test


@lru_cache(maxsize=2)
def encoded(data: Data) -> tuple[np.ndarray, np.ndarray]:
    """Return the ids of the characters of both parts of a text, (N,) int64; the first part has label noise."""
    train, test = texts.encoded(data.language, data.text, data.length, data.share)
    return replaced(train, 1, len(info(data).tokens), data.label_noise, data.seed), test


def _add_noise(targets: np.ndarray, data: Data) -> np.ndarray:
    """Return targets with label noise; SKIP stays."""
    if info(data).classes:
        return replaced(
            targets, int(targets[targets != SKIP].min()), len(info(data).classes), data.label_noise, data.seed
        )
    return blurred(targets, data.label_noise, data.seed)


def _whole(data: Data) -> tuple[Sequences, Sequences]:
    """Return the whole training part and the test part; not for a text, which is read in windows."""
    rng = np.random.default_rng(data.seed)
    if data.name in ("sentiment", "tagging"):
        draw = sentiment.draw if data.name == "sentiment" else tagging.draw
        return draw(data.language, data.examples, TEST, rng)
    if data.name == "weather":
        return weather.windows(data.days)[:2]
    if data.name == "mnist1d":
        signals, labels = mnist1d.draw()
        whole = Sequences(signals[:, :, None].astype(np.float32), labels)
    else:
        whole = _memory_task(data, rng)
    cut = MNIST1D_TRAINING if data.name == "mnist1d" else data.examples
    return Sequences(whole.inputs[:cut], whole.targets[:cut]), Sequences(whole.inputs[cut:], whole.targets[cut:])


def counts(data: Data) -> dict[str, int]:
    """Return the number of sequences of each part, or of windows of a text."""
    if data.name == "text":
        return texts.counts(data.language, data.text, data.length, data.share)
    if data.name == "weather":
        whole = weather.counts(data.days)
    elif data.name == "mnist1d":
        whole = {"train": MNIST1D_TRAINING, "test": MNIST1D - MNIST1D_TRAINING}
    else:
        whole = {"train": data.examples, "test": TEST}
    return {**whole, "train": first(whole["train"], data.share).stop}


def tokenize(data: Data, text: str) -> list[str]:
    """Return the tokens of a user-written input. Raises Problem if the net cannot read it."""
    split = sentence_tokenizer.words if data.name in ("sentiment", "tagging") else sentence_tokenizer.characters
    return split(text, info(data).tokens)


def _memory_task(data: Data, rng: np.random.Generator) -> Sequences:
    """Return the sequences of a memory task, the test part last."""
    count = data.examples + TEST
    match data.name:
        case "adding":
            return memory.adding(count, data.length, rng)
        case "copy":
            return memory.copy(count, data.symbols, data.items, data.delay, rng)
        case "echo":
            return memory.echo(count, data.symbols, data.length, data.delay, rng)
        case _:
            return memory.parentheses(count, data.symbols, data.length, rng)
