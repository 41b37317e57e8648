"""Weights, activations, gradients and predictions against plain numpy, scikit-learn and hand-made nets."""

import numpy as np
import pytest
import torch
from sklearn.metrics import confusion_matrix

from nets.experiment.family import build
from nets.models.perceptron.experiment import Perceptron
from nets.probes.predictions.predictions import predictions
from nets.probes.units.activations import activations, histogram
from nets.probes.units.gradients import gradients
from nets.probes.units.weights import weights

torch.set_num_threads(1)


def built(**changes):
    experiment = Perceptron().replace({key.replace("__", "."): value for key, value in changes.items()})
    return build(experiment, torch.Generator().manual_seed(2))


def test_weights():
    net, task = built()
    answer = weights(net, task)
    assert answer["layers"].tolist() == ["hidden.0", "hidden.1", "output"]
    assert [answer[f"{name}/weight"].shape for name in answer["layers"]] == [(4, 2), (2, 4), (1, 2)]
    assert answer["hidden.0/bias"].shape == (4,)
    matrix = net.hidden[0].weight.detach().numpy()
    np.testing.assert_array_equal(answer["hidden.0/weight"], matrix)
    figures = [answer[name][0] for name in ("mean", "deviation", "norm", "largest", "tiny")]
    wanted = [matrix.mean(), matrix.std(), np.linalg.norm(matrix), np.abs(matrix).max(), 0]
    assert figures == pytest.approx(wanted, rel=1e-5)


def test_activations():
    net, task = built(net__activation="tanh,relu")
    answer = activations(net, task)
    with torch.no_grad():
        first = net.hidden[0](task.train.inputs[:256])
        second = net.hidden[1](first)
    assert answer["mean"].tolist() == pytest.approx([first.mean().item(), second.mean().item()], rel=1e-5)
    deviations = [first.std(correction=0).item(), second.std(correction=0).item()]
    assert answer["deviation"].tolist() == pytest.approx(deviations, rel=1e-5)
    assert answer["hidden.0/histogram"].sum() == 256 * 4
    assert answer["hidden.0/edges"][[0, -1]].tolist() == [-1, 1]
    counts, _ = np.histogram(first.numpy(), bins=25, range=(-1, 1))
    assert np.abs(answer["hidden.0/histogram"] - counts).max() <= 1
    assert answer["hidden.1/edges"][-1] >= second.max()


def test_dead_relus_are_counted():
    net, task = built(net__hidden="4", net__activation="relu")
    with torch.no_grad():
        net.hidden[0].bias.copy_(torch.tensor([0.0, -1e3, 0.0, -1e3]))
    answer = activations(net, task)
    assert answer["hidden.0/dead"].tolist() == [False, True, False, True]
    assert answer["dead"].tolist() == [0.5]
    assert answer["saturated"].tolist() == [0.0]


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_saturation(activation):
    net, task = built(net__hidden="2", net__activation=activation)
    with torch.no_grad():
        net.hidden[0].weight.zero_()
        net.hidden[0].bias.copy_(torch.tensor([0.0, 50.0]))
    assert activations(net, task)["saturated"].tolist() == [0.5]


def test_no_hidden_layers_have_no_activations():
    net, task = built(net__hidden="")
    answer = activations(net, task)
    assert len(answer["layers"]) == len(answer["mean"]) == 0


@pytest.mark.parametrize("values", [[], [0.0], [np.nan, np.inf, 1.0], [1e-38], [3e38, -1e-3]])
def test_histogram_of_anything(values):
    counts, edges = histogram(np.array(values, dtype=np.float32))
    assert counts.shape == (25,)
    assert edges.shape == (26,)
    assert counts.sum() == np.isfinite(values).sum()
    assert np.isfinite(edges).all()


def test_gradients():
    net, task = built()
    task.loss(net, torch.arange(10)).backward()
    answer = gradients(net, task, detail=True, lr=0.1)
    assert answer["parameters"].tolist() == [name for name, _ in net.named_parameters()]
    norms = [p.grad.norm().item() for p in net.parameters()]
    assert answer["norm"].tolist() == pytest.approx(norms, rel=1e-5)
    first = net.hidden[0].weight
    assert answer["ratio"][0] == pytest.approx(0.1 * norms[0] / first.norm().item(), rel=1e-5)
    assert np.isnan(answer["ratio"][1])  # a bias that is still zero
    assert answer["hidden.0.weight/histogram"].sum() == 8
    assert set(gradients(net, task)) == {"parameters", "norm", "weight_norm", "ratio"}


def test_confusion_equals_scikit_learn():
    net, task = built(data__name="wine")
    answer = predictions(net, task)
    wanted = confusion_matrix(answer["truth"], answer["predicted"], labels=[0, 1, 2])
    np.testing.assert_array_equal(answer["confusion"], wanted)
    chances = torch.softmax(net(task.test.inputs).detach(), dim=1)
    np.testing.assert_allclose(answer["confidence"], chances.amax(dim=1).numpy(), rtol=1e-6)


def test_numbers_are_predicted_in_their_own_unit():
    net, task = built(data__name="diabetes")
    answer = predictions(net, task)
    error = np.abs(answer["truth"] - answer["predicted"]).mean()
    assert error == pytest.approx(task.report(net.eval())["test_mae"], rel=1e-4)
    assert 100 < answer["predicted"].mean() < 200


def test_at_most_a_thousand_examples():
    net, task = built(data__size=5000, data__train_share=0.5)
    assert predictions(net, task)["confusion"].sum() == 1000
