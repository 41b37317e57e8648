"""The experiment: counts that are true, settings that are refused, and trainings that are equal and learn."""

from __future__ import annotations

from math import prod

import pytest
import torch

from nets.experiment.family import family_of
from nets.experiment.source_excerpts import excerpt
from nets.experiment.user_error import Problem
from nets.models.transformer.experiment import Transformer
from nets.probes import ask
from nets.training.trainer_state import Training, train

SMALL = {"data.name": "reverse", "data.length": 5, "data.examples": 60, "net.width": 8, "net.heads": 2,
         "net.feed": 2, "fit.report": 2, "fit.batch": 8}  # fmt: skip
KINDS = [
    {"net.positions": "learned", "net.norm": "after", "net.tied": True},
    {"net.positions": "rotary", "net.norm": "off", "net.activation": "gelu", "net.layers": 1},
    {"net.positions": "none", "net.dropout": 0.2, "net.layers": 3},
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(map(str, kind.values())))
def test_every_kind_trains_and_costs_what_is_told(kind) -> None:
    experiment = Transformer().replace({**SMALL, **kind, "fit.steps": 2})
    training = Training(experiment)
    held = {name: prod(p.shape) for name, p in training.net.named_parameters()}
    for layer in experiment.layers():
        inside = [count for name, count in held.items() if name == layer.name or name.startswith(f"{layer.name}.")]
        assert layer.parameters == sum(inside) or (layer.name == "output" and experiment.net.tied)
    assert experiment.parameters == sum(held.values())
    while not training.over:
        last = training.update()
    assert {"train_accuracy", "test_accuracy", "test_forced", "test_free"} <= last.figures.keys()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in training.parameters)
    for formula in family_of(experiment).formulas(experiment):
        assert all(line.count("{") == line.count("}") for line in formula.latex)
    assert all(excerpt(source).text for source in family_of(experiment).sources(experiment))


def test_equal_experiments_train_to_equal_numbers_whatever_else_draws() -> None:
    experiment = Transformer().replace({**SMALL, "fit.steps": 4, "net.dropout": 0.2})
    first = [step.figures for step in train(experiment)]
    torch.rand(7)
    assert [step.figures for step in train(experiment)] == first


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"net.heads": 3}, "net.heads"),
        ({"net.positions": "rotary", "net.width": 12, "net.heads": 4}, "net.positions"),
        ({"net.width": 256, "net.layers": 6, "net.feed": 8}, "net.width"),
        ({"fit.batch": 4096, "net.width": 128}, "fit.batch"),
        ({"data.name": "own"}, "data.own"),
    ],
)
def test_absurd_settings_are_refused(changes, key) -> None:
    with pytest.raises(Problem) as raised:
        Transformer().replace(changes)
    assert key in (raised.value.values.get("key"), raised.value.values.get("along"))


def test_it_learns_to_write_backwards(trained) -> None:
    assert ask("full_test_metrics", trained.net, trained.task)["test_accuracy"] > 0.85
