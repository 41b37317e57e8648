"""Where gradient descent with momentum converges on a quadratic, and how fast (Goh, 2017); torch-free.

Along a direction of curvature c the error and the last step of the heavy ball (Polyak, 1964) are multiplied at each
step by a 2 x 2 matrix, whose eigenvalues solve r² - (1 + momentum - rate·c)·r + momentum = 0. The larger one,
over the largest and the smallest curvature, is what is left of the error after a step in the long run.
"""

from __future__ import annotations

import numpy as np

WIDEST = 4.0  # rate times the largest curvature: beyond it nothing converges, whatever the momentum


def left_over(rate: np.ndarray, momentum: np.ndarray, curvature: float) -> np.ndarray:
    """The share of the error that a step leaves along a direction of this curvature; more than 1 diverges."""
    middle = 1.0 + momentum - rate * curvature
    inside = middle**2 - 4.0 * momentum
    real = (np.abs(middle) + np.sqrt(np.maximum(inside, 0.0))) / 2.0
    return np.where(inside >= 0.0, real, np.sqrt(momentum))


def share_left(rate: np.ndarray, momentum: np.ndarray, low: float, high: float) -> np.ndarray:
    """The same in the slowest of all directions between the lowest and the highest curvature."""
    return np.maximum(left_over(rate, momentum, low), left_over(rate, momentum, high))


def best(low: float, high: float) -> tuple[float, float]:
    """The rate and the momentum that leave least (Polyak, 1964)."""
    roots = np.sqrt(low), np.sqrt(high)
    return float((2.0 / (roots[0] + roots[1])) ** 2), float(((roots[1] - roots[0]) / (roots[1] + roots[0])) ** 2)


def digits(left: np.ndarray, steps: int = 100) -> np.ndarray:
    """How many decimal digits of the error go in so many steps; negative where they come."""
    return -steps * np.log10(np.maximum(left, 1e-12))


def grid(low: float, high: float, cells: int) -> tuple[np.ndarray, tuple[float, float]]:
    """Digits gained in 100 steps over all rates and momenta, (cells, cells), and the range of the rates."""
    rates = (0.0, WIDEST / high)
    middles = (np.arange(cells) + 0.5) / cells
    rate, momentum = np.meshgrid(middles * rates[1], middles)
    return digits(share_left(rate, momentum, low, high)), rates
