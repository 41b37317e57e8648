"""The autoencoder equals plain torch, a linear one arrives at PCA, and what does not fit is refused."""

from __future__ import annotations

import pytest
import torch
from sklearn.decomposition import PCA
from torch import nn

from nets.experiment.user_error import Problem
from nets.models.autoencoder.experiment import Autoencoder
from nets.training.trainer_state import Training
from tests.support.trainings.trained_autoencoder import LINEAR, train_autoencoder

torch.set_num_threads(1)


def test_it_is_an_encoder_a_code_and_the_encoder_backwards() -> None:
    made = Training(Autoencoder.from_strings({"net.hidden": "9,5", "net.code": "3", "net.activation": "tanh"}))
    net = made.net.double()
    widths = [(64, 9), (9, 5), (5, 3), (3, 5), (5, 9), (9, 64)]
    plain = nn.Sequential(*[nn.Linear(*width) for width in widths]).double()
    plain.load_state_dict(dict(zip(plain.state_dict(), net.state_dict().values(), strict=True)))
    x = torch.rand(7, 64, dtype=torch.float64)
    expected = x
    for place, layer in enumerate(plain):
        expected = layer(expected) if place in (2, 5) else torch.tanh(layer(expected))  # neither code nor output bend
    assert torch.allclose(net(x), expected, atol=1e-12)
    assert torch.equal(net(x.reshape(7, 1, 8, 8)), net(x))
    made.task.loss(net.float(), torch.arange(7)).backward()
    assert all(parameter.grad.abs().sum() > 0 for parameter in net.parameters())
    assert [(layer.name, layer.parameters) for layer in made.experiment.layers()][2] == ("code", 5 * 3 + 3)


def test_a_linear_one_arrives_at_pca() -> None:
    made = train_autoencoder(*(f"{key}={value}" for key, value in LINEAR.items()))
    task, x = made.task, made.task.test.inputs
    theirs = PCA(2).fit(task.train.inputs.double().numpy())
    expected = torch.from_numpy(theirs.inverse_transform(theirs.transform(x.double().numpy()))).float()
    assert torch.allclose(task.pca(x), expected, atol=1e-4)
    with torch.no_grad():
        ours = task.r2(made.net(x), x)
        assert ours == pytest.approx(float(task.r2(expected, x)), abs=0.003)
        apart = (made.net(x) - expected).square().mean() / (expected - x).square().mean()
    assert apart < 0.02, "image by image, too, not only in the mean"


def test_it_learns_more_than_pca_can() -> None:
    made = train_autoencoder("fit.steps=700", "fit.report=700", "fit.lr=0.01")
    r2, pca = made.task.report(made.net)["test_r2"], made.task.guesses()["pca_test_r2"]
    assert pca == pytest.approx(0.288, abs=0.01)
    assert r2 > 0.45


def test_noise_goes_in_and_the_clean_image_is_asked_for() -> None:
    made = Training(Autoencoder.from_strings({"data.noise": "0.3", "net.hidden": "8"}))
    task, at = made.task, torch.arange(500)
    given = task.add_noise(task.train.inputs[at], torch.Generator().manual_seed(1))
    assert float((given - task.train.inputs[at]).std()) == pytest.approx(0.3, abs=0.01)
    heard: list[torch.Tensor] = []
    made.net.register_forward_pre_hook(lambda _net, inputs: heard.append(inputs[0]))
    first, again = task.loss(made.net, at), task.loss(made.net, at)
    assert first != again, "drawn anew each time"
    outputs = torch.sigmoid(made.net.decode(made.net.encode(heard[0])))
    assert first.item() == pytest.approx((outputs - task.train.inputs[at]).square().mean().item(), rel=1e-5)
    assert task.report(made.net) == task.report(made.net), "figures have the same noise each time"


def test_labels_are_for_the_eye_alone() -> None:
    made = Training(Autoencoder.from_strings({"net.hidden": "8"}))
    before = made.task.loss(made.net, torch.arange(50)), made.task.report(made.net)
    made.task.train.truth.zero_(), made.task.test.truth.zero_()
    assert (made.task.loss(made.net, torch.arange(50)), made.task.report(made.net)) == before


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"net.code": "17"}, "net.code"),
        ({"net.hidden": "8,8,8,8,8"}, "net.hidden"),
        ({"net.output": "linear", "net.loss": "binary_cross_entropy"}, "net.loss"),
        ({"data.classes": "3,3"}, "data.classes"),
        ({"data.name": "mnist5k", "net.hidden": "256,256,256,256", "fit.batch": "4096"}, "fit.batch"),
    ],
)
def test_what_does_not_fit_is_refused(settings: dict[str, str], key: str) -> None:
    with pytest.raises(Problem) as told:
        Autoencoder.from_strings(settings)
    assert told.value.values["key"] == key
