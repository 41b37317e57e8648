"""Real runs with a known fault are called by its name, and healthy ones are not called faulty."""

import functools

import numpy as np
import pytest

from nets.diagnosis.diagnosis import diagnose
from nets.models.perceptron.experiment import Perceptron
from nets.probes import ask
from nets.training.history import History
from nets.training.messages import ProbeAnswers
from nets.training.trainer_state import Training, steps

SPIRAL = {"data.name": "spiral", "data.noise": 0.5, "data.size": 100}
DEEP = {"net.hidden": "8,8,8,8,8,8,8,8", "net.activation": "sigmoid"}
PLANE = {"data.name": "plane", "net.activation": "relu"}


def findings(changes, updates=1000):
    """The finding at every report of a real run, as a page would draw it."""
    return _findings(tuple(sorted(changes.items())), updates)


@functools.cache
def _findings(items, updates):
    changes = dict(items)
    experiment = Perceptron().replace({"fit.steps": updates, "fit.report": 10} | changes)
    training, history, found, answers = Training(experiment), History(), [], None
    for step in steps(training):
        history.extend({name: (np.array([step.index]), np.array([value])) for name, value in step.figures.items()})
        if len(step.figures) > 1 or step.diverged:
            if step.index % 100 == 0:
                probes = ("activations", "weights")
                answers = ProbeAnswers(step.index, {probe: ask(probe, training.net, training.task) for probe in probes})
            state = "diverged" if step.diverged else "done" if training.over else "running"
            found.append(diagnose(experiment, history, answers, state, training.task.evaluated))
    return found


SINGLE = {"net.hidden": "", "net.loss": "perceptron", "fit.batch": 1, "net.init": "zero", "fit.lr": 1}

FAULTS = {
    "symmetric": {"net.init": "zero"},
    "diverged": PLANE | {"fit.lr": 100},
    "lr_high": {"fit.lr": 3, "net.hidden": "8,8"},
    "lr_low": {"fit.lr": 1e-5},
    "vanishing": DEEP,
    "exploding": PLANE | {"net.init": "large", "net.hidden": "8,8", "fit.lr": 1e-6, "fit.steps": 500},
    "dead": {"net.activation": "relu", "net.hidden": "16,16", "fit.lr": 3},
    "overfitting": SPIRAL | {"net.hidden": "64,64", "net.activation": "relu", "fit.optimizer": "adam", "fit.lr": 0.01},
    "underfitting": {"net.hidden": "", "fit.lr": 0.1},
    "plateau": {"data.name": "blobs", "data.noise": 0.8, "net.hidden": "", "fit.lr": 0.1},
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_called_by_its_name(kind):
    last = findings(FAULTS[kind])[-1]
    assert last.kind == kind, str(last.words)
    assert last.tone == ("note" if kind == "plateau" else "bad")
    assert str(last.words).endswith(".")
    assert "nan" not in str(last.words)
    experiment = Perceptron().replace(FAULTS[kind])
    assert experiment.replace(last.fix) != experiment or kind == "plateau"


@pytest.mark.parametrize("fault", ["lr_high", "lr_low", "vanishing", "overfitting"])
def test_a_fault_is_seen_early_and_steadily(fault):
    kinds = [finding.kind for finding in findings(FAULTS[fault])]
    late = kinds[len(kinds) // 2 :]
    assert late.count(fault) >= 0.9 * len(late)


HEALTHY = {
    "default": {},
    "xor": {"data.name": "xor"},
    "moons": {"data.name": "moons"},
    "blobs": {"data.name": "blobs"},
    "adam": {"fit.optimizer": "adam"},
    "relu": {"net.activation": "relu", "net.init": "he", "net.hidden": "8,8"},
    "plane": {"data.name": "plane"},
    "iris": {"data.name": "iris"},
}


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_run_is_not_called_faulty(name):
    found = findings(HEALTHY[name], 1500)
    assert found[0].kind == "untrained"
    assert {finding.kind for finding in found[50:]} <= {"learning", "solved", "plateau"}
    assert all(finding.tone != "bad" for finding in found[50:])


def test_a_run_that_learns_and_one_that_has_learnt():
    found = findings(HEALTHY["blobs"], 500)
    assert (found[-1].kind, found[-1].tone) == ("solved", "good")
    assert str(found[-1].words) == "Solved: 100% of the test examples are right."
    found = findings({}, 500)
    assert (found[-1].kind, found[-1].tone) == ("learning", "good")


def test_the_advice_against_vanishing_and_a_high_rate_helps():
    for fault in ("vanishing", "lr_high"):
        advice = findings(FAULTS[fault])[-1].fix
        mended = findings(FAULTS[fault] | {"fit.lr": 0.03} | dict(advice), 600)
        assert fault not in {finding.kind for finding in mended[50:]}


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "tanh"])
def test_equal_neurons_are_told_and_another_init_helps(activation):
    begun = {"net.init": "zero", "net.activation": activation, "fit.lr": 0.3}
    last = findings(begun)[-1]
    assert last.kind == "symmetric"
    assert str(last.words).startswith("All 4 neurons of layer 1 are equal")
    assert dict(last.fix) == {"net.init": "he" if activation == "relu" else "xavier"}
    assert "symmetric" not in {finding.kind for finding in findings(begun | dict(last.fix))}


def test_a_single_neuron_is_never_called_symmetric_or_too_fast():
    apart = findings(SINGLE | {"data.name": "blobs"}, 300)
    assert (apart[-1].kind, apart[-1].tone) == ("separated", "good")
    mixed = findings(SINGLE | {"data.name": "blobs", "data.noise": 0.8}, 1000)
    assert {finding.kind for finding in mixed[5:]} <= {"correcting"}
    assert "symmetric" not in {finding.kind for finding in findings({"net.hidden": "", "net.init": "zero"})}


def test_nothing_yet_is_untrained():
    assert diagnose(Perceptron(), History(), None, "running").kind == "untrained"
