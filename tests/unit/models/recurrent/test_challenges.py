"""The challenges can be met, and are not met by less."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nets.models.recurrent.challenges import CHALLENGES, echo, exploded, fooled
from nets.models.recurrent.experiment import Recurrent
from nets.training.history import History
from nets.training.messages import ProbeAnswers
from nets.training.trainer_state import train


@dataclass
class Tried:
    """A run as far as a challenge looks at it."""

    experiment: Recurrent
    history: History = field(default_factory=History)
    state: str = "finished"
    index: int = 20
    probe_answers: ProbeAnswers | None = None


def tried(changes, **figures: list[float]) -> Tried:
    run = Tried(Recurrent().replace(changes))
    run.history.extend({name: (np.arange(len(line)), np.array(line)) for name, line in figures.items()})
    return run


def test_every_challenge_starts_with_settings_that_fit() -> None:
    for challenge in CHALLENGES:
        Recurrent().replace(dict(challenge.start))
        assert not challenge.check([]).reached


def test_the_gated_cell_has_to_go_farther() -> None:
    solved = {"test_accuracy": [0.5, 1.0, 1.0, 1.0]}
    plain = tried({"data.name": "echo", "data.delay": 3, "net.cell": "rnn"}, **solved)
    near, far = (tried({"data.name": "echo", "data.delay": k, "net.cell": "gru"}, **solved) for k in (3, 8))
    lucky = tried({"data.name": "echo", "data.delay": 8, "net.cell": "gru"}, test_accuracy=[0.5, 1.0, 0.5])
    assert not echo([plain, near, lucky]).reached
    assert not echo([far]).reached
    assert echo([plain, far]).reached


def test_a_net_explodes_and_is_cured_by_clipping_alone() -> None:
    wild = {"net.cell": "rnn", "net.activation": "relu", "net.gain": 3.0, "data.length": 40, "data.examples": 50,
            "net.hidden": 8, "fit.clip": 0.0, "fit.steps": 5}  # fmt: skip
    run = tried(wild)
    for step in train(run.experiment):
        run.history.extend({name: (np.array([step.index]), np.array([v])) for name, v in step.figures.items()})
    assert not exploded([run]).reached
    assert exploded([run]).share == 0.5
    learns = {"test_loss": [1.0] + [0.1] * 20}
    assert exploded([run, tried(wild | {"fit.clip": 1.0}, **learns)]).reached
    assert not exploded([run, tried(wild | {"fit.clip": 1.0, "net.gain": 1.0}, **learns)]).reached


def test_a_good_net_has_to_be_wrong_about_what_is_meant() -> None:
    def said(part: str, meant: int, accuracy: float) -> bool:
        run = tried({"data.name": "sentiment"}, test_accuracy=[accuracy] * 9)
        told = {"part": np.array(part), "meant": np.array(meant), "predicted": np.array(0)}
        run.probe_answers = ProbeAnswers(1, {"unrolled": told})
        return fooled([run]).reached

    assert said("own", 1, 0.99)
    assert not said("own", 0, 0.99)
    assert not said("own", -1, 0.99)
    assert not said("own", 1, 0.6)
    assert not said("test", 1, 0.99)
