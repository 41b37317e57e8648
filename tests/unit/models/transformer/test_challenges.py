"""The challenges can be met, and are not met by less."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nets.models.transformer.challenges import CHALLENGES, crutch, finger, orderless
from nets.models.transformer.experiment import Transformer
from nets.training.history import History
from nets.training.messages import ProbeAnswers


@dataclass
class Tried:
    """A run as far as a challenge looks at it."""

    experiment: Transformer
    history: History = field(default_factory=History)
    state: str = "finished"
    index: int = 400
    probe_answers: ProbeAnswers | None = None


def tried(changes, accuracy: float = 0.0, **told) -> Tried:
    run = Tried(Transformer().replace(changes), probe_answers=ProbeAnswers(1, told))
    run.history.extend({"test_accuracy": (100 * np.arange(5), np.full(5, accuracy))})
    return run


def test_every_challenge_starts_with_settings_that_fit() -> None:
    for challenge in CHALLENGES:
        Transformer().replace(dict(challenge.start))
        assert not challenge.check([]).reached


def test_a_net_without_positions_has_to_be_right() -> None:
    assert orderless([tried({"net.positions": "none", "data.name": "sort"}, 0.92)]).reached
    assert not orderless([tried({"data.name": "sort"}, 0.99)]).reached
    assert not orderless([tried({"net.positions": "none", "data.name": "sort"}, 0.8)]).reached


def test_one_head_has_to_point_at_each_letter() -> None:
    def told(share: float, letters: int = 6, **more) -> float:
        weights = np.vstack([np.eye(letters)[::-1] * share, np.zeros((1, letters))])
        found = {"weights": weights, "layer": np.array(1), "head": np.array(2)} | more
        return finger([tried({"data.name": "reverse"}, translation=found)]).share

    assert told(0.85) == 1
    assert 0 < told(0.5) < 1
    assert told(0.9, letters=4) == 0
    assert finger([tried({"data.name": "reverse"}, translation={"weights": np.eye(6)[::-1]})]).share == 0, "the mean"


def test_a_part_has_to_be_missing_and_nothing_else() -> None:
    deep = {"data.name": "reverse", "net.layers": 3}
    whole, broken = tried(deep, 0.95), tried(deep | {"net.residual": False}, 0.0)
    assert crutch([whole, broken]).reached
    assert crutch([whole]).share == 0.5
    assert not crutch([whole, tried(deep | {"net.residual": False}, 0.5)]).reached
    assert not crutch([whole, tried(deep | {"net.residual": False, "fit.lr": 0.1}, 0.0)]).reached
    assert not crutch([broken]).reached
    whole.index = 5000
    assert crutch([whole, broken]).reached, "as many updates as the whole net needed, however long it trains on"
    broken.index = 150
    assert not crutch([whole, broken]).reached, "it was given less than the whole net needed"
