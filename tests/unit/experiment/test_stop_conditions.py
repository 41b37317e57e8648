"""A training ends early for the stated reason, at a step that follows from its figures, with its best weights."""

import copy

import numpy as np
import pytest
import torch

from nets.models.perceptron.experiment import Perceptron
from nets.training import checkpoint
from nets.training.trainer_state import Training
from nets.training.weight_averaging import averaged_weights

RISING = {"data.name": "spiral", "data.size": 60, "data.noise": 0.5, "net.hidden": "32,32", "net.activation": "relu"}
RISING |= {"fit.optimizer": "adam", "fit.report": 10, "fit.steps": 400}


def new_training(changes):
    return Training(Perceptron().replace(changes))


def run(training, most=10_000):
    """Train to the end and return the figures by step."""
    figures = {}
    while not training.over and training.index < most:
        step = training.update()
        figures[step.index] = step.figures
    return figures


@pytest.mark.parametrize(("figure", "target"), [("train_loss", 0.3), ("test_accuracy", 0.9), ("test_loss", 0.25)])
def test_training_ends_at_the_target(figure, target):
    training = new_training({"data.name": "moons", "fit.stop_at": figure, "fit.target": target, "fit.lr": 0.1})
    figures = run(training)
    values = [figures[step][figure] for step in figures if figure in figures[step]]
    reached = [value <= target if figure.endswith("loss") else value >= target for value in values]
    assert reached.index(True) == len(reached) - 1, "at the first report that reached it"
    assert training.stopping.ended == ("target", training.index, target)
    assert str(training.stopping.ended.words) == f"stopped: the target {target:g} was reached at step {training.index}"
    training.change_settings({"fit.stop_at": "none"})
    assert not training.over


def test_other_figure_gets_a_target_that_is_not_reached_at_once():
    plain = Perceptron()
    assert plain.completed({"fit.stop_at": "test_loss"}) == {"fit.stop_at": "test_loss", "fit.target": 0.1}
    losing = plain.replace({"fit.stop_at": "test_loss", "fit.target": 0.2})
    assert losing.completed({"fit.stop_at": "train_loss"}) == {"fit.stop_at": "train_loss"}
    assert losing.completed({"fit.stop_at": "test_accuracy"})["fit.target"] == 0.95
    chosen = {"fit.stop_at": "test_accuracy", "fit.target": 0.7}
    assert losing.completed(chosen) == chosen
    assert losing.completed({"fit.stop_at": "none"}) == {"fit.stop_at": "none"}


def test_missing_figure_never_ends_a_training():
    training = new_training({"fit.stop_at": "test_r2", "fit.target": 0.0, "fit.steps": 60})
    run(training)
    assert (training.index, training.stopping.ended) == (60, None)


def test_early_stopping_restores_the_best_weights():
    free, training = new_training(RISING), new_training(RISING | {"fit.patience": 60})
    kept, losses = {}, {}
    while not free.over:
        figures = free.update().figures
        if "test_loss" in figures:
            losses[free.index], kept[free.index] = figures["test_loss"], copy.deepcopy(free.net.state_dict())
    figures = run(training)
    best = next(
        s
        for s in losses
        if all(losses[s] < v for t, v in losses.items() if t < s)
        and not any(v < losses[s] for t, v in losses.items() if s < t < s + 60)
    )
    assert training.stopping.ended == ("patience", best + 60, best)
    assert figures[training.index]["test_loss"] == losses[best], "the last figures are those of the net that is left"
    for name, tensor in training.net.state_dict().items():
        assert torch.equal(tensor, kept[best][name])


def test_training_without_patience_is_unchanged():
    changes = RISING | {"fit.steps": 100}
    assert run(new_training(changes)) == run(new_training(changes | {"fit.patience": 100_000}))


def test_limit_of_seconds_ends_a_training():
    training = new_training({"fit.seconds": 1, "fit.steps": 10_000_000})
    training.stopping.seconds = 0.97  # as if so much had been spent
    run(training)
    assert training.stopping.ended.reason == "seconds"
    assert training.index < 10_000
    assert training.stopping.seconds >= 1
    training.change_settings({"fit.seconds": 3})
    assert not training.over


@pytest.mark.parametrize("changes", [{"fit.patience": 60}, {"fit.patience": 60, "fit.average": True}])
def test_checkpoint_stores_the_state_of_the_stop_condition(changes):
    whole, cut = new_training(RISING | changes), new_training(RISING | changes)
    figures = run(whole)
    first = run(cut, 45)
    again = checkpoint.resume(cut.experiment, checkpoint.write(cut))
    assert first | run(again) == figures
    assert again.stopping.ended == whole.stopping.ended
    over = checkpoint.resume(again.experiment, checkpoint.write(again))
    assert over.over
    assert over.stopping.ended == whole.stopping.ended


def test_averaged_weights_are_the_mean_of_all_weights():
    training = new_training(
        {"net.hidden": "", "net.loss": "perceptron", "fit.batch": 1, "data.name": "moons", "fit.average": True}
    )
    seen = []
    for _ in range(50):
        figures = training.update().figures
        seen.append(training.net.output.weight.detach().double().numpy().copy())
    training.change_settings({"fit.report": 1})
    figures = training.update().figures
    seen.append(training.net.output.weight.detach().double().numpy().copy())
    own = training.net.output.weight.detach().clone()
    with averaged_weights(training.net):
        np.testing.assert_allclose(training.net.output.weight.detach(), np.mean(seen, axis=0), rtol=1e-4)
        report = training.task.report(training.net)
    assert torch.equal(own, training.net.output.weight)
    assert figures["averaged_test_accuracy"] == report["test_accuracy"]
