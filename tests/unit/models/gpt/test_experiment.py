"""GPT as an experiment: what it costs, what it refuses, what it reads, and that it learns."""

from __future__ import annotations

import itertools
import math
from itertools import islice

import numpy as np
import pytest
import torch

from nets.datasets.text import exercises
from nets.datasets.text.sequences import SKIP
from nets.experiment.family import build
from nets.experiment.user_error import Problem
from nets.models.gpt import examples
from nets.models.gpt.experiment import GPT
from nets.models.gpt.settings import Data
from nets.training.trainer_state import Training, train

OWN = "早上好！Good morning 🙂 to you.\n" * 40
KINDS = [
    {},
    {"net.positions": "rotary", "net.norm": "after", "net.tied": False, "net.layers": 3},
    {"data.name": "sort", "net.positions": "none", "net.norm": "off", "net.feed": 1},
]


@pytest.mark.parametrize("changes", KINDS, ids=str)
def test_the_table_of_costs_counts_every_parameter(changes) -> None:
    experiment = GPT().replace({"data.length": 16, "net.width": 20, "net.heads": 2} | changes)
    net, _task = build(experiment, torch.Generator())
    told = {layer.name: layer.parameters for layer in experiment.layers() if layer.parameters}
    held = dict.fromkeys(told, 0)
    for name, parameter in net.named_parameters():
        (layer,) = (layer for layer in told if f"{name}.".startswith(f"{layer}."))
        held[layer] += parameter.numel()
    assert told == held


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"net.width": 30, "net.heads": 4}, "net.heads"),
        ({"net.width": 12, "net.heads": 4, "net.positions": "rotary"}, "net.positions"),
        ({"data.name": "own"}, "data.name"),
        ({"data.name": "own", "data.text": "too short"}, "data.text"),
        ({"net.width": 512, "net.layers": 6, "net.feed": 8}, "net.width"),
        ({"data.length": 256, "fit.batch": 2000}, "fit.batch"),
        ({"data.name": "sort", "data.symbols": 99}, "data.symbols"),
    ],
)
def test_what_cannot_be_is_refused(changes, key) -> None:
    with pytest.raises(Problem) as refused:
        GPT().replace(changes)
    assert refused.value.values["key"] == key


def test_any_text_is_read_in_tokens_and_written_again() -> None:
    data = Data(name="own", text=OWN, tokens="bpe", vocabulary=280, length=8)
    for text in ("Good morning", "新字 🙃 and ü", "\n \t"):
        ids, unknown = examples.encode(data, text)
        assert examples.decode(data, ids) == text
        assert not unknown
    assert len(examples.encode(data, "Good morning")[0]) < 12
    assert examples.decode(data, [0xE6]) == "�"  # a piece of a character
    by_character = Data(name="own", text=OWN, length=8)
    ids, unknown = examples.encode(by_character, "Guten Morgen")
    assert (examples.decode(by_character, ids), unknown) == ("Gutn orgn", "Me")


def test_a_short_text_of_ones_own_is_read_in_shorter_windows() -> None:
    for text, length in ((OWN[:700], 28), (OWN[:230], 9), (OWN * 3, 64)):
        made = GPT().replace(GPT().completed({"data.text": text}))
        assert (made.data.name, made.data.length) == ("own", length)


def test_bits_are_told_by_the_character_whatever_the_tokens() -> None:
    data = {"data.name": "own", "data.text": OWN, "data.tokens": "bpe", "data.vocabulary": 280, "data.length": 8}
    training = Training(GPT().replace(data))
    for parameter in training.net.parameters():
        parameter.data.zero_()  # every token is as likely
    tokens = len(examples.encoded(training.experiment.data).test_ids)
    characters = len(OWN) - round(0.9 * len(OWN))
    assert training.measure().figures["test_bits"] == pytest.approx(math.log2(280) * tokens / characters, rel=1e-5)


def test_rows_to_sort_are_sorted_and_no_test_row_is_learnt() -> None:
    training, test = exercises.parts("sort", 4, 5, 0)
    for part in (training, test):
        answers = part.targets[part.targets != SKIP].reshape(-1, 4)
        assert np.array_equal(answers, np.sort(part.inputs[:, :4], axis=1))
    assert not {*map(tuple, training.inputs)} & {*map(tuple, test.inputs)}


def test_what_is_asked_of_rows_that_repeat_was_read_before_and_nothing_else() -> None:
    """After a jump alone nothing is asked: what stands behind the letter was read, and is not what comes."""
    training, _test = exercises.parts("repeat", 5, 7, 0)
    for row, targets in zip(training.inputs[:50].tolist(), training.targets[:50].tolist(), strict=True):
        for place, target in enumerate(targets[:-1]):
            pairs = list(itertools.pairwise(row[: place + 1]))
            read = {after for before, after in pairs if before == row[place] and place >= 5}
            assert target in (read or {SKIP}) | {SKIP}
            assert target in (row[place + 1], SKIP)
    jumps = (training.targets[:, 5:] == SKIP).mean()
    assert 0.15 < jumps < 0.25


def test_it_learns_to_sort_with_every_parameter() -> None:
    changes = {"data.name": "sort", "data.items": 4, "data.symbols": 5, "net.layers": 1, "net.width": 32}
    training = Training(GPT().replace(changes | {"net.heads": 2, "fit.steps": 150}))
    begun = {name: parameter.detach().clone() for name, parameter in training.named.items()}
    while not training.over:
        figures = training.update().figures
    assert figures["test_accuracy"] > 0.95
    assert not [name for name, old in begun.items() if torch.equal(old, training.named[name])]


def test_equal_experiments_train_to_equal_numbers() -> None:
    experiment = GPT().replace({"data.length": 12, "net.width": 8, "fit.batch": 4, "net.dropout": 0.3})
    one, other = (list(islice(train(experiment), 6)) for _run in range(2))
    assert [step.figures for step in one] == [step.figures for step in other]
