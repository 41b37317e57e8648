"""The challenges of the convolutional nets are met by what they ask for, and by nothing else."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from nets.experiment.family import family_of
from nets.models.cnn.challenges import CHALLENGES, fooled, small, vertical
from nets.models.cnn.experiment import Convolutional
from nets.models.cnn.kernels import detects, vertical_edges
from nets.training.history import History
from nets.training.messages import ProbeAnswers


@dataclass
class Attempted:
    """A run as the challenges see it."""

    experiment: Any
    accuracy: tuple[float, ...] = (0.98,) * 4
    answers: dict = field(default_factory=dict)
    state: str = "running"
    index: int = 500

    @property
    def history(self):
        made = History()
        steps = np.arange(len(self.accuracy))
        made.extend({"test_accuracy": (steps, np.array(self.accuracy))})
        return made

    @property
    def probe_answers(self):
        return ProbeAnswers(self.index, self.answers)


def run(changes=None, **more):
    return Attempted(Convolutional().replace(changes or {}), **more)


LITTLE = {"net.channels": "16,32"}


def test_small_but_sharp() -> None:
    assert small([run(LITTLE)]).reached
    assert not small([]).reached
    assert not small([run()]).reached  # too large
    assert not small([run({**LITTLE, "data.classes": "0,1"})]).reached
    assert not small([run({**LITTLE, "data.train_share": 0.95})]).reached
    assert not small([run({**LITTLE, "data.name": "mnist5k", "net.channels": "4"})]).reached
    assert not small([run(LITTLE, accuracy=(0.99, 0.9, 0.99, 0.9))]).reached  # not held
    assert 0 < small([run(LITTLE, accuracy=(0.9,) * 3)]).share < 1


@pytest.mark.parametrize(
    "kernel",
    [
        [[-1, 0, 1]] * 3,
        [[1, 0, -1], [2, 0, -2], [1, 0, -1]],
        [[-0.1, 0.1]] * 2,
        [[-1, -1, 1, 1]] * 4,
        [[-1, 2, -1]] * 3,
        np.array([[-1, 0, 1]] * 3) + np.random.default_rng(0).normal(size=(3, 3)) * 0.02,
    ],
)
def test_detectors_of_vertical_edges(kernel) -> None:
    assert vertical_edges(np.array(kernel)) > 0.75
    assert detects(np.array(kernel))
    assert not detects(np.array(kernel).T)


@pytest.mark.parametrize(
    "kernel",
    [
        np.ones((3, 3)),
        np.zeros((3, 3)),
        [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        [[0, -1, 0], [-1, 4, -1], [0, -1, 0]],  # edges of every direction
        [[-1, -1, 0], [-1, 0, 1], [0, 1, 1]],  # a diagonal
        [[-1, 0, 1], [0, 0, 0], [1, 0, -1]],  # corners
        np.full((3, 3), np.nan),
        [[5.0]],
    ],
)
def test_other_kernels(kernel) -> None:
    assert not detects(np.array(kernel, dtype=float))


def test_an_eye_for_verticals() -> None:
    weights = np.random.default_rng(1).normal(size=(8, 1, 3, 3))
    assert not vertical([run(answers={"filters": {"blocks.0/weight": weights}})]).reached
    weights[5, 0] = [[-1, 0, 1]] * 3
    assert vertical([run(answers={"filters": {"blocks.0/weight": weights}})]).reached
    assert not vertical([run()]).reached
    sandbox = type("Sandbox", (), {"kernel": np.array([[-1.0, 0, 1]] * 3)})
    assert vertical([sandbox()]).reached


def patch(truth=3, before=3, after=5, area=0.06, part="test", sure=0.9):
    chances = {"before": np.eye(10)[before] * sure, "after": np.eye(10)[after] * 0.8}
    names = {"truth": truth, "before_predicted": before, "after_predicted": after, "area": area, "part": part}
    return {"patch": {name: np.asarray(value) for name, value in (names | chances).items()}}


def test_fool_the_net() -> None:
    assert fooled([run(answers=patch())]).reached
    assert str(fooled([run(answers=patch())]).words).startswith("Fooled: 3 is taken for 5")
    for bad in (patch(after=3), patch(before=5), patch(area=0.3), patch(part="train"), patch(sure=0.4),
                patch(truth=-1)):  # fmt: skip
        assert not fooled([run(answers=bad)]).reached
    assert not fooled([run(answers=patch(), accuracy=(0.5,) * 5)]).reached
    assert not fooled([run()]).reached


def test_each_begins_with_an_experiment_that_is_possible() -> None:
    for challenge in CHALLENGES:
        Convolutional().replace(dict(challenge.start))
        assert challenge.hints
    assert family_of(Convolutional).challenges == CHALLENGES
