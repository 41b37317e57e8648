"""Every probe: leaves everything as it was, and answers with numpy arrays."""

import copy

import numpy as np
import pytest
import torch

from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron
from nets.probes import PREDICTIONS, UNITS, ask
from nets.training.trainer_state import Training

torch.set_num_threads(1)

SPECIAL = {"baselines", "full_test_metrics", "pretraining"}  # these suit no perceptron
ANY_NET = sorted((UNITS | PREDICTIONS).keys() - SPECIAL)
CASES = [
    {},
    {"net.hidden": "", "data.name": "sine"},
    {"data.name": "spiral", "data.classes": 4, "net.activation": "relu", "net.dropout": 0.5},
    {"data.name": "blobs", "data.classes": 3, "net.output": "linear"},
    {"data.name": "diabetes", "net.hidden": "5,4,3", "net.activation": "sigmoid,relu,gelu"},
    {"data.name": "iris"},
    {"net.hidden": "", "data.name": "moons", "fit.average": True},
    {"data.name": "iris", "net.activation": "identity"},
]


def training(changes, updates=3):
    made = Training(Perceptron().replace(changes))
    for _ in range(updates):
        made.update()
    return made


def asked(made, probe):
    return {"gradients": {"detail": True}, "unit_arithmetic": {"layer": "output"}}.get(probe, {})


# what probes that suit few nets ask for, where the net is none of those in CASES
SUITED = {
    "response_curve": {"data.features": "x"},
    "least_squares": {"data.name": "sine"},
    "decision_line": {"net.hidden": ""},
    "loss_over_two_weights": {"net.hidden": ""},
}


def cases():
    return [(probe, changes) for probe in ANY_NET for changes in [*CASES, SUITED["response_curve"]]]


@pytest.mark.parametrize(("probe", "changes"), cases())
def test_a_probe_answers_with_arrays_and_changes_nothing(probe, changes):
    made = training(changes)
    bent = probe == "linear_collapse" and any(layer.kind != "identity" for layer in made.net.hidden)
    single, several = not made.net.hidden, len(made.task.classes) > 2
    mute = (probe in ("activation_functions", "hidden_space") and single) or (
        probe == "decision_line" and (not single or several)
    )
    mute = (
        mute
        or (probe == "loss_over_two_weights" and not single)
        or (probe == "response_curve" and len(made.task.features) > 1)
    )
    mute = mute or (probe == "least_squares" and (made.task.output_kind, made.task.loss_kind) != ("linear", "mse"))
    if bent or mute or (probe == "decision_surface" and not made.task.flat):
        with pytest.raises(Problem):
            ask(probe, made.net, made.task)
        return
    made.net.hidden[:1].eval()  # modes that differ come back as they were
    modes = [module.training for module in made.net.modules()]
    weights = copy.deepcopy(made.net.state_dict())
    gradients = [p.grad.clone() for p in made.parameters]
    states = torch.get_rng_state(), made.generator.get_state(), np.random.get_state()[1].copy()
    first, second = (ask(probe, made.net, made.task, **asked(made, probe)) for _ in range(2))
    assert first.keys() == second.keys()
    assert first
    for name, array in first.items():
        assert isinstance(array, np.ndarray)
        np.testing.assert_array_equal(array, second[name])
    assert [module.training for module in made.net.modules()] == modes
    assert all(torch.equal(a, b) for a, b in zip(weights.values(), made.net.state_dict().values(), strict=True))
    assert all(torch.equal(a, p.grad) for a, p in zip(gradients, made.parameters, strict=True))
    assert torch.equal(states[0], torch.get_rng_state())
    assert torch.equal(states[1], made.generator.get_state())
    np.testing.assert_array_equal(states[2], np.random.get_state()[1])
    assert not any(module._forward_hooks for module in made.net.modules())


@pytest.mark.parametrize("probe", ANY_NET)
def test_answers_do_not_change_when_training_goes_on(probe):
    made = training({"net.activation": "identity"} | SUITED.get(probe, {}))
    answer = ask(probe, made.net, made.task, **asked(made, probe))
    kept = copy.deepcopy(answer)
    for _ in range(5):
        made.update()
    for name in answer:
        np.testing.assert_array_equal(answer[name], kept[name])


def test_training_is_the_same_with_and_without_looking():
    changes = {"net.dropout": 0.3, "net.activation": "identity"}
    plain, watched = training(changes, 0), training(changes, 0)
    for _ in range(20):
        for probe in set(ANY_NET) - SUITED.keys():
            ask(probe, watched.net, watched.task, **asked(watched, probe))
        assert plain.update() == watched.update()


def test_an_untrained_net_can_be_asked():
    made = training({}, 0)
    assert not ask("gradients", made.net, made.task, detail=True)["norm"].any()


def test_an_unknown_probe_is_a_problem():
    with pytest.raises(Problem):
        ask("surprise", None, None)
