"""Probes of codes: places of the plane, what is decoded there, ways between images, and strangers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from nets.models.autoencoder.challenges import disguise, few, stranger
from nets.models.autoencoder.experiment import Autoencoder
from nets.probes import ask
from nets.training.history import History
from nets.training.messages import ProbeAnswers
from nets.training.trainer_state import Training
from tests.support.trainings.trained_autoencoder import LINEAR, train_autoencoder
from tests.support.trainings.trained_sessions import TrainedSession

BENT = ("fit.steps=700", "fit.report=700", "fit.lr=0.01")


def asked(training: Training, probe: str, **arguments: object) -> dict[str, np.ndarray]:
    return ask(probe, training.net, training.task, **arguments)


@pytest.mark.parametrize("by", ["net", "pca"])
def test_the_plane_decodes_what_the_coder_decodes(by: str) -> None:
    made = train_autoencoder(*BENT)
    net, task = made.net, made.task
    found = asked(made, "latent_space", by=by, pictures=True, part="test", index=4)
    with torch.no_grad():
        codes = net.encode(task.test.inputs) if by == "net" else task.pca.encode(task.test.inputs)
        at = torch.tensor([[0.4, -0.7]])
        decoded = torch.sigmoid(net.decode(at)) if by == "net" else task.pca.decode(at).clamp(0, 1)
    assert np.allclose(found["points"], codes.numpy(), atol=1e-5)
    assert np.allclose(found["at"], codes[4].numpy(), atol=1e-5), "not walked: the image's own place"
    assert np.allclose(found["code"], found["at"])
    assert (found["points"][:, 0] > found["x"][0]).all()
    assert (found["points"][:, 1] < found["y"][1]).all()
    walked = asked(made, "latent_space", by=by, at=(0.4, -0.7))
    assert np.allclose(walked["decoded"].ravel(), decoded.numpy().ravel(), atol=1e-5)
    corner = found["levels"][:8, :8][::-1]  # of the lowest row the first picture, its own rows from the top
    place = tuple(low + (high - low) / 30 for low, high in (found["x"], found["y"]))
    there = asked(made, "latent_space", by=by, at=place)["decoded"]
    assert np.abs(corner - 255 * there[0]).max() <= 1


def test_codes_of_other_sizes_lie_on_a_plane_as_well() -> None:
    one, many = (Training(Autoencoder.from_strings({"net.code": code, "net.hidden": "8"})) for code in ("1", "5"))
    found = asked(one, "latent_space")
    assert (found["points"][:, 1] == found["truth"]).all(), "labels upwards"
    found = asked(many, "latent_space", part="test", index=2)
    assert 0 < found["explained_share"] < 1
    codes = many.net.encode(many.task.test.inputs).detach().double().numpy()
    spread = np.linalg.svd(codes - codes.mean(axis=0), compute_uv=False) ** 2
    assert float(found["explained_share"]) == pytest.approx(spread[:2].sum() / spread.sum(), abs=1e-4)


def test_a_way_leads_from_one_image_to_the_other() -> None:
    made = train_autoencoder(*BENT)
    found = asked(made, "interpolation", part="test", index=0, other=9, steps=5)
    ends = [asked(made, "reconstruction", part="test", index=index) for index in (0, 9)]
    for place, end in zip((0, -1), ends, strict=True):
        assert np.allclose(found["decoded"][place], end["output"], atol=1e-5)
        assert np.allclose(found["blended"][place], end["image"], atol=1e-5)
    middle = np.mean([end["code"] for end in ends], axis=0)
    assert np.allclose(found["decoded"][2], asked(made, "latent_space", at=tuple(middle))["decoded"], atol=1e-5)


def test_rows_show_every_class_and_the_worst() -> None:
    made = train_autoencoder(*BENT)
    first = asked(made, "reconstructions", most=20)
    assert first["truth"].tolist() == [*range(10)] * 2
    worst = asked(made, "reconstructions", most=3, worst=True)["errors"]
    every = (first["images"] - first["outputs"]) ** 2
    assert np.allclose(first["errors"], every.mean(axis=(1, 2, 3)), atol=1e-6)
    assert worst[0] >= worst[1] >= worst[2]
    assert worst[0] >= first["errors"].max()
    assert float(first["r2"]) == pytest.approx(made.task.report(made.net)["test_r2"], abs=1e-5)


def test_strangers_come_out_badly() -> None:
    made = train_autoencoder(*BENT)
    found = asked(made, "anomalies")
    assert found["kinds"].tolist() == ["test", "turned", "shuffled", "photo"]
    for kind, share in zip(found["kinds"][1:], found["apart"][1:], strict=True):
        errors = [found["test/errors"], found[f"{kind}/errors"]]
        labels = np.repeat([0, 1], [len(part) for part in errors])
        assert share == pytest.approx(roc_auc_score(labels, np.concatenate(errors)))
        assert share > 0.9
    some = Training(Autoencoder.from_strings({"data.classes": "0,1", "net.hidden": "8"}))
    assert asked(some, "anomalies")["kinds"].tolist()[1] == "others"


def attempt(training: Training, r2: float = 0.7, **answers: dict[str, np.ndarray]) -> TrainedSession:
    """A run of which a challenge sees the figures and the latest probe answers."""
    history = History()
    history.extend({"test_r2": (np.arange(3), np.full(3, r2))})
    run = TrainedSession(training.experiment, history, "done", 3)
    object.__setattr__(run, "probe_answers", ProbeAnswers(3, answers))
    return run


def test_challenges_are_met_by_what_they_ask_for_alone() -> None:
    bent, linear = train_autoencoder(*BENT), train_autoencoder(*(f"{key}={value}" for key, value in LINEAR.items()))
    assert few([attempt(bent, 0.67)]).reached, "with two numbers instead of three"
    assert not few([attempt(bent, 0.6)]).reached
    assert not few([attempt(Training(Autoencoder.from_strings({"net.code": "4", "net.hidden": "8"})), 0.9)]).reached
    assert disguise([attempt(linear, reconstructions=asked(linear, "reconstructions"))]).reached
    assert not disguise([attempt(bent, reconstructions=asked(bent, "reconstructions"))]).reached
    edge = np.zeros((8, 8), np.float32)
    edge[:, 0] = edge[0] = 1
    drawing = {"pixels": edge.tobytes(), "part": "test"}
    assert stranger([attempt(bent, anomalies=asked(bent, "anomalies", **drawing))]).reached
    assert not stranger([attempt(bent, 0.4, anomalies=asked(bent, "anomalies", **drawing))]).reached
    full = {"pixels": np.ones(64, np.float32).tobytes()}
    assert not stranger([attempt(bent, anomalies=asked(bent, "anomalies", **full))]).reached
    assert not stranger([attempt(bent, anomalies=asked(bent, "anomalies"))]).reached, "not drawn"
