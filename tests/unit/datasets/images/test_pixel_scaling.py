"""Pixels are standardised by the training part, and turned back into brightness."""

import numpy as np
import pytest
import torch

from nets.datasets.images.pixel_scaling import Pixels, PixelScaling, measure_scaling


def test_scaling_is_measured_over_all_pixels() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (20, 1, 5, 5)).astype(np.uint8)
    scaling = measure_scaling(pixels, 255.0)
    x = Pixels(torch.from_numpy(pixels), scaling)[:]
    assert x.mean().item() == pytest.approx(0, abs=1e-5)
    assert x.std(correction=0).item() == pytest.approx(1, abs=1e-5)


def test_equal_pixels_have_a_scaling_too() -> None:
    pixels = np.full((3, 1, 2, 2), 7, np.uint8)
    assert Pixels(torch.from_numpy(pixels), measure_scaling(pixels, 255.0))[:].abs().max() == 0


def test_brightness_undoes_standardise() -> None:
    scaling = PixelScaling(mean=3.0, deviation=4.0, white=16.0)
    x = scaling.standardise(torch.tensor([0.0, 8.0, 16.0]))
    assert x[0].item() == scaling.black
    assert (x[2] - x[0]).item() == scaling.contrast
    assert scaling.brightness(x).tolist() == [0.0, 0.5, 1.0]


def test_a_slice_and_indices_read_the_same_images() -> None:
    pixels = torch.arange(24, dtype=torch.uint8).view(6, 1, 2, 2)
    images = Pixels(pixels, PixelScaling(mean=1.0, deviation=2.0, white=24.0))
    assert len(images) == 6
    assert torch.equal(images[2:4], images[torch.tensor([2, 3])])
    assert images[2:3].flatten().tolist() == [3.5, 4.0, 4.5, 5.0]
