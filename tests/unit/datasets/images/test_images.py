"""What is told of the sets without loading them is what they hold; MNIST-1D is the paper's, number by number."""

import numpy as np
import pytest
import torch
from mnist1d.data import get_dataset_args, make_dataset

from nets.datasets.images import images, mnist1d, mnist5k
from nets.datasets.images.augmentation import augment, moved


@pytest.mark.parametrize("name", ["digits", "mnist5k", "mnist1d"])
def test_what_is_told_is_what_is_there(name) -> None:
    told, held = images.about(name), images.load(name)
    assert tuple(np.bincount(held.labels)) == told.counts
    assert held.pixels.shape == (told.examples, *told.shape)
    assert held.classes == told.classes
    assert held.pixels.max() == pytest.approx(held.white) or name == "mnist1d"


def test_mnist1d_is_the_data_of_the_paper() -> None:
    theirs = make_dataset(get_dataset_args())
    ours = images.load("mnist1d")
    for part, suffix in ((~ours.test, ""), (ours.test, "_test")):
        np.testing.assert_allclose(ours.pixels[part, 0], theirs["x" + suffix], atol=1e-6)
        np.testing.assert_array_equal(ours.labels[part], theirs["y" + suffix])


def test_mnist1d_with_another_seed_is_other_data_of_the_same_kind() -> None:
    (first, labels), (second, others) = mnist1d.draw(1000, 1), mnist1d.draw(1000, 2)
    assert not np.allclose(first, second)
    assert np.bincount(labels).tolist() == np.bincount(others).tolist() == [100] * 10
    for signals in (first, second):
        assert (signals.mean(), signals.std()) == pytest.approx((0, 1), abs=1e-9)


def test_mnist5k_shows_500_of_each_digit_in_order() -> None:
    pixels, labels = mnist5k.read()
    assert np.bincount(labels).tolist() == [500] * 10
    assert labels.tolist() == sorted(labels.tolist())
    ones, zeros = pixels[labels == 1, 0].mean(axis=0), pixels[labels == 0, 0].mean(axis=0)
    assert ones[14, 14] > 150 > 60 > zeros[14, 14]


def test_augmentation_keeps_shape_and_stays_within_its_bounds() -> None:
    x = torch.zeros(400, 1, 21, 21) - 0.5
    x[:, 0, 10, 10] = 2.0
    made = augment(x, 0.2, 0.0, 0.0, 0.0, -0.5, 1.0, torch.Generator().manual_seed(0))
    assert made.shape == x.shape
    heavy = (made[:, 0] + 0.5).numpy()
    total = heavy.sum(axis=(1, 2))
    columns = (heavy.sum(axis=1) * np.arange(21)).sum(axis=1) / total - 10
    rows = (heavy.sum(axis=2) * np.arange(21)).sum(axis=1) / total - 10
    for offsets in (columns, rows):
        assert np.abs(offsets).max() <= 0.2 * 21 + 0.01
        assert offsets.std() == pytest.approx(0.2 * 21 / np.sqrt(3), rel=0.1)
    assert abs(np.corrcoef(columns, rows)[0, 1]) < 0.15


def test_noise_has_its_deviation_and_other_images_other_noise() -> None:
    x = torch.zeros(50, 1, 20, 20)
    made = augment(x, 0, 0, 0, 0.1, 0.0, 3.0, torch.Generator().manual_seed(0))
    assert made.std().item() == pytest.approx(0.3, rel=0.02)
    assert not torch.equal(made[0], made[1])


def test_nothing_asked_for_changes_nothing_and_draws_nothing() -> None:
    generator = torch.Generator().manual_seed(0)
    before, x = generator.get_state(), torch.rand(3, 1, 8, 8)
    assert torch.equal(augment(x, 0, 0, 0, 0, 0.0, 1.0, generator), x)
    assert torch.equal(generator.get_state(), before)


def test_twice_as_large_and_back_again() -> None:
    x = torch.zeros(1, 1, 16, 16)
    x[..., 4:12, 4:12] = 1
    still, angle = torch.zeros(1, 2), torch.zeros(1)
    large = moved(x, still, angle, torch.tensor([2.0]), 0.0)
    assert large.min() > 0.5
    small = moved(x, still, angle, torch.tensor([0.5]), 0.0)
    assert small.sum().item() == pytest.approx(16, rel=0.1)
    assert small[..., 6:10, 6:10].mean().item() == pytest.approx(1, abs=0.1)
