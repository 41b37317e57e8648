"""A small BERT that has learnt to fill blanks of its own text, for all tests of probes, and an engine."""

from collections.abc import Iterator

import pytest
import torch

from nets.engine.engine import Engine, start_engine
from nets.models.bert.experiment import Bert
from nets.training.trainer_state import Training
from tests.support.trainings.small_bert import SMALL

torch.set_num_threads(1)


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
