"""What a single kernel detects, found by its answers to small test pictures; torch-free."""

from __future__ import annotations

import numpy as np

SIDE = 11  # of a test picture; twice a kernel fits
HARD = 0.5  # of the strongest possible answer
SMALL = 0.25  # share of its answer to vertical edges that it may give to anything else


def vertical_edges(kernel: np.ndarray) -> float:
    """How well a kernel (k, k) tells vertical edges from all else: 1 is perfect, 0 not at all.

    It is laid over pictures of straight edges between a dark and a bright half, at every place where it fits. The
    score is 1 less the strongest answer to horizontal edges and to even pictures, over the answer to vertical edges;
    0 where that is weak for weights of such a size. Which side is bright is the same to it, and so is its strength.
    """
    kernel = np.nan_to_num(np.asarray(kernel, dtype=np.float64))
    size = np.abs(kernel).sum()
    if kernel.ndim != 2 or min(kernel.shape) < 2 or size == 0:
        return 0.0
    vertical, horizontal, even = (_strongest(kernel, pictures) for pictures in _pictures())
    if vertical < 0.5 * HARD * size:  # half of the weights, by size, on the bright side is the most there can be
        return 0.0
    return float(np.clip(1 - max(horizontal, even) / vertical, 0, 1))


def detects(kernel: np.ndarray) -> bool:
    """Whether a kernel is a detector of vertical edges: anything else moves it a quarter as much at most."""
    return vertical_edges(kernel) >= 1 - SMALL


def _pictures() -> tuple[list[np.ndarray], list[np.ndarray], list[np.ndarray]]:
    """Pictures (11, 11) with a vertical edge, with a horizontal one, and without any."""
    left = np.zeros((SIDE, SIDE))
    left[:, : SIDE // 2] = 1.0
    vertical = [left, 1 - left]
    return vertical, [picture.T for picture in vertical], [np.ones((SIDE, SIDE)), np.zeros((SIDE, SIDE))]


def _strongest(kernel: np.ndarray, pictures: list[np.ndarray]) -> float:
    """The largest answer, by size, at any place of any picture."""
    answers = [np.abs(correlated(picture, kernel)).max() for picture in pictures]
    return float(max(answers))


def correlated(picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Patch times kernel, summed, at every place where the kernel fits: (H, W), (k, l) -> (H - k + 1, W - l + 1)."""
    patches = np.lib.stride_tricks.sliding_window_view(picture, kernel.shape)
    return np.einsum("hwij,ij->hw", patches, kernel)
