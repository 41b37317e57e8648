"""Expensive probes: a training at full speed keeps its time, a paced one shows every step."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nets.probes
from nets.engine.workers.worker_session import PROBE_SHARE, Trainer
from nets.models.perceptron.experiment import Perceptron
from tests.support.engines import Clock

COST = 0.02  # seconds that the probes take
UPDATE = 0.001  # seconds that an update takes


class Ticking(Clock):
    """A clock by which an update takes UPDATE seconds: the trainer reads it once after each."""

    def __call__(self) -> float:
        self.now += UPDATE
        return self.now


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch) -> Trainer:
    clock = Ticking()

    def dear(name: str, net: Any, task: Any) -> dict[str, np.ndarray]:
        clock.now += COST
        return {"seen": np.zeros(1)}

    monkeypatch.setattr(nets.probes, "ask", dear)
    return Trainer(Perceptron().replace({"fit.steps": 10_000_000}), clock=clock)


def test_looks_take_a_small_share_of_a_training_at_full_speed(trainer: Trainer) -> None:
    news = [trainer.advance(0.02, None, {"weights": {}}) for _ in range(60)]
    answered = sum(one.probe_answers is not None for one in news)
    trained = sum(one.seconds for one in news)
    assert news[0].probe_answers is not None, "the first answers come at once"
    assert 2 <= answered <= 1.5 + trained * PROBE_SHARE / COST


def test_every_step_of_a_paced_training_is_shown(trainer: Trainer) -> None:
    news = [trainer.advance(1.0, 1, {"weights": {}}) for _ in range(5)]
    assert all(one.probe_answers is not None and one.probe_answers.index == one.index for one in news)


def test_the_last_step_is_shown(trainer: Trainer) -> None:
    trainer.advance(0.02, None, {"weights": {}})
    trainer.command("change_settings", {"fit.steps": 1_000})
    while (last := trainer.advance(0.5, None, {"weights": {}})).state == "running":
        pass
    assert last.probe_answers is not None
    assert last.probe_answers.index == 1_000
