"""Every fix that is offered is tried on a run that really has the fault: the fault goes, and the net does better."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

from nets.diagnosis.diagnosis import Finding, diagnose
from nets.diagnosis.remedies import REMEDIES, remedy
from nets.models.perceptron.experiment import Perceptron
from nets.probes import ask
from nets.training.history import History
from nets.training.messages import ProbeAnswers
from nets.training.trainer_state import Training, steps

PLANE = {"data.name": "plane", "net.activation": "relu"}
DEEP = "8,8,8,8,8,8,8,8"
FAULTS: dict[str, tuple[dict[str, Any], set[str]]] = {  # the fault, and the settings that its fix turns
    "diverged": (PLANE | {"fit.lr": 10}, {"fit.lr"}),
    "lr_high": ({"fit.lr": 3, "net.hidden": "8,8"}, {"fit.lr"}),
    "lr_low": ({"fit.lr": 1e-5}, {"fit.lr"}),
    "vanishing": ({"net.hidden": DEEP, "net.activation": "sigmoid"}, {"net.activation", "net.init"}),
    "exploding": (PLANE | {"net.init": "large", "net.hidden": "8,8", "fit.lr": 1e-6, "fit.steps": 500}, {"net.init"}),
    "dead": ({"net.activation": "relu", "net.hidden": "16,16", "fit.lr": 3}, {"net.activation", "fit.lr"}),
    "overfitting": (
        {"data.name": "spiral", "data.noise": 0.5, "data.size": 100, "net.hidden": "64,64", "net.activation": "relu"}
        | {"fit.optimizer": "adam", "fit.lr": 0.01},
        {"net.dropout"},
    ),
    "underfitting": ({"net.hidden": "", "fit.lr": 0.1}, {"net.hidden"}),
}
UPDATES = 700


@functools.cache
def judged(experiment: Perceptron) -> tuple[Finding, float]:
    """The last finding of a short run of `experiment`, and its test loss (infinite when it is no number)."""
    training, history = Training(experiment), History()
    for step in steps(training):
        history.extend({name: (np.array([step.index]), np.array([value])) for name, value in step.figures.items()})
    answers = ProbeAnswers(training.index, {"activations": ask("activations", training.net, training.task)})
    state = "diverged" if training.diverged else "done"
    found = diagnose(experiment, history, answers, state, training.task.evaluated)
    loss = history.last("test_loss")
    return found, loss if np.isfinite(loss) and not training.diverged else float("inf")


def faulty(kind: str) -> Perceptron:
    return Perceptron().replace({"fit.steps": UPDATES, "fit.report": 10} | FAULTS[kind][0])


@pytest.mark.parametrize("kind", FAULTS)
def test_the_fix_cures_the_fault(kind: str) -> None:
    experiment = faulty(kind)
    found, before = judged(experiment)
    assert found.kind == kind
    assert set(found.fix) == FAULTS[kind][1]
    mended, after = judged(experiment.replace(found.fix))
    assert mended.kind != kind
    assert after < before


@pytest.mark.parametrize("kind", REMEDIES)
@pytest.mark.parametrize(
    "changes",
    [
        {"fit.lr": 1e-6},
        {"fit.lr": 100, "fit.clip": 0.5},
        {"net.hidden": ""},
        {"net.hidden": "8,8,8", "net.activation": "relu,tanh,relu", "net.init": "he", "net.dropout": 0.5},
        {"net.hidden": "8,8", "net.activation": "identity", "net.init": "orthogonal"},
        {"net.hidden": "8,8", "net.activation": "relu", "net.init": "he", "fit.weight_decay": 10},
    ],
)
def test_a_fix_is_taken_and_changes_what_matters(kind: str, changes: dict[str, Any]) -> None:
    experiment = Perceptron().replace(changes)
    fix = remedy(kind, experiment)
    after = experiment.replace(fix)
    assert experiment.changes_to(after) == dict(fix)
    assert all(after.settings_by_key()[key].matters(after) for key in fix)


def test_each_layer_keeps_what_is_not_at_fault() -> None:
    mixed = Perceptron().replace({"net.hidden": "8,8,8", "net.activation": "relu,tanh,sigmoid"})
    assert remedy("dead", mixed) == {"net.activation": ("leaky_relu", "tanh", "sigmoid")}
    assert remedy("vanishing", mixed) == {"net.activation": ("relu",) * 3, "net.init": "he"}
    mended = mixed.replace({"net.activation": "relu", "net.init": "he"})
    assert remedy("vanishing", mended) == {"net.init": "orthogonal"}


def test_no_fix_where_none_is_known() -> None:
    assert remedy("learning", Perceptron()) == {}
    assert remedy("lr_high", Perceptron().replace({"fit.lr": 1e-6})) == {}
    assert remedy("vanishing", Perceptron().replace({"net.hidden": "", "net.init": "orthogonal"})) == {}
