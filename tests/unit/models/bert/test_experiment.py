"""The experiment: counts that are true, settings that are refused, trainings that are equal, and fine-tuning that
really begins with what was learnt before."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest
import torch

from nets.experiment.family import family_of
from nets.experiment.source_excerpts import excerpt
from nets.experiment.user_error import Problem
from nets.models.bert import weights
from nets.models.bert.experiment import Bert
from nets.training.checkpoint import write
from nets.training.trainer_state import Training, train
from tests.support.trainings.small_bert import SMALL, TEXT

FEW = SMALL | {"net.width": 12, "fit.batch": 8, "fit.steps": 2, "fit.report": 1}
KINDS = [
    {"net.layers": 2, "data.next": True},
    {"net.norm": "before", "net.positions": "sinusoidal"},
    {"net.norm": "off", "net.positions": "rotary", "net.residual": False, "net.activation": "relu", "net.dropout": 0.2},
    {"data.goal": "verdict", "data.labels": 30, "net.positions": "none"},
    {"data.name": "stories", "data.tokens": "characters", "data.goal": "verdict", "data.labels": 20, "data.length": 40},
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(map(str, kind.values())))
def test_every_kind_trains_and_costs_what_is_told(kind) -> None:
    experiment = Bert().replace(FEW | kind)
    training = Training(experiment)
    counted = {layer.name: layer.parameters for layer in experiment.layers()}
    held = {
        name: sum(prod(p.shape) for key, p in training.named.items() if f"{key}.".startswith(f"{name}."))
        for name in counted
    }
    assert {name: count for name, count in counted.items() if count != held[name]} == {}
    assert experiment.parameters == sum(prod(p.shape) for p in training.parameters)
    while not training.over:
        last = training.update()
    assert {"train_loss", "train_accuracy", "test_loss", "test_accuracy"} <= last.figures.keys()
    assert ("test_next" in last.figures) == (experiment.data.goal == "blanks" and experiment.data.next)
    reached = {
        name.split(".")[0] for name, p in training.named.items() if p.grad is not None and p.grad.abs().sum() > 0
    }
    told = {"pooler", "next_sentence"} if experiment.data.next else set()
    heads = told if experiment.data.goal == "blanks" else {"pooler", "output"}
    assert {"embedding", "stack"} | heads <= reached
    for formula in family_of(experiment).formulas(experiment):
        assert all(line.count("{") == line.count("}") for line in formula.latex)
    assert all(excerpt(source).text for source in family_of(experiment).sources(experiment))


def test_equal_experiments_train_to_equal_numbers_whatever_else_draws() -> None:
    experiment = Bert().replace(FEW | {"fit.steps": 4, "net.dropout": 0.3})
    first = [step.figures for step in train(experiment)]
    torch.rand(7)
    assert [step.figures for step in train(experiment)] == first


def test_fine_tuning_begins_with_the_pre_trained_weights_and_differs_in_nothing_else(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("NETS_WEIGHTS", str(tmp_path))
    before = Training(Bert().replace(FEW | {"fit.steps": 3}))
    while not before.over:
        before.update()
    name = weights.keep(write(before), {"step": np.array([3])})
    judging = Bert().replace(FEW | {"data.goal": "verdict", "data.labels": 30})
    tuned, scratch = Training(judging.replace({"net.start": name})), Training(judging)
    for key, tensor in tuned.net.state_dict().items():
        assert torch.equal(tensor, (scratch if key.startswith("output") else before).net.state_dict()[key]), key
    assert torch.equal(tuned.batches.draw(8), scratch.batches.draw(8))
    assert tuned.task.pretraining["step"].tolist() == [3]
    with pytest.raises(Problem):
        Training(judging.replace({"net.start": name, "net.width": 16}))  # of another net
    with pytest.raises(Problem):
        Training(judging.replace({"net.start": "sha256:" + "0" * 64}))


def test_pre_training_that_is_only_named_by_its_steps_is_made_while_the_net_is_built() -> None:
    made = Bert().replace(FEW | {"data.goal": "verdict", "data.labels": 30, "net.pretrain": 2})
    tuned, before = Training(made), Training(made.first)
    while not before.over:
        before.update()
    assert torch.equal(tuned.net.embedding.vectors, before.net.embedding.vectors)
    assert tuned.task.pretraining["step"].tolist() == [0, 1, 2]
    assert len(made.from_strings(made.strings()).strings()) == len(made.strings())


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"net.heads": 3}, "net.heads"),
        ({"net.heads": 16, "net.width": 16, "net.positions": "rotary"}, "net.positions"),
        ({"data.name": "own"}, "data.text"),
        ({"data.name": "own", "data.text": "One sentence. Two."}, "data.text"),
        ({"net.width": 384, "net.layers": 6}, "net.width"),
        ({"fit.batch": 4096}, "fit.batch"),
        ({"net.start": "../../etc/passwd"}, "net.start"),
        ({"data.goal": "verdict", "net.pretrain": 5000, "net.width": 128}, "net.pretrain"),
        ({"data.name": "own", "data.text": TEXT, "data.length": 8}, "data.length"),
    ],
)
def test_absurd_settings_are_refused(changes, key) -> None:
    with pytest.raises(Problem) as raised:
        Bert().replace(changes)
    assert key in (raised.value.values.get("key"), raised.value.values.get("along"))


def test_it_learns_to_fill_blanks(trained) -> None:
    figures = trained.task.whole(trained.net.eval())
    trained.net.train()
    assert figures["test_accuracy"] > 0.8
