"""The neuron's settings fit together whatever is turned; it finds what formulas and scikit-learn find."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LinearRegression, LogisticRegression

from nets.datasets.toy.houses import homes
from nets.experiment.user_error import Problem
from nets.models.neuron.examples import examples
from nets.models.neuron.experiment import Neuron
from nets.models.neuron.settings import CLASSES
from nets.probes.predictions.least_squares import solve_least_squares
from nets.training.trainer_state import Training

EXAM = {"data.name": "exam", "net.activation": "sigmoid", "net.loss": "binary_cross_entropy"}
OPTIONS = {key: Neuron.settings_by_key()[key].options for key in ("data.name", "net.activation", "net.loss")}


def trained(changes, steps):
    training = Training(Neuron().replace({**changes, "fit.steps": steps}))
    while not training.over:
        training.update()
    return training


def weights(training):
    return [getattr(training.net.output, name).detach().numpy() for name in ("weight", "bias")]


def test_the_houses_are_those_of_the_book():
    columns, price = homes()
    (slope,), bias = solve_least_squares(columns["area"][:, None], price[:, None])
    assert len(price) == 88
    assert (100 * bias[0], 0.1 * slope[0]) == pytest.approx((11.204, 0.14021), rel=1e-4)  # in the file's units


@pytest.mark.parametrize("changes", [{}, {"data.standard": True, "data.inputs": "area,lot,rooms", "data.seed": 3}])
def test_gradient_descent_finds_least_squares(changes):
    training = trained({**changes, "fit.lr": 0.12}, 1200)
    inputs, targets = training.task.train.inputs.numpy(), training.task.train.targets.numpy()
    reference = LinearRegression().fit(inputs, targets)
    solved = solve_least_squares(inputs, targets)
    for found, formula, theirs in zip(weights(training), solved, (reference.coef_, reference.intercept_), strict=True):
        np.testing.assert_allclose(formula, theirs, rtol=1e-4)
        np.testing.assert_allclose(found, formula, atol=2e-2)


def test_cross_entropy_finds_logistic_regression():
    training = trained({**EXAM, "data.standard": True, "fit.lr": 10.0}, 400)
    reference = LogisticRegression(C=np.inf).fit(training.task.train.inputs.numpy(), training.task.train.truth.numpy())
    for found, theirs in zip(weights(training), (reference.coef_, reference.intercept_), strict=True):
        np.testing.assert_allclose(found, theirs, rtol=2e-3)


def test_a_choice_brings_along_what_goes_with_it():
    """From every setting that fits, turning any one setting leads to another that fits, and to what was chosen."""
    reached, waiting = set(), [Neuron()]
    while waiting:
        now = waiting.pop()
        if tuple(map(now.value, OPTIONS)) in reached:
            continue
        reached.add(tuple(map(now.value, OPTIONS)))
        for key, option in ((key, option) for key, options in OPTIONS.items() for option in options):
            classes = len(CLASSES.get(option if key == "data.name" else now.data.name, ()))
            if key != "data.name" and not _possible(option, classes):
                with pytest.raises(Problem):
                    now.replace(now.completed({key: option}))
                continue
            after = now.replace(now.completed({key: option}))
            assert after.value(key) == option
            waiting.append(after)
    assert len(reached) == 3 * 6 + 2 * 9 + 2, "three kinds of numbers, two pairs of classes, three classes"


def _possible(option, classes):
    """Whether an activation or a loss makes sense for so many classes."""
    wants = {"softmax": classes > 1, "cross_entropy": classes > 1, "binary_cross_entropy": classes == 2}
    bends = set(OPTIONS["net.activation"]) - {"softmax"}
    return wants.get(option, classes < 3 if option in bends else True)


def test_its_answers_and_figures_are_those_of_torch():
    training = trained({"data.name": "three", "net.activation": "softmax", "net.loss": "cross_entropy"}, 3)
    held = examples(training.experiment.data)
    weight, bias = map(torch.tensor, weights(training))
    outputs = torch.tensor(held.inputs[held.test]) @ weight.T + bias
    loss = torch.nn.functional.cross_entropy(outputs, torch.tensor(held.targets[held.test]))
    figures = training.measure().figures
    assert figures["test_loss"] == pytest.approx(loss.item(), rel=1e-5)
    assert figures["weight/2/1"] == weight[2, 1].item()
    assert figures["bias/1"] == bias[1].item()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"net.activation": "softmax"}, "here a number is to be predicted"),
        ({"net.loss": "cross_entropy"}, "needs the activation softmax"),
        ({"data.name": "three"}, "Choose softmax"),
        ({"data.inputs": ""}, "at least one input"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(changes, said):
    with pytest.raises(Problem, match=said):
        Neuron().replace(changes)


def test_a_rate_beyond_the_steepest_curvature_diverges_and_one_below_does_not():
    task = Training(Neuron()).task
    inputs = np.column_stack([task.train.inputs.numpy(), np.ones(task.size)])
    limit = 2 / np.linalg.eigvalsh(2 * inputs.T @ inputs / task.size).max()
    assert trained({"fit.lr": 1.1 * limit}, 600).diverged
    assert not trained({"fit.lr": 0.95 * limit}, 600).diverged
