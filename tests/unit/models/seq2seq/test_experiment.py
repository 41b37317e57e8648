"""The experiment: counts that are true, settings that are refused, and trainings that are equal and learn."""

from __future__ import annotations

from math import prod

import pytest
import torch

from nets.experiment.family import family_of
from nets.experiment.source_excerpts import excerpt
from nets.experiment.user_error import Problem
from nets.models.seq2seq.experiment import Seq2Seq
from nets.models.seq2seq.settings import Name
from nets.probes import ask
from nets.training.trainer_state import Training, train

SMALL = {"net.hidden": 9, "net.embedding": 6, "data.examples": 60, "fit.report": 2, "fit.batch": 8}
KINDS = [
    {"net.encoder": "gru", "net.decoder": "gru", "net.attention": "additive"},
    {"net.encoder": "lstm", "net.decoder": "lstm", "net.attention": "dot", "net.layers": 2, "net.forcing": 0.5},
    {"net.encoder": "rnn", "net.bidirectional": False, "net.attention": "dot"},
    {"net.encoder": "cnn", "net.decoder": "rnn", "net.attention": "scaled", "net.layers": 2, "net.dropout": 0.2},
    {"net.encoder": "gru", "net.attention": "none"},
]
OWN = "\n".join(f"{a}{b}\t{b}{a}" for a in "abcd" for b in "efgh")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(map(str, kind.values())))
def test_every_kind_trains_and_costs_what_is_told(kind) -> None:
    experiment = Seq2Seq().replace({**SMALL, "data.name": "reverse", "data.length": 5, **kind, "fit.steps": 2})
    training = Training(experiment)
    counted = {layer.name: layer.parameters for layer in experiment.layers()}
    held = {name: sum(prod(p.shape) for p in training.net.get_submodule(name).parameters()) for name in counted}
    assert {name: count for name, count in counted.items() if count} == {k: v for k, v in held.items() if v}
    assert sum(counted.values()) == sum(prod(p.shape) for p in training.net.parameters())
    while not training.over:
        last = training.update()
    assert {"train_accuracy", "test_accuracy", "test_forced", "test_free"} <= last.figures.keys()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in training.parameters)
    for formula in family_of(experiment).formulas(experiment):
        assert all(line.count("{") == line.count("}") for line in formula.latex)
    assert all(excerpt(source).text for source in family_of(experiment).sources(experiment))


@pytest.mark.parametrize("name", Name.__args__)
def test_every_task_can_be_trained(name: str) -> None:
    own = {"data.own": OWN} if name == "own" else {}
    training = Training(Seq2Seq().replace({**SMALL, "data.name": name, **own, "fit.steps": 1}))
    figures = training.update().figures
    assert figures["test_loss"] > 0
    task = training.task
    for x, answer, pair in zip(task.test_inputs, task.test_targets, task.pairs.test, strict=True):
        assert [task.source.tokens[number] for number in x if number] == task.source.side.tokenize(pair[0])
        assert task.decode(answer.tolist()) == task.target.side.join(task.target.side.tokenize(pair[1]))
        assert answer[answer != 0][-1] == 1
    learnt = {source for source, _answer in task.pairs.train}
    assert not learnt & {source for source, _answer in task.pairs.test}
    assert task.embedding(training.net).shape == (len(task.vocabulary), 6)


def test_equal_experiments_train_to_equal_numbers_whatever_else_draws() -> None:
    changes = {"data.name": "reverse", "fit.steps": 5, "net.dropout": 0.2, "net.forcing": 0.6}
    experiment = Seq2Seq().replace({**SMALL, **changes})
    first = [step.figures for step in train(experiment)]
    torch.rand(7)
    assert [step.figures for step in train(experiment)] == first


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"data.name": "numbers", "data.length": 20}, "data.length"),
        ({"data.name": "own"}, "data.own"),
        ({"net.hidden": 512, "net.layers": 3, "net.encoder": "lstm"}, "net.hidden"),
        ({"fit.batch": 4096, "net.hidden": 256}, "fit.batch"),
        ({"net.layers": 4}, "net.layers"),
    ],
)
def test_absurd_settings_are_refused(changes, key) -> None:
    with pytest.raises(Problem) as raised:
        Seq2Seq().replace(changes)
    assert key in (raised.value.values.get("key"), raised.value.values.get("along"))


def test_it_learns_to_write_backwards(trained) -> None:
    figures = ask("full_test_metrics", trained.net, trained.task)
    assert figures["test_accuracy"] > 0.85
    assert figures["test_free"] <= figures["test_forced"] + 0.02
