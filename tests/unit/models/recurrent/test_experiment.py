"""The experiment: counts that are true, settings that are refused, and trainings that are equal and learn."""

from __future__ import annotations

import json
from math import prod

import pytest
import torch

from nets.__main__ import main
from nets.experiment.family import build, family_of
from nets.experiment.source_excerpts import excerpt
from nets.experiment.user_error import Problem
from nets.models.recurrent.experiment import Recurrent
from nets.models.recurrent.settings import Cell, Name
from nets.training.trainer_state import Training, train

SMALL = {"net.hidden": 9, "data.examples": 60, "data.length": 12, "fit.report": 5}


@pytest.mark.parametrize("cell", Cell.__args__)
@pytest.mark.parametrize("name", Name.__args__)
def test_every_task_trains_with_every_cell(name: str, cell: str) -> None:
    experiment = Recurrent().replace({**SMALL, "data.name": name, "net.cell": cell, "net.layers": 2, "fit.steps": 3,
                                      "net.bidirectional": True, "fit.batch": 8})  # fmt: skip
    training = Training(experiment)
    counted = {layer.name: layer.parameters for layer in experiment.layers()}
    held = {name: sum(prod(p.shape) for p in training.net.get_submodule(name).parameters()) for name in counted}
    assert counted == held
    assert sum(counted.values()) == sum(prod(p.shape) for p in training.net.parameters())
    while not training.over:
        last = training.update()
    assert f"test_{experiment.metric}" in last.figures
    assert all(p.grad is not None and p.grad.isfinite().all() for p in training.parameters)
    for formula in family_of(experiment).formulas(experiment):
        assert all(line.count("{") == line.count("}") for line in formula.latex)
    assert all(excerpt(source).text for source in family_of(experiment).sources(experiment))


def test_equal_experiments_train_to_equal_numbers_whatever_else_draws() -> None:
    experiment = Recurrent().replace({**SMALL, "fit.steps": 8, "net.dropout": 0.2, "net.layers": 2})
    first = [step.figures for step in train(experiment)]
    torch.rand(7)
    assert [step.figures for step in train(experiment)] == first


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"data.name": "echo", "data.delay": 30}, "data.delay"),
        ({"data.name": "text", "data.text": "short"}, "data.text"),
        ({"data.name": "text", "data.text": "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))}, "data.text"),
        ({"net.hidden": 512, "net.layers": 3, "net.cell": "lstm"}, "net.hidden"),
        ({"data.length": 400, "fit.batch": 4096}, "fit.batch"),
        ({"net.layers": 4}, "net.layers"),
    ],
)
def test_absurd_settings_are_refused(changes, key) -> None:
    with pytest.raises(Problem) as raised:
        Recurrent().replace(changes)
    assert raised.value.values["key"] == key


def test_the_forget_bias_and_orthogonal_weights_are_as_asked() -> None:
    net, _ = build(Recurrent().replace({"net.cell": "lstm", "net.gain": 2.0, "net.hidden": 8}), torch.Generator())
    layer = net.layers[0].forward_layer
    assert layer.bias_ih_l0.data.tolist() == [0.0] * 8 + [1.0] * 8 + [0.0] * 16
    for gate in layer.weight_hh_l0.data.split(8):
        assert torch.allclose(gate @ gate.T, 4 * torch.eye(8), atol=1e-5)


@pytest.mark.slow
def test_the_adding_problem_needs_gates(capsys) -> None:
    found = {}
    for cell in ("gru", "rnn"):
        command = ["train", "recurrent", "fit.steps=500", "fit.report=500", f"net.cell={cell}"]
        assert main([*command, "data.length=24", "net.init=uniform", "--json"]) == 0
        found[cell] = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["gru"]["whole_test_mse"] < 0.02
    assert found["rnn"]["whole_test_mse"] > 0.1
    assert found["gru"]["baseline_mean"] == pytest.approx(1 / 6, abs=0.02)


@pytest.mark.parametrize(
    ("task", "bag", "language"), [("sentiment", "bag_of_words", "en"), ("tagging", "each_symbol", "zh")]
)
def test_order_matters_in_sentences(capsys, task, bag, language) -> None:
    command = ["train", "recurrent", f"data.name={task}", f"data.language={language}", "fit.steps=250"]
    assert main([*command, "net.bidirectional=true", "fit.report=250", "net.hidden=32", "--json"]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["whole_test_accuracy"] > 0.95
    assert last[f"baseline_{bag}"] < last["whole_test_accuracy"] - 0.05
