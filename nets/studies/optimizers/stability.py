"""Where gradient descent with momentum converges on a quadratic, and how fast (Goh, 2017); torch-free.

Along a direction of curvature c each step of the heavy ball (Polyak, 1964) multiplies the error and the last step by a
2 x 2 matrix, whose eigenvalues solve r² - (1 + momentum - rate·c)·r + momentum = 0. The larger eigenvalue, over the
largest and the smallest curvature, is the asymptotic factor of the error in one step.
"""

from __future__ import annotations

import numpy as np

MAX_PRODUCT = 4.0  # of rate and largest curvature; beyond it no momentum converges


def error_factor(rate: np.ndarray, momentum: np.ndarray, curvature: float) -> np.ndarray:
    """Return the factor of the error in one step along a direction of this curvature; above 1 it diverges."""
    middle = 1.0 + momentum - rate * curvature
    discriminant = middle**2 - 4.0 * momentum
    real = (np.abs(middle) + np.sqrt(np.maximum(discriminant, 0.0))) / 2.0
    return np.where(discriminant >= 0.0, real, np.sqrt(momentum))


def worst_error_factor(rate: np.ndarray, momentum: np.ndarray, low: float, high: float) -> np.ndarray:
    """Return the factor in the slowest direction between the lowest and the highest curvature."""
    return np.maximum(error_factor(rate, momentum, low), error_factor(rate, momentum, high))


def best_settings(low: float, high: float) -> tuple[float, float]:
    """Return the rate and the momentum with the smallest factor (Polyak, 1964)."""
    roots = np.sqrt(low), np.sqrt(high)
    return float((2.0 / (roots[0] + roots[1])) ** 2), float(((roots[1] - roots[0]) / (roots[1] + roots[0])) ** 2)


def digits_gained(factor: np.ndarray, steps: int = 100) -> np.ndarray:
    """Return by how many decimal digits the error shrinks in `steps` steps; negative if it grows."""
    return -steps * np.log10(np.maximum(factor, 1e-12))


def stability_grid(low: float, high: float, cells: int) -> tuple[np.ndarray, tuple[float, float]]:
    """Return the digits gained in 100 steps (cells, cells), a row for each momentum, and the range of the rates."""
    rates = (0.0, MAX_PRODUCT / high)
    middles = (np.arange(cells) + 0.5) / cells
    rate, momentum = np.meshgrid(middles * rates[1], middles)
    return digits_gained(worst_error_factor(rate, momentum, low, high)), rates
