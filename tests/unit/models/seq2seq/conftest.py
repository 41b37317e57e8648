"""A net that has learnt to write four letters backwards, for all tests of probes, and an engine in this process."""

import pytest
import torch

from nets.engine.engine import start_engine
from nets.models.seq2seq.experiment import Seq2Seq
from nets.training.trainer_state import Training

torch.set_num_threads(1)
BACKWARDS = {"data.name": "reverse", "data.length": 4, "data.examples": 1500, "net.hidden": 24, "net.embedding": 12,
             "fit.lr": 0.02, "fit.steps": 160, "fit.report": 80, "fit.batch": 48}  # fmt: skip


@pytest.fixture(scope="session")
def trained() -> Training:
    training = Training(Seq2Seq().replace(BACKWARDS))
    while not training.over:
        training.update()
    return training


@pytest.fixture(scope="module")
def engine():
    started = start_engine("process")
    yield started
    started.close()
