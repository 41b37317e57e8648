"""A Transformer that has learnt to write three letters backwards, for all tests of probes, and an engine here."""

import pytest
import torch

from nets.engine.engine import start_engine
from nets.models.transformer.experiment import Transformer
from nets.training.trainer_state import Training

torch.set_num_threads(1)
BACKWARDS = {
    "data.name": "reverse", "data.length": 3, "data.examples": 1500, "net.width": 48, "net.heads": 2, "net.feed": 2,
    "net.layers": 1, "fit.lr": 0.01, "fit.steps": 140, "fit.report": 140, "fit.batch": 48,
}  # fmt: skip


@pytest.fixture(scope="session")
def trained() -> Training:
    training = Training(Transformer().replace(BACKWARDS))
    while not training.over:
        training.update()
    return training


@pytest.fixture(scope="module")
def engine():
    started = start_engine("process")
    yield started
    started.close()
