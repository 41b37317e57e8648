"""Each optimizer against its formula, written out in numpy in double precision."""

import numpy as np
import pytest
import torch
from torch import nn

from nets.experiment.optimizer_specs import OPTIMIZER_NAMES, OPTIMIZERS
from nets.experiment.training_config import TrainingConfig
from nets.models.perceptron.experiment import Perceptron
from nets.training import optimizers
from nets.training.trainer_state import Training

LR, DECAY = 0.05, 0.1


def sgd(w, g, memory, t, momentum):
    return w - LR * g


def heavy_ball(w, g, memory, t, momentum):
    memory["v"] = momentum * memory.get("v", 0) + g
    return w - LR * memory["v"]


def nesterov(w, g, memory, t, momentum):
    memory["v"] = momentum * memory.get("v", 0) + g
    return w - LR * (g + momentum * memory["v"])


def adagrad(w, g, memory, t, momentum):
    memory["sum"] = memory.get("sum", 0) + g**2
    return w - LR * g / (np.sqrt(memory["sum"]) + 1e-10)


def rmsprop(w, g, memory, t, momentum):
    memory["mean"] = 0.99 * memory.get("mean", 0) + 0.01 * g**2
    memory["v"] = momentum * memory.get("v", 0) + g / (np.sqrt(memory["mean"]) + 1e-8)
    return w - LR * memory["v"]


def adam(w, g, memory, t, momentum):
    memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * g
    memory["v"] = 0.999 * memory.get("v", 0) + 0.001 * g**2
    m, v = memory["m"] / (1 - 0.9**t), memory["v"] / (1 - 0.999**t)
    return w - LR * m / (np.sqrt(v) + 1e-8)


RULES = {
    "sgd": sgd,
    "momentum": heavy_ball,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adam,
}


def moved(rule, w, g, memory, t, decay, apart):
    """One update by the rule; weight decay in the gradient or apart from it."""
    if apart:
        return rule(w * (1 - LR * decay), g, memory, t, 0.8)
    return rule(w, g + decay * w, memory, t, 0.8)


@pytest.mark.parametrize("name", OPTIMIZER_NAMES)
@pytest.mark.parametrize("decay", [0.0, DECAY])
def test_updates_follow_the_formula(name, decay):
    random = np.random.default_rng(3)
    start = {"weight": random.normal(size=(3, 4)), "bias": random.normal(size=3)}
    parameters = {key: nn.Parameter(torch.tensor(value, dtype=torch.float64)) for key, value in start.items()}
    fit = TrainingConfig(optimizer=name, lr=LR, momentum=0.8, weight_decay=decay)
    optimizer = optimizers.build_optimizer(parameters.values(), fit)
    memories = {key: {} for key in start}
    for t in range(1, 8):
        for key, value in start.items():
            gradient = random.normal(size=value.shape)
            parameters[key].grad = torch.tensor(gradient)
            pull = decay if key == "weight" else 0.0
            start[key] = moved(RULES[name], value, gradient, memories[key], t, pull, OPTIMIZERS[name].has_own_decay)
        optimizer.step()
        for key, value in start.items():
            np.testing.assert_allclose(parameters[key].detach().numpy(), value, rtol=1e-6, atol=1e-9)


def gradients(training, batch):
    """The gradients of the loss on a batch, in double precision."""
    grads = torch.autograd.grad(training.task.loss(training.net, batch), training.parameters)
    return [g.double().numpy() for g in grads]


@pytest.mark.parametrize(("l1", "clip"), [(0.0, 0.0), (0.05, 0.0), (0.0, 0.02), (0.05, 0.02), (0.0, 1000.0)])
def test_penalty_and_clipping(l1, clip):
    experiment = Perceptron().replace({"fit.l1": l1, "fit.clip": clip, "fit.lr": LR, "fit.batch": 350})
    training = Training(experiment)
    before = [p.detach().double().numpy() for p in training.parameters]
    before = [w.copy() for w in before]
    expected = gradients(training, torch.arange(350))
    expected = [g + l1 * np.sign(w) if w.ndim > 1 else g for g, w in zip(expected, before, strict=True)]
    length = np.sqrt(sum((g**2).sum() for g in expected))
    if clip and length > clip:
        expected = [g * clip / length for g in expected]
    training.update()
    for parameter, w, g in zip(training.parameters, before, expected, strict=True):
        np.testing.assert_allclose(parameter.detach().numpy(), w - LR * g, rtol=1e-4, atol=1e-6)


def test_the_reported_gradient_is_the_one_that_moved_the_weights():
    training = Training(Perceptron().replace({"fit.report": 1, "fit.lr": LR}))
    before = {name: p.detach().clone() for name, p in training.named.items()}
    figures = training.update().figures
    for name, parameter in training.named.items():
        moved = (before[name] - parameter.detach()).norm().item() / LR
        assert figures[f"gradient/{name}"] == pytest.approx(moved, rel=1e-3, abs=1e-6)


def test_weight_decay_spares_biases():
    training = Training(Perceptron().replace({"fit.weight_decay": 0.5, "fit.optimizer": "adamw"}))
    groups = {g["weight_decay"]: {p.ndim for p in g["params"]} for g in training.optimizer.param_groups}
    assert groups == {0.5: {2}, 0.0: {1}}
    training.change_settings({"fit.weight_decay": 0.25})
    assert [g["weight_decay"] for g in training.optimizer.param_groups] == [0.25, 0.0]


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_spec_names_the_state_that_torch_keeps(name, momentum):
    weight = nn.Parameter(torch.ones(2, 3))
    optimizer = optimizers.build_optimizer([weight], TrainingConfig(optimizer=name, momentum=momentum))
    weight.grad = torch.ones(2, 3)
    optimizer.step()
    state = {key: value for key, value in optimizer.state[weight].items() if value is not None}
    spec = OPTIMIZERS[name]
    assert {key for key, value in state.items() if value.ndim == 0} == set(spec.scalars)
    assert {key for key, value in state.items() if value.ndim == 2} == set(spec.buffers_needed(momentum))
    assert {spec.velocity, spec.squares} - {""} <= set(spec.buffers)


def test_every_optimizer_that_can_be_chosen_has_a_spec():
    assert tuple(OPTIMIZERS) == OPTIMIZER_NAMES


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_recorded_call_builds_the_same_optimizer(name):
    call = OPTIMIZERS[name].call(momentum=0.8)
    weight = nn.Parameter(torch.ones(2, 3))
    optimizer = optimizers.build_optimizer([weight], TrainingConfig(optimizer=name, momentum=0.8))
    assert type(optimizer).__name__ == call.class_name
    assert {key: optimizer.defaults[key] for key in call.arguments} == call.arguments
