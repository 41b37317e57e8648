"""MNIST-1D: ten shapes along a line, padded, stretched, moved, sheared and blurred, drawn from a seed.

The procedure of Greydanus & Kobak, "Scaling down deep learning with MNIST-1D" (2020, 2024, arXiv:2011.14439), with
the paper's settings: with seed 42 exactly the data of the paper. A signal has 40 numbers. numpy and scipy only.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.random import RandomState

PATTERNS = (  # twelve heights for each digit, which suggest how it is written
    (5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5),
    (5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5),
    (5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5),
    (5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5),
    (5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5),
    (5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5),
    (5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5),
    (5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5),
)
LENGTH = 40  # of a signal
MIN_PADDING, MAX_PADDING = 36, 60
STRETCHED = 12 + MAX_PADDING  # length of a signal before the last step
MAX_SHIFT = 48
SCALE, SHEAR = 0.4, 0.75
SMOOTH_NOISE, NOISE = 0.25, 0.02  # deviations of the background's waves and of the noise everywhere


@lru_cache(maxsize=2)
def draw(count: int = 5000, seed: int = 42) -> tuple[np.ndarray, np.ndarray]:
    """Return signals (N, 40) float64 with mean 0 and deviation 1 over all, and labels (N,) int64, balanced."""
    random = RandomState(seed)
    shapes = _shapes()
    labels = np.repeat(np.arange(10), count // 10)
    signals = np.stack([_draw_signal(shapes[label], random) for label in labels])
    order = random.permutation(len(labels))
    signals = signals[order]
    return (signals - signals.mean()) / signals.std(), labels[order].astype(np.int64)


def _shapes() -> np.ndarray:
    """Return the patterns (10, 12), each with deviation 1/6 and beginning at 0."""
    heights = np.array(PATTERNS)
    heights = (heights - heights.mean(axis=1, keepdims=True)) / heights.std(axis=1, keepdims=True)
    return (heights - heights[:, :1]) / 6.0


def _draw_signal(shape: np.ndarray, random: RandomState) -> np.ndarray:
    """Return one signal (40,) drawn from a shape (12,), in the order of the paper's draws."""
    from scipy.ndimage import gaussian_filter

    padding = MIN_PADDING + int(random.rand() * (MAX_PADDING - MIN_PADDING + 1))
    signal = np.concatenate([shape + 1e-8, np.zeros(padding)])  # what is exactly 0 is background
    signal = _resample(signal, STRETCHED)
    signal *= 1 + SCALE * (random.rand() - 0.5)
    signal = np.roll(signal, random.choice(MAX_SHIFT))
    waves = gaussian_filter(SMOOTH_NOISE * random.randn(STRETCHED), 2)
    signal = np.where(signal != 0, signal, waves)
    signal = signal + NOISE * random.randn(STRETCHED)
    signal = signal - SHEAR * (random.rand() - 0.5) * np.linspace(-0.5, 0.5, STRETCHED)
    return _resample(signal, LENGTH)


def _resample(signal: np.ndarray, length: int) -> np.ndarray:
    """Return the signal with another number of points, by linear interpolation."""
    return np.interp(np.linspace(0, 1, length), np.linspace(0, 1, len(signal)), signal)
