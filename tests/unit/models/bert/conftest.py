"""A small BERT that has learnt to fill blanks of its own text, for all tests of probes, and an engine."""

from collections.abc import Iterator

import pytest
import torch

from nets.engine.engine import Engine, start_engine
from nets.models.bert.experiment import Bert
from nets.training.trainer_state import Training

torch.set_num_threads(1)
BEASTS = {"cat": "mouse", "dog": "bone", "cow": "grass", "bee": "honey", "horse": "hay"}
TEXT = "\n".join(f"the {beast} is hungry . it wants {BEASTS[beast]} ." for _ in range(40) for beast in BEASTS)
SMALL = {
    "data.name": "own", "data.text": TEXT, "data.length": 24, "data.vocabulary": 100, "data.masked": 0.3,
    "data.next": False, "net.layers": 1, "net.width": 32, "net.heads": 2, "net.feed": 2, "fit.lr": 0.01,
    "fit.batch": 32, "fit.steps": 150, "fit.report": 50,
}  # fmt: skip


@pytest.fixture(scope="session")
def trained() -> Training:
    training = Training(Bert().replace(SMALL))
    while not training.over:
        training.update()
    return training


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    started = start_engine("process")
    yield started
    started.close()
