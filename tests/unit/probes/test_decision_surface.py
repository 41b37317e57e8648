"""The surface against the net asked point by point."""

import numpy as np
import pytest
import torch

from nets.experiment.family import build
from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron
from nets.probes.predictions.decision_surface import cell_centres, decision_surface

torch.set_num_threads(1)


def built(**changes):
    experiment = Perceptron().replace({key.replace("__", "."): value for key, value in changes.items()})
    return build(experiment, torch.Generator().manual_seed(2))


def direct(net, task, n):
    """Raw outputs at each cell (n, n, K), one point at a time, lowest y and x first."""
    width = (task.high - task.low) / n
    centres = [task.low + width * (i + 0.5) for i in range(n)]
    with torch.no_grad():
        rows = [[net(task.inputs_at(np.array([[x, y]])))[0] for x in centres] for y in centres]
    return torch.stack([torch.stack(row) for row in rows])


def near(levels, wanted):
    assert np.abs(levels.astype(int) - np.clip(np.round(wanted), 0, 255)).max() <= 1


@pytest.mark.parametrize("features", ["x,y", "x,y,x2,y2,xy,sinx,siny"])
def test_two_classes(features):
    net, task = built(data__features=features)
    answer = decision_surface(net, task, 9, 6)
    chance = torch.sigmoid(direct(net, task, 9)[..., 0]).numpy()
    assert answer["output"].shape == (9, 9)
    assert answer["output"].dtype == np.uint8
    near(answer["output"], 128 + 127 * (2 * chance - 1))


def test_a_linear_neuron_and_softmax_have_their_boundary_at_128():
    for output in ("linear", "softmax"):
        net, task = built(net__output=output, net__init="he")
        raw = direct(net, task, 9)
        second = raw[..., 0] > 0 if output == "linear" else raw[..., 1] > raw[..., 0]
        levels = decision_surface(net, task, 9, 6)["output"].astype(int)
        assert (levels[second.numpy()] >= 128).all()
        assert (levels[~second.numpy()] <= 128).all()


def test_more_classes():
    net, task = built(data__name="blobs", data__classes=4)
    answer = decision_surface(net, task, 9, 6)
    chances = torch.softmax(direct(net, task, 9), dim=2)
    np.testing.assert_array_equal(answer["winner"], chances.argmax(dim=2).numpy())
    near(answer["output"], 255 * chances.amax(dim=2).numpy())
    assert answer["units/output"].shape == (4, 6, 6)


def test_regression_is_in_units_of_the_largest_target():
    net, task = built(data__name="plane")
    raw = direct(net, task, 9)[..., 0] * task.target_scale.deviation + task.target_scale.mean
    levels = decision_surface(net, task, 9, 6)["output"]
    assert levels.shape == (9, 9)
    near(levels, 128 + 127 * (raw / task.train.truth.abs().max()).clamp(-1, 1).numpy())


@pytest.mark.parametrize(("activation", "centre", "reach"), [("tanh", 0, 1), ("sigmoid", 0.5, 0.5), ("relu", 0, None)])
def test_units(activation, centre, reach):
    net, task = built(net__hidden="4,3", net__activation=activation, net__init="he")
    answer = decision_surface(net, task, 9, 6)
    points = task.inputs_at(cell_centres(task.low, task.high, 6))
    for i, layer in enumerate(net.hidden):
        with torch.no_grad():
            points = layer(points)
        values = points.numpy().T.reshape(-1, 6, 6)
        wide = reach or np.abs(values).max(axis=(1, 2), keepdims=True).clip(1e-12)
        near(answer[f"units/hidden.{i}"], 128 + 127 * (values - centre) / wide)
    assert answer["units/hidden.1"].shape == (3, 6, 6)


def test_rows_go_up_and_columns_go_right():
    net, task = built(data__features="x,y")
    inputs = decision_surface(net, task, 5, 4)["inputs"].astype(int)
    assert (np.diff(inputs[0], axis=1) > 0).all()
    assert (np.diff(inputs[0], axis=0) == 0).all()
    assert (np.diff(inputs[1], axis=0) > 0).all()
    assert (np.diff(inputs[1], axis=1) == 0).all()


def test_a_net_of_no_numbers_still_has_a_map():
    net, task = built()
    with torch.no_grad():
        net.output.weight.fill_(float("nan"))
    assert (decision_surface(net, task)["output"] == 128).all()


@pytest.mark.parametrize(("name", "resolution"), [("iris", 50), ("circles", 1), ("circles", 10_000)])
def test_what_cannot_be_drawn_is_a_problem(name, resolution):
    net, task = built(data__name=name)
    with pytest.raises(Problem):
        decision_surface(net, task, resolution)
