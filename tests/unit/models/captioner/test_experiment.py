"""The captioner's settings: what they cost, what is refused, and that equal ones learn the same."""

from __future__ import annotations

import pytest
import torch

from nets.experiment.user_error import Problem
from nets.models.captioner.experiment import Captioner
from nets.training.trainer_state import train

EASY = {"data.longest": 2, "data.gap": 0.1, "data.shift": 0.0, "data.noise": 0.0, "data.examples": 1000}
SMALL = {"net.channels": "8,16", "net.hidden": 32, "fit.lr": 0.006, "fit.report": 100}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"net.decoder": "lstm", "net.attention": "dot", "net.norm": False, "net.channels": "4,8,8"},
        {"net.attention": "none", "net.places": False, "net.decoder": "rnn"},
        {"data.name": "mnist5k", "net.attention": "scaled", "net.kernel": 4, "net.hidden": 16},
        {"net.attention": "dot", "net.hidden": 32},
    ],
)
def test_the_counts_are_those_of_the_net(changes) -> None:
    from nets.models.captioner.build import bare

    experiment = Captioner().replace(changes)
    net = bare(experiment, torch.Generator().manual_seed(0))
    for layer in experiment.layers():
        found = sum(parameter.numel() for parameter in net.get_submodule(layer.name).parameters())
        assert found == layer.parameters, layer.name
    assert sum(parameter.numel() for parameter in net.parameters()) == experiment.parameters
    assert tuple(net.feature_map(torch.zeros(1, *experiment.image)).shape[2:]) == experiment.places


@pytest.mark.parametrize(
    "changes",
    [
        {"net.channels": "64,64,64,64", "net.kernel": 7},
        {"net.channels": ""},
        {"net.channels": "4,4,4,4,4"},
        {"net.channels": "999"},
        {"data.longest": 5},
        {"data.held": 1.0},
        {"data.name": "letters"},
        {"net.attention": "multihead"},
        {"net.forcing": 1.5},
        {"data.examples": 10**9},
        {"data.name": "mnist5k", "net.channels": "64,64", "fit.batch": 4096},
    ],
)
def test_absurd_settings_are_refused_with_a_sentence(changes) -> None:
    with pytest.raises(Problem) as found:
        Captioner().replace(changes)
    assert str(found.value).strip()


def test_larger_digits_come_with_one_block_more() -> None:
    first = Captioner()
    larger = first.replace(first.completed({"data.name": "mnist5k"}))
    assert larger.net.channels == (16, 32, 64)
    assert larger.replace(larger.completed({"data.name": "digits"})) == first
    assert "net.channels" not in first.completed({"fit.lr": 0.1})
    own = first.replace({"net.channels": "5,6"})
    assert own.replace(own.completed({"data.name": "mnist5k"})).net.channels == (5, 6)


def test_it_learns_in_seconds_and_equal_experiments_learn_the_same() -> None:
    experiment = Captioner().replace(EASY | SMALL | {"fit.steps": 120})
    steps = list(train(experiment))
    assert steps[-1].figures["test_words"] > 0.5, "0.4 is what guessing the digits would reach"
    assert steps[-1].figures["test_focus"] > 2 * steps[0].figures["test_focus"], "the look contracts"
    again = train(experiment)
    for before, now in zip(steps[:3], again, strict=False):
        assert before == now
