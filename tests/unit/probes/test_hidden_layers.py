"""The line, the hidden space, the bends and the output layer: their probes equal an independent reckoning."""

import numpy as np
import pytest
import torch

from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron
from nets.probes import ask
from nets.training.trainer_state import Training
from nets.training.weight_averaging import averaged_weights

SINGLE = {"net.hidden": "", "data.name": "moons", "fit.average": True}


def trained(changes, updates=40):
    made = Training(Perceptron().replace(changes))
    for _ in range(updates):
        made.update()
    return made


@pytest.mark.parametrize(
    "changes", [SINGLE, SINGLE | {"net.output": "softmax"}, {"net.hidden": "", "data.name": "sine"}]
)
def test_the_net_is_undecided_on_its_line_and_sure_beyond(changes):
    made = trained(changes)
    found = ask("decision_line", made.net, made.task)
    normal, offset = found["normal"], found["offset"]
    foot = -offset * normal / (normal @ normal)
    along = np.array([-normal[1], normal[0]]) / np.linalg.norm(normal)
    on_line = foot + np.linspace(-5, 5, 7)[:, None] * along  # (7, 2)
    with torch.no_grad():
        sure = made.task.signed(made.net(made.task.inputs_at(on_line)))
        beyond = made.task.signed(made.net(made.task.inputs_at(on_line + normal)))
    np.testing.assert_allclose(sure.numpy(), 0, atol=1e-5)
    assert (beyond > 0).all()


def test_the_averaged_line_is_that_of_the_averaged_weights():
    made = trained(SINGLE)
    found = ask("decision_line", made.net, made.task)
    with averaged_weights(made.net):
        same = ask("decision_line", made.net, made.task)
    np.testing.assert_array_equal(found["averaged_normal"], same["normal"])
    assert not np.allclose(found["averaged_normal"], found["normal"])


def test_features_that_bend_the_plane_have_no_line():
    for changes in ({"net.hidden": "", "data.features": "x,y,x2"}, {"net.hidden": "3"}, {"data.name": "iris"}):
        made = trained(changes, 3)
        with pytest.raises(Problem):
            ask("decision_line", made.net, made.task)


def test_the_hidden_space_holds_the_examples_and_the_bent_grid():
    made = trained({"net.hidden": "5,3"})
    found = ask("hidden_space", made.net, made.task, layer="hidden.0", units=(4, 1))
    first = made.net.hidden[0]
    with torch.no_grad():
        inputs = torch.cat([made.task.train.inputs[:150], made.task.test.inputs[:150]])
        wanted = torch.tanh(inputs @ first.weight.T + first.bias)[:, [4, 1]].numpy()
        places = np.array([[-6.0, -6.0], [6.0, -6.0], [-6.0, 6.0], [0.0, 0.0]])
        corners = torch.tanh(made.task.inputs_at(places) @ first.weight.T + first.bias)[:, [4, 1]].numpy()
    np.testing.assert_allclose(found["points"], wanted, atol=1e-6)
    assert found["test"].tolist() == [False] * 150 + [True] * 150
    grid = found["grid"]
    assert grid.shape == (26, 25, 2)
    for line, place, corner in ((0, 0, 0), (0, 24, 1), (12, 0, 2), (6, 12, 3), (13, 0, 0), (25, 0, 1), (13, 24, 2)):
        np.testing.assert_allclose(grid[line, place], corners[corner], atol=1e-6)
    assert found["reach"].tolist() == [-1, 1]


def test_a_table_has_a_hidden_space_without_a_grid():
    made = trained({"data.name": "iris", "net.activation": "relu"})
    found = ask("hidden_space", made.net, made.task)
    assert str(found["layer"]) == "hidden.1"
    assert found["grid"].shape == (0, 25, 2)
    assert np.isnan(found["reach"]).all()
    with pytest.raises(Problem):
        ask("hidden_space", made.net, made.task, units=(0, 9))


SLOPES = {
    "identity": lambda z: np.ones_like(z),
    "sigmoid": lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
    "tanh": lambda z: 1 / np.cosh(z) ** 2,
    "relu": lambda z: (z > 0).astype(float),
    "leaky_relu": lambda z: np.where(z > 0, 1, 0.01),
}


@pytest.mark.parametrize("kind", SLOPES)
def test_a_bend_is_told_with_its_slope_and_where_the_sums_fall(kind):
    made = trained({"net.activation": kind, "net.hidden": "6,4"})
    found = ask("activation_functions", made.net, made.task)
    assert found["kinds"].tolist() == [kind, kind]
    z = found["hidden.1/sum"]
    np.testing.assert_allclose(found["hidden.1/slope"], SLOPES[kind](z), atol=1e-5)
    with torch.no_grad():
        np.testing.assert_allclose(
            found["hidden.1/value"], made.net.hidden[1].activation(torch.tensor(z, dtype=torch.float32)), atol=1e-6
        )
        first = made.net.hidden[0]
        sums = (made.task.sample @ first.weight.T + first.bias).double().numpy()
    assert found["hidden.0/steep"] == pytest.approx(SLOPES[kind](sums).mean(), abs=1e-5)
    assert found["hidden.0/counts"].sum() == sums.size
    inner = np.histogram(sums, found["hidden.0/edges"])[0]
    np.testing.assert_allclose(found["hidden.0/counts"][1:-1], inner[1:-1], atol=1)


def test_the_output_layer_on_one_example():
    made = trained({"data.name": "iris"})
    found = ask("output_layer", made.net, made.task, part="test", index=3)
    with torch.no_grad():
        sums = made.net(made.task.test.inputs[3:4])[0].numpy()
    np.testing.assert_allclose(found["sums"], sums, rtol=1e-6)
    np.testing.assert_allclose(found["probabilities"], np.exp(sums) / np.exp(sums).sum(), rtol=1e-5)
    assert (int(found["predicted"]), int(found["truth"])) == (sums.argmax(), int(made.task.test.truth[3]))
    assert found["counts"].tolist() == [len(made.task.train.inputs), len(made.task.test.inputs)]
    two = trained({"net.output": "sigmoid"})
    found = ask("output_layer", two.net, two.task)
    assert found["probabilities"][1] == pytest.approx(1 / (1 + np.exp(-found["sums"][0])), rel=1e-5)
    number = trained({"data.name": "diabetes"})
    found = ask("output_layer", number.net, number.task)
    assert "probabilities" not in found
    assert found["predicted"] == pytest.approx(
        found["sums"][0] * number.task.target_scale.deviation + number.task.target_scale.mean, rel=1e-5
    )
