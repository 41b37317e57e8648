"""The task: its tensors, its losses against torch.nn.functional, its figures against scikit-learn."""

import numpy as np
import pytest
import torch
from sklearn import metrics
from torch.nn import functional

from nets.experiment.family import build
from nets.models.perceptron.examples import examples, on_plane
from nets.models.perceptron.experiment import Perceptron
from nets.models.perceptron.settings import Data
from nets.training.trainer_state import train

torch.set_num_threads(1)

HEADS = [
    {},
    {"net.loss": "mse"},
    {"net.output": "softmax"},
    {"net.output": "softmax", "net.loss": "mse"},
    {"net.output": "linear"},
    {"data.name": "iris"},
    {"data.name": "iris", "net.loss": "mse"},
    {"data.name": "iris", "net.output": "linear"},
    {"data.name": "diabetes"},
    {"data.name": "sine"},
]


def built(changes, init="he"):
    return build(Perceptron().replace({"net.init": init} | changes), torch.Generator().manual_seed(1))


@pytest.mark.parametrize("changes", HEADS)
def test_loss_equals_torch_functional(changes):
    net, task = built(changes)
    indices = torch.tensor([3, 1, 4, 1, 5])
    outputs, truth, head = net(task.train.inputs[indices]), task.train.truth[indices], task.head
    count = max(len(task.classes), 1)
    if head.loss == "cross_entropy":
        wanted = functional.cross_entropy(outputs, truth)
    elif head.loss == "binary_cross_entropy":
        wanted = functional.binary_cross_entropy(torch.sigmoid(outputs[:, 0]), truth.float())
    elif not task.classes:
        spread = task.train.truth.std(correction=0)
        wanted = functional.mse_loss(outputs[:, 0], (truth - task.train.truth.mean()) / spread)
    elif head.output == "sigmoid":
        wanted = (torch.sigmoid(outputs[:, 0]) - truth).square().mean()
    elif head.neurons == 1:
        wanted = (outputs[:, 0] - (2.0 * truth - 1)).square().mean()
    else:
        shown = torch.softmax(outputs, dim=1) if head.output == "softmax" else outputs
        wanted = (shown - torch.eye(count)[truth]).square().mean()
    torch.testing.assert_close(task.loss(net, indices), wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("changes", HEADS)
def test_report_equals_scikit_learn(changes):
    net, task = built(changes)
    figures = task.report(net.eval())
    for part, inputs, truth, targets in (
        ("train", task.train.inputs, task.train.truth, task.train.targets),
        ("test", task.test.inputs, task.test.truth, task.test.targets),
    ):
        outputs = net(inputs).detach()
        assert figures[f"{part}_loss"] == pytest.approx(task._loss(outputs, targets).item(), rel=1e-5)
        predicted = task.predictions(outputs).numpy()
        if task.classes:
            assert figures[f"{part}_accuracy"] == pytest.approx(metrics.accuracy_score(truth, predicted))
            if task.head.neurons > 1 or task.head.output == "sigmoid":
                chances = task.probabilities(outputs).numpy()
                np.testing.assert_array_equal(chances.argmax(axis=1)[chances.max(axis=1) < 1],
                                              predicted[chances.max(axis=1) < 1])  # fmt: skip
        else:
            assert figures[f"{part}_r2"] == pytest.approx(metrics.r2_score(truth, predicted), rel=1e-3)
    if not task.classes:
        assert figures["test_mae"] == pytest.approx(metrics.mean_absolute_error(truth, predicted), rel=1e-4)


def test_training_part_loss_over_all_examples_is_the_reported_one():
    net, task = built({"data.name": "wine"})
    assert task.report(net)["train_loss"] == pytest.approx(task.loss(net, torch.arange(task.size)).item(), rel=1e-5)


def test_report_looks_at_a_thousand_of_each_part():
    net, task = built({"data.size": 5000, "data.train_share": 0.5})
    figures = task.report(net)
    assert figures["train_loss"] == pytest.approx(task.loss(net, torch.arange(1000)).item(), rel=1e-5)
    assert [len(part) for part in task._evaluated.values()] == [1000, 1000]


def test_tables_are_standardised_by_their_training_part():
    _, task = built({"data.name": "breast_cancer"})
    assert task.train.inputs.mean(dim=0).abs().max() < 1e-5
    torch.testing.assert_close(task.train.inputs.std(dim=0, correction=0), torch.ones(30), atol=1e-4, rtol=0)
    assert not task.flat


def test_inputs_at_are_the_inputs_of_the_points():
    experiment = Perceptron().replace({"data.features": "x,y,x2,y2,xy,sinx,siny"})
    _, task = build(experiment, torch.Generator())
    xy, _, test = on_plane(experiment.data)
    at = task.inputs_at(xy)
    assert at.dtype == torch.float32
    ours, theirs = (rows[rows[:, 0].argsort()] for rows in (at[torch.from_numpy(~test)], task.train.inputs))
    torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", ["circles", "spiral", "sine", "iris", "diabetes"])
def test_label_noise_touches_its_share_of_the_training_part_only(name):
    clean, some, more = (examples(Data(name=name, classes=4, label_noise=share)) for share in (0.0, 0.2, 0.5))
    test = clean.test
    assert np.array_equal(clean.inputs, some.inputs)
    assert np.array_equal(test, some.test)
    assert np.array_equal(clean.targets[test], more.targets[test])
    if clean.classes:
        changed = clean.targets != some.targets
        assert changed.sum() == round(0.2 * (~test).sum())
        assert (more.targets != clean.targets)[changed].all()
        assert set(more.targets) == set(clean.targets)
    else:
        error = (more.targets - clean.targets)[~test]
        assert error.std() == pytest.approx(0.5 * clean.targets[~test].std(), rel=0.2)


@pytest.mark.parametrize("changes", HEADS)
def test_training_lowers_the_loss_and_repeats_to_the_bit(changes):
    experiment = Perceptron().replace({**changes, "fit.steps": 100, "fit.report": 100, "fit.lr": 0.1, "net.hidden": "8",
                                       "net.dropout": 0.1})  # fmt: skip
    runs = [[step.figures for step in train(experiment)] for _ in range(2)]
    assert runs[0] == runs[1]
    assert runs[0][-1]["train_loss"] < runs[0][0]["train_loss"]


def test_circles_are_learnt():
    experiment = Perceptron().replace({"fit.steps": 1500, "fit.lr": 0.1, "fit.report": 1500})
    *_, last = train(experiment)
    assert last.figures["test_accuracy"] > 0.95


def test_few_points_of_many_classes_can_be_learnt():
    points = (0, 0, 0, 1, 1, 0, 2, 2, 4)
    net, task = built({"data.name": "points", "data.points": tuple(map(float, points))})
    assert len(task.classes) == 5
    assert np.isfinite(list(task.report(net).values())).all()
