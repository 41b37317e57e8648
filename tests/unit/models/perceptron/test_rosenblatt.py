"""Rosenblatt's rule, the batch rule, the averaged perceptron and the delta rule, against their rules by hand."""

import numpy as np
import pytest

from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron
from nets.training.trainer_state import Training
from ui.panels.perceptron.learning_rules import RULES, SINGLE, changes_to, rule_of

BLOBS = {"data.name": "blobs", "data.noise": 0.1, "fit.steps": 5000}


def single(rule, changes=()):
    experiment = Perceptron().replace(BLOBS | dict(changes))
    return Training(experiment.replace(changes_to(experiment, rule)))


def weights(training):
    net = training.net.output
    return np.append(net.weight.detach().double().numpy()[0], net.bias.item())


def examples(training):
    """Inputs with a 1 for the bias (N, 3), and classes as -1 and 1 (N,)."""
    inputs = training.task.train.inputs.double().numpy()
    return np.column_stack([inputs, np.ones(len(inputs))]), 2 * training.task.train.truth.numpy() - 1


@pytest.mark.parametrize("noise", [0.1, 0.7])
def test_only_a_mistake_moves_the_line_and_by_the_example(noise):
    training = single("perceptron", {"data.noise": noise, "fit.lr": 0.5})
    training.change_settings({"fit.lr": 0.5, "fit.stop_at": "none"})
    inputs, sides = examples(training)
    moved = 0
    for _ in range(200):
        before = weights(training)
        at = int(training.update().figures["example"])
        wrong = sides[at] * (inputs[at] @ before) <= 1e-7
        wanted = before + 0.5 * sides[at] * inputs[at] * wrong
        np.testing.assert_allclose(weights(training), wanted, atol=1e-5)
        moved += wrong
    assert 0 < moved < 200


def test_the_batch_rule_adds_all_mistakes():
    training = single("batch", {"data.noise": 0.7})
    training.change_settings({"fit.stop_at": "none"})
    inputs, sides = examples(training)
    for _ in range(5):
        before = weights(training)
        wrong = sides * (inputs @ before) <= 1e-7
        training.update()
        step = (sides[wrong, None] * inputs[wrong]).sum(axis=0) / len(inputs)
        np.testing.assert_allclose(weights(training), before + step, atol=1e-5)


def test_the_delta_rule_moves_by_the_error():
    training = single("delta")
    inputs, sides = examples(training)
    for _ in range(50):
        before = weights(training)
        at = int(training.update().figures["example"])
        step = 2 * 0.03 * (sides[at] - inputs[at] @ before) * inputs[at]
        np.testing.assert_allclose(weights(training), before + step, atol=1e-5)


@pytest.mark.parametrize("rule", ["perceptron", "averaged"])
def test_separable_classes_are_separated_and_the_run_ends(rule):
    training = single(rule)
    while not training.over:
        figures = training.update().figures
    assert training.stopping.ended.reason == "target"
    assert figures["train_accuracy"] == 1
    assert ("averaged_test_accuracy" in figures) == (rule == "averaged")


def test_the_average_is_calmer_where_no_line_separates():
    training = single("averaged", {"data.noise": 0.7, "fit.report": 5})
    own, mean = [], []
    while training.index < 2000:
        figures = training.update().figures
        if training.index > 500 and "test_accuracy" in figures:
            own.append(figures["test_accuracy"])
            mean.append(figures["averaged_test_accuracy"])
    assert np.std(mean) < 0.3 * np.std(own)
    assert np.mean(mean) > np.mean(own)


def test_a_rule_is_recognised_and_sets_up_data_of_two_classes():
    for rule in RULES:
        for start in ({}, {"data.name": "iris"}, {"data.name": "sine"}, {"data.features": "x,x2"}):
            experiment = Perceptron().replace(start)
            assert rule_of(experiment) == ""
            after = experiment.replace(changes_to(experiment, rule))
            assert rule_of(after) == rule
            assert after.classes == 2
            assert after.net.hidden == SINGLE["net.hidden"]
            assert after.data.name == ("blobs" if start.get("data.name") else "circles")


def test_the_loss_needs_two_classes_and_a_linear_output():
    for changes in ({"data.name": "iris"}, {"data.name": "sine"}, {"net.output": "sigmoid"}):
        with pytest.raises(Problem) as found:
            Perceptron().replace({"net.loss": "perceptron"} | changes).head  # noqa: B018
        assert found.value.values["key"] == "net.loss"
