"""The loss over two weights, the line at once, and the curve are what the net itself would say."""

import numpy as np
import pytest
import torch

from nets.experiment.user_error import Problem
from nets.models.neuron.experiment import Neuron
from nets.probes import ask
from nets.training.trainer_state import Training

KINDS = {
    "line": {"data.standard": True, "data.inputs": "area,lot"},
    "mse of a sigmoid": {"data.name": "exam", "net.activation": "sigmoid"},
    "softmax": {"data.name": "three", "net.activation": "softmax", "net.loss": "cross_entropy"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_height_is_the_loss_with_these_two_weights(kind):
    training = Training(Neuron().replace(KINDS[kind]))
    net, task, neuron = training.net, training.task, len(training.net.output.bias) - 1
    before = {name: value.clone() for name, value in net.state_dict().items()}
    found = ask("loss_over_two_weights", net, task, first=(neuron, 0), second=(neuron, -1), reach=(2, 8), n=5)
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert net.output.weight.grad is None
    loss = task.loss(net, torch.arange(task.size))
    loss.backward()
    assert found["loss"] == pytest.approx(loss.item(), rel=1e-6)
    slopes = net.output.weight.grad[neuron, 0].item(), net.output.bias.grad[neuron].item()
    assert found["gradient"] == pytest.approx(slopes, rel=1e-4)
    middles = np.linspace(-0.8, 0.8, 5)
    for row, column in ((0, 0), (1, 4), (3, 2)):
        net.output.weight.data[neuron, 0] = 2 * middles[column]
        net.output.bias.data[neuron] = 8 * middles[row]
        assert found["losses"][row, column] == pytest.approx(task.loss_of(net(task.train.inputs)).item(), rel=1e-4)


def test_a_net_that_has_run_away_still_has_a_surface():
    training = Training(Neuron().replace({"fit.lr": 0.4}))
    while not training.over:
        training.update()
    found = ask("loss_over_two_weights", training.net, training.task, reach=(4, 4))
    assert training.diverged
    assert np.isfinite(found["losses"]).all()


def test_the_curve_is_asked_for_in_the_units_of_the_data():
    for standard in (False, True):
        training = Training(Neuron().replace({"data.standard": standard}))
        found = ask("response_curve", training.net, training.task, low=1.0, high=4.0, n=4)
        answers = training.net(training.task.scaled(found["x"][:, None])).detach().numpy()
        np.testing.assert_array_equal(found["answers"], answers)
        assert found["x"].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("probe", "changes", "asked"),
    [
        ("loss_over_two_weights", {}, {"first": (0, 1)}),
        ("loss_over_two_weights", {}, {"reach": (0, 4)}),
        ("response_curve", {"data.inputs": "area,lot"}, {}),
        ("least_squares", {"net.activation": "tanh"}, {}),
    ],
)
def test_what_cannot_be_drawn_says_so(probe, changes, asked):
    training = Training(Neuron().replace(changes))
    with pytest.raises(Problem):
        ask(probe, training.net, training.task, **asked)
