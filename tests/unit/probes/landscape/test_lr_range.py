"""The range test of rates: beyond 2 / λ of a quadratic it must climb, and the run that it is made of goes on alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from nets.models.perceptron.experiment import Perceptron
from nets.probes.landscape.lr_range import MIN_UPDATES, RangeTest, best_index, has_diverged, smooth_losses
from nets.training.snapshots import Snapshots
from nets.training.trainer_state import Training

torch.set_num_threads(1)


def made(**changes: object) -> Training:
    first = Perceptron()
    wanted = {key.replace("__", "."): value for key, value in changes.items()}
    return Training(first.replace({**first.completed(wanted), **wanted}))


def finished(survey: RangeTest) -> dict[str, np.ndarray]:
    while survey.share < 1:
        survey.advance(0.01)
    return survey.answer()


def test_a_quadratic_climbs_beyond_two_over_its_steepest_curvature() -> None:
    training = made(data__name="plane", net__hidden=(), net__activation=(), fit__batch=1000)
    inputs = torch.cat([training.task.train.inputs, torch.ones(training.task.size, 1)], dim=1).double()
    steepest = float(torch.linalg.eigvalsh(2 * inputs.T @ inputs / len(inputs))[-1])
    found = finished(RangeTest(training, Snapshots(training.net)))
    rates, losses = found["rates"], found["losses"]
    climbing = rates[1:][np.diff(losses) > 1e-5 * losses[1:]]
    assert climbing.size
    assert climbing.min() > 0.9 * 2 / steepest, "below it every step of plain gradient descent goes down"
    assert len(rates) < 140, "it ends where the loss has become far worse"
    assert found["suggested"] == pytest.approx(found["lowest"] / 10)
    assert 0.001 < found["suggested"] < 2 / steepest


@pytest.mark.parametrize("start", ["initial", "now"])
def test_the_training_itself_is_left_as_it_is(start: str) -> None:
    changes = {"fit__schedule": "cosine", "fit__optimizer": "adam", "net__dropout": 0.3, "fit__average": True}
    tested, alone = made(**changes), made(**changes)
    for training in (tested, alone):
        for _ in range(20):
            training.update()
    survey = RangeTest(tested, Snapshots(tested.net), start=start)
    finished(survey)
    assert tested.update().figures == alone.update().figures
    first = survey.answer()["losses"][0]
    if start == "initial":
        assert first == pytest.approx(made(**changes).update().figures["loss"], rel=1e-3)


def test_what_learns_nothing_is_given_no_rate() -> None:
    flat = np.full(30, 0.7)
    assert best_index(flat) is None
    assert best_index(np.full(30, np.nan)) is None
    falling = np.concatenate([np.full(20, 1.0), [0.5, 0.4, 0.9, np.inf]])
    assert best_index(falling) == 21
    assert has_diverged(np.concatenate([np.full(MIN_UPDATES, 1.0), [0.1, 0.5]]))
    assert not has_diverged(np.concatenate([np.full(MIN_UPDATES, 1.0), [0.5, 0.9]]))


def test_the_smoothed_loss_begins_without_bias_and_follows() -> None:
    assert smooth_losses([2.0, 2.0, 2.0]) == pytest.approx([2.0, 2.0, 2.0])
    assert 1.0 < smooth_losses([2.0] * 10 + [1.0] * 5)[-1] < 2.0
