"""What makes a valid perceptron, what is said of an invalid one, and that asking needs no torch."""

import subprocess
import sys
from dataclasses import replace

import pytest
from pydantic import ValidationError

from nets.experiment.family import build
from nets.experiment.limits import Limit
from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron

POINTS = (1.0, 2.0, 0.0, -1.0, 3.0, 1.0, 0.5, 0.5, 1.0, -3.0, 1.0, 0.0)
CSV = "height,weight,kind\n" + "\n".join(f"{i},{i * 2 % 7},{'cat' if i % 2 else 'dog'}" for i in range(12))


def made(**changes):
    return Perceptron().replace({key.replace("__", "."): value for key, value in changes.items()})


def test_sizes():
    assert Perceptron().widths == (2, 4, 2, 1)
    assert Perceptron().parameters == 12 + 10 + 3
    assert made(data__name="wine", net__hidden=()).widths == (13, 3)
    assert made(data__name="diabetes").widths == (10, 4, 2, 1)
    assert made(data__name="spiral", data__classes=4, data__features="x,y,sinx").widths == (3, 4, 2, 4)
    assert made(data__name="points", data__points=POINTS).widths == (2, 4, 2, 1)
    assert made(data__name="csv", data__csv=CSV).widths == (2, 4, 2, 1)
    assert made(data__name="csv", data__csv=CSV, data__target="height").classes == 0


@pytest.mark.parametrize("name", ["circles", "diabetes", "iris", "sine"])
def test_sizes_are_those_of_the_net_that_is_built(name):
    import torch

    experiment = made(data__name=name, net__hidden="5,3")
    net, task = build(experiment, torch.Generator())
    assert sum(p.numel() for p in net.parameters()) == experiment.parameters
    assert net(task.train.inputs).shape == (task.size, experiment.outputs)
    assert len(task.classes) == experiment.classes


@pytest.mark.parametrize(
    ("changes", "head"),
    [
        ({}, ("sigmoid", "binary_cross_entropy", 1)),
        ({"net.loss": "mse"}, ("sigmoid", "mse", 1)),
        ({"net.loss": "cross_entropy"}, ("softmax", "cross_entropy", 2)),
        ({"net.output": "softmax", "net.loss": "mse"}, ("softmax", "mse", 2)),
        ({"net.output": "linear"}, ("linear", "mse", 1)),
        ({"data.name": "iris"}, ("softmax", "cross_entropy", 3)),
        ({"data.name": "iris", "net.output": "linear"}, ("linear", "mse", 3)),
        ({"data.name": "plane"}, ("linear", "mse", 1)),
    ],
)
def test_auto_decides_the_head(changes, head):
    assert Perceptron().replace(changes).head == head


def test_one_activation_does_for_all_layers():
    assert made(net__hidden="3,4,5", net__activation="relu").net.activations == ("relu",) * 3
    assert made(net__hidden="3,4", net__activation="relu,tanh").net.activations == ("relu", "tanh")
    assert made(net__hidden="").net.activations == ()


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"data.size": 19}, "data.size"),
        ({"data.noise": "nan"}, "data.noise"),
        ({"data.label_noise": 0.6}, "data.label_noise"),
        ({"data.classes": 6}, "data.classes"),
        ({"data.name": "moon"}, "data.name"),
        ({"data.name": "csv"}, "data.name"),
        ({"data.name": "csv", "data.csv": "nothing"}, "data.name"),
        ({"data.name": "csv", "data.csv": CSV, "data.target": "age"}, "data.target"),
        ({"data.name": "points", "data.points": "1,2"}, "data.points"),
        ({"data.features": ""}, "data.features"),
        ({"data.features": "x,x"}, "data.features"),
        ({"data.features": "z"}, "data.features"),
        ({"net.hidden": "1,2,3,4,5,6,7,8,9"}, "net.hidden"),
        ({"net.hidden": "0"}, "net.hidden"),
        ({"net.hidden": "129"}, "net.hidden"),
        ({"net.activation": "tanh,relu,tanh"}, "net.activation"),
        ({"net.activation": ""}, "net.activation"),
        ({"net.activation": "swish"}, "net.activation"),
        ({"net.dropout": 1.0}, "net.dropout"),
        ({"net.output": "linear", "net.loss": "cross_entropy"}, "net.loss"),
        ({"net.output": "softmax", "net.loss": "binary_cross_entropy"}, "net.loss"),
        ({"data.name": "iris", "net.output": "sigmoid"}, "net.output"),
        ({"data.name": "diabetes", "net.output": "softmax"}, "net.output"),
        ({"data.name": "sine", "net.loss": "cross_entropy"}, "net.loss"),
    ],
)
def test_what_does_not_fit_is_named(changes, key):
    with pytest.raises(Problem) as caught:
        Perceptron().replace(changes)
    assert caught.value.values["key"] == key
    assert str(caught.value).endswith(".")
    kept, problems = Perceptron.salvage({name: str(value) for name, value in changes.items()})
    assert kept.value(key) == Perceptron().value(key)
    assert len(problems) == 1


def test_memory_and_parameters_are_bounded(monkeypatch):
    import nets.models.perceptron.experiment as module

    largest = made(net__hidden=(128,) * 8, fit__batch=4096, data__size=5000, data__name="spiral", data__classes=5)
    assert largest.parameters < module.BUDGET.parameters.most
    for limit in ("parameters", "memory"):
        monkeypatch.setattr(module, "BUDGET", replace(module.BUDGET, **{limit: Limit(10, "net.hidden")}))
        with pytest.raises(Problem, match=r"limit") as caught:
            largest.replace({"fit.batch": 1})
        assert caught.value.values["key"] == "net.hidden"
        monkeypatch.undo()


def test_settings_are_hidden_where_they_do_not_matter():
    settings = Perceptron.settings_by_key()

    def shown(key, **changes):
        return settings[key].matters(made(**changes))

    assert shown("data.noise")
    assert not shown("data.noise", data__name="iris")
    assert shown("data.classes", data__name="blobs")
    assert not shown("data.classes")
    assert shown("data.features")
    assert not shown("data.features", data__name="wine")
    assert not shown("data.csv")
    assert shown("data.csv", data__name="csv", data__csv=CSV)
    assert not shown("net.activation", net__hidden=())
    assert not shown("net.dropout", net__hidden=())
    assert settings["net.dropout"].live
    assert not settings["net.hidden"].live
    assert settings["data.features"].kind == "choices"
    assert settings["net.hidden"].kind == "integers"


def test_experiments_are_frozen():
    with pytest.raises(ValidationError):
        Perceptron().data.size = 30


def test_experiments_need_neither_torch_nor_scikit_learn():
    script = f"""
import sys
from dataclasses import replace
from nets.models.perceptron.experiment import Perceptron
Perceptron.settings_by_key()
for name in ("circles", "iris", "diabetes"):
    Perceptron().replace({{"data.name": name}}).parameters
Perceptron().replace({{"data.name": "csv", "data.csv": {CSV!r}}})
from nets.models.perceptron.examples import on_plane
on_plane(Perceptron().data)
import nets.probes
print(sorted(set(sys.modules) & {{"torch", "sklearn", "streamlit"}}))
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
