"""The landscape of trainings of several families: its losses are the nets', and the trainings do not notice."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from nets.experiment.user_error import Problem
from nets.families import EXPERIMENTS
from nets.probes.landscape.directions import flatten
from nets.probes.landscape.loss_landscape import Landscape
from nets.probes.landscape.sharpness_profile import STEPS, Profile
from nets.training.snapshots import Snapshots
from nets.training.trainer_state import Training

torch.set_num_threads(1)
SMALL = {
    "perceptron": {"data.size": 60, "net.dropout": 0.2},
    "cnn": {"data.examples": 100, "net.channels": (4,), "net.norm": True, "data.shift": 0.1},
    "recurrent": {"net.hidden": 4, "data.examples": 50, "data.length": 6},
    "word2vec": {"data.sentences": 200, "net.dim": 4},
    "seq2seq": {"net.hidden": 6, "net.embedding": 4, "data.examples": 50, "data.name": "reverse", "data.length": 4},
    "gpt": {"data.name": "sort", "data.items": 4, "data.length": 8, "net.width": 8, "net.heads": 2, "net.dropout": 0.1},
}


def trained(family: str, updates: int = 6) -> tuple[Training, Snapshots]:
    """A small training after some updates, each of them a kept moment."""
    training = Training(EXPERIMENTS[family]().replace({**SMALL[family], "fit.batch": 4, "fit.report": 1}))
    snapshots = Snapshots(training.net)
    snapshots.offer(0)
    for step in range(1, updates + 1):
        training.update()
        snapshots.offer(step)
    return training, snapshots


def finished(survey: Landscape | Profile, until: float = 1.0) -> dict[str, np.ndarray]:
    while survey.share < until:
        survey.advance(0.0)  # one place after the other
    return survey.answer()


@pytest.mark.parametrize("family", SMALL)
def test_the_losses_are_those_of_the_net_and_the_training_goes_on_unchanged(family: str) -> None:
    (surveyed, snapshots), (alone, _snapshots) = trained(family), trained(family)
    survey = Landscape(surveyed, snapshots, side=9)
    own = surveyed.measure().figures
    while not np.isfinite(survey.answer()["path_losses"]).all():
        survey.advance(0.0)
        assert surveyed.net.training
    found = survey.answer()
    assert found["steps"].tolist() == list(range(7))
    assert found["path_losses"][-1] == pytest.approx(own["train_loss"], rel=1e-5)
    assert found["train"].shape == (5, 5)
    assert np.isfinite(found["test"]).all() == ("test_loss" in own)
    with snapshots.recalled(0):
        surveyed.net.load_state_dict(snapshots.weights(0))
    assert torch.equal(flatten(surveyed.parameters), flatten(alone.parameters))
    assert surveyed.update().figures == alone.update().figures


def test_a_grid_becomes_finer_and_keeps_what_it_had() -> None:
    training, snapshots = trained("perceptron", 12)
    survey = Landscape(training, snapshots, side=17)
    coarse, fine = finished(survey, until=0.2), finished(survey)
    assert coarse["train"].shape == (5, 5)
    assert fine["train"].shape == (17, 17)
    np.testing.assert_array_equal(fine["train"][::4, ::4], coarse["train"])
    np.testing.assert_array_equal(fine["x"][::4], coarse["x"])
    assert (fine["path"].min(axis=0) > [fine["x"][0], fine["y"][0]]).all()
    assert (fine["path"].max(axis=0) < [fine["x"][-1], fine["y"][-1]]).all()
    zoomed = Landscape(training, snapshots, side=9, zoom=2.0).answer
    assert Landscape(training, snapshots, side=9, kind="random").answer()["path"].shape == (13, 2)
    assert zoomed()["explained_share"] == fine["explained_share"]


def test_a_place_of_the_grid_is_where_it_says() -> None:
    training, snapshots = trained("perceptron", 12)
    survey = Landscape(training, snapshots, side=9)
    found = finished(survey)
    directions = survey._plane.directions.double()
    weights = flatten(training.parameters).double() + found["x"][7] * directions[0] + found["y"][2] * directions[1]
    torch.nn.utils.vector_to_parameters(weights.float(), training.parameters)
    assert found["train"][2, 7] == pytest.approx(training.measure().figures["train_loss"], rel=1e-5)
    assert found["test"][2, 7] == pytest.approx(training.measure().figures["test_loss"], rel=1e-5)


def test_a_run_without_a_path_says_so() -> None:
    training, snapshots = trained("perceptron", 1)
    with pytest.raises(Problem, match="Train a little first"):
        Landscape(training, snapshots)


def test_of_a_run_that_diverged_the_path_before_is_shown() -> None:
    training, snapshots = trained("perceptron", 12)
    training.parameters[0].data.fill_(torch.nan)
    for kind in ("path", "random"):
        found = finished(Landscape(training, snapshots, kind=kind, side=9))
        assert found["steps"].tolist() == list(range(12))
        assert np.isfinite(found["train"]).all()
    assert training.parameters[0].isnan().all()


def test_a_profile_along_a_line_of_a_quadratic_is_a_parabola_and_knows_its_sharpness() -> None:
    changes = {
        "data.name": "plane",
        "net.hidden": (),
        "net.activation": (),
        "fit.batch": 1000,
        "fit.lr": 0.1,
        "fit.report": 100,
    }
    training = Training(EXPERIMENTS["perceptron"]().replace(changes))
    for _ in range(100):
        training.update()
    found = finished(Profile(training, Snapshots(training.net), directions=3))
    bend = np.diff(found["train"].astype(np.float64), n=2, axis=1)
    np.testing.assert_allclose(bend, np.repeat(bend[:, :1], STEPS - 2, axis=1), rtol=1e-2)
    own = training.measure().figures["train_loss"]
    np.testing.assert_allclose(found["train"][:, STEPS // 2], own, rtol=1e-5)
    assert found["sharpness"] == pytest.approx(np.mean(100 * (found["train"].max(axis=1) - own) / (1 + own)), rel=1e-3)


def test_a_net_that_is_the_same_function_is_as_sharp_however_its_layers_share_their_weights() -> None:
    """Li et al. 2018: scaling one ReLU layer up and the next down changes plain slices, not normalised ones."""
    sharp = []
    for scale in (1.0, 10.0):
        training = Training(EXPERIMENTS["perceptron"]().replace({"net.hidden": (8,), "net.activation": ("relu",)}))
        first, second = (p for p in training.parameters if p.ndim > 1)
        for parameter in training.parameters:
            parameter.data *= float(parameter.ndim > 1)  # no biases: the scaled net is the same function
        first.data *= scale
        second.data /= scale
        sharp.append(float(finished(Profile(training, Snapshots(training.net)))["sharpness"]))
    assert sharp[1] == pytest.approx(sharp[0], rel=1e-3)
    assert sharp[0] > 0
