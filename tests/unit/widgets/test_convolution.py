"""Convolution as the sandbox shows it, against torch and scipy, and the sizes it leads to."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.signal import correlate2d
from torch.nn import functional

from nets.experiment.user_error import Problem
from ui.panels.cnn.convolution import Slide, convolve
from ui.panels.cnn.kernel_presets import KERNELS, preset, resized, scene

RANDOM = np.random.default_rng(0)
SLIDES = [Slide(), Slide(padding=1), Slide(2, 1, 1), Slide(1, 2, 2), Slide(3, 0, 2), Slide(2, 3, 3), Slide(5, 4, 1)]


@pytest.mark.parametrize("slide", SLIDES)
@pytest.mark.parametrize("size", [1, 3, 5])
def test_it_equals_torch(slide: Slide, size: int) -> None:
    image, kernel = RANDOM.normal(size=(13, 17)), RANDOM.normal(size=(size, size))
    x, w = torch.from_numpy(image)[None, None], torch.from_numpy(kernel)[None, None]
    wanted = functional.conv2d(x, w, None, slide.stride, slide.padding, slide.dilation)[0, 0].numpy()
    found = convolve(image, kernel, slide)
    assert found.shape == (slide.size(13, size), slide.size(17, size))
    assert np.allclose(found, wanted, atol=1e-12)


def test_it_equals_scipy() -> None:
    image, kernel = RANDOM.normal(size=(9, 9)), RANDOM.normal(size=(3, 3))
    assert np.allclose(convolve(image, kernel, Slide()), correlate2d(image, kernel, "valid"), atol=1e-12)


@pytest.mark.parametrize("slide", [Slide(), Slide(2, 2, 2)])
def test_a_signal_equals_torch(slide: Slide) -> None:
    signal, kernel = RANDOM.normal(size=(1, 40)), RANDOM.normal(size=(1, 5))
    x, w = torch.from_numpy(signal)[None], torch.from_numpy(kernel)[None]
    wanted = functional.conv1d(x, w, None, slide.stride, slide.padding, slide.dilation)[0].numpy()
    assert np.allclose(convolve(signal, kernel, slide), wanted, atol=1e-12)


def test_what_does_not_fit_is_told() -> None:
    Slide(padding=1).check_size(3, 5)
    with pytest.raises(Problem, match="covers 9 pixels"):
        Slide(dilation=4).check_size(8, 3)


def test_presets_do_what_they_are_called() -> None:
    picture = scene()
    middle = np.s_[1:-1, 1:-1]
    for size in (3, 5):
        same = Slide(padding=size // 2)
        assert np.allclose(convolve(picture, preset("identity", size), same), picture)
        even = convolve(np.ones((12, 12)), preset("blur", size), same)
        assert np.allclose(even[3:-3, 3:-3], 1)
        for name in ("vertical", "horizontal", "edges"):
            assert abs(preset(name, size).sum()) < 1e-12, "an even area gives nothing"
    step = np.zeros((8, 8))
    step[:, 4:] = 1
    assert np.abs(convolve(step, KERNELS["vertical"], Slide())).max() == 4
    assert np.abs(convolve(step, KERNELS["horizontal"], Slide())[middle]).max() == 0


def test_kernels_are_resized() -> None:
    kernel = RANDOM.normal(size=(3, 3))
    assert (resized(resized(kernel, 5), 3) == kernel).all()
    assert (resized(kernel, 3) == kernel).all()
