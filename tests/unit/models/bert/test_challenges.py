"""The challenges of BERT are met by what they ask for, and by nothing less."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from nets.models.bert.challenges import CHALLENGES, both_sides, few_labels, positions
from nets.models.bert.experiment import Bert
from nets.training.history import History
from nets.training.messages import ProbeAnswers

KEPT = "sha256:" + "1" * 64


def run(accuracy: float, told: dict[str, Any] | None = None, index: int = 350, **changes: Any) -> Any:
    """A run that has kept to an accuracy, and perhaps looked at a row."""
    history = History()
    history.extend({"test_accuracy": (50 * np.arange(8), np.full(8, accuracy))})
    latest = ProbeAnswers(8, {"mask_predictions": told}) if told else None
    made = Bert().replace({key.replace("_", ".", 1): value for key, value in changes.items()})
    return SimpleNamespace(experiment=made, history=history, probe_answers=latest, state="paused", index=index)


def row(best: str, ahead: str, chance: float, part: str = "own") -> dict[str, Any]:
    found = {
        "part": part,
        "places": [4],
        "likely": [[best, "x"]],
        "likely_probabilities": [[chance, 0.1]],
        "ahead": [ahead],
    }
    return {name: np.array(value) for name, value in found.items()}


def test_a_blank_must_be_filled_by_what_follows_it() -> None:
    assert both_sides([run(0.7, row("film", "music", 0.8))]).share == 1
    for other in (row("film", "film", 0.8), row("film", "music", 0.4), row("film", "music", 0.8, "test")):
        assert both_sides([run(0.7, other)]).share == 0
    assert both_sides([run(0.3, row("film", "music", 0.8))]).share == 0


def test_pre_training_must_be_worth_something_on_the_same_few_labels() -> None:
    judging = {"data_goal": "verdict"}
    tuned, alone = run(0.75, net_start=KEPT, **judging), run(0.67, **judging)
    assert few_labels([tuned, alone]).share == 1
    assert few_labels([tuned, run(0.72, **judging)]).share < 1
    assert few_labels([tuned, run(0.67, data_seed=3, **judging)]).share < 1
    assert few_labels([tuned, run(0.67, **judging, net_layers=1)]).share < 1, "another net"
    assert few_labels([tuned, run(0.67, index=150, **judging)]).share < 1, "one of them has hardly learnt"
    many = {**judging, "data_labels": 1000}
    assert few_labels([run(0.94, net_start=KEPT, **many), run(0.83, **many)]).share < 1
    assert few_labels([alone]).share < few_labels([tuned, run(0.72, **judging)]).share


def test_order_must_be_worth_something_on_the_same_data() -> None:
    bare = run(0.5, net_positions="none")
    assert positions([run(0.65), bare]).share == 1
    assert positions([run(0.58), bare]).share < 1
    assert positions([run(0.65, data_name="stories"), bare]).share < 1
    assert positions([run(0.65, net_width=32), bare]).share < 1, "another net"
    assert positions([run(0.65), run(0.5, index=50, net_positions="none")]).share < 1, "it has hardly learnt"


def test_every_challenge_begins_with_settings_that_exist() -> None:
    for challenge in CHALLENGES:
        begun = Bert().replace(challenge.start)
        assert {key: begun.value(key) for key in challenge.start} == challenge.start
