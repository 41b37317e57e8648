"""What a single kernel detects, measured by its responses to small test images; torch-free."""

from __future__ import annotations

import numpy as np

SIDE = 11  # of a test image; a kernel fits twice
HARD = 0.5  # of the strongest possible response
SMALL = 0.25  # response to anything else, as a share of that to vertical edges


def vertical_edges(kernel: np.ndarray) -> float:
    """Return how selectively a kernel (k, k) responds to vertical edges: 1 is perfect, 0 not at all.

    It slides over images of straight edges between a dark and a bright half. The score is 1 less the strongest response
    to horizontal edges and to uniform images, over that to vertical edges; 0 if the latter is weak for weights of this
    size. Neither the bright side nor the scale of the kernel matters.
    """
    kernel = np.nan_to_num(np.asarray(kernel, dtype=np.float64))
    size = np.abs(kernel).sum()
    if kernel.ndim != 2 or min(kernel.shape) < 2 or size == 0:
        return 0.0
    vertical, horizontal, uniform = (_strongest(kernel, images) for images in _images())
    if vertical < 0.5 * HARD * size:  # half of the weights, by size, on the bright side is the most there can be
        return 0.0
    return float(np.clip(1 - max(horizontal, uniform) / vertical, 0, 1))


def detects(kernel: np.ndarray) -> bool:
    """Return whether a kernel detects vertical edges: it responds to anything else at most a quarter as much."""
    return vertical_edges(kernel) >= 1 - SMALL


def _images() -> tuple[list[np.ndarray], list[np.ndarray], list[np.ndarray]]:
    """Return images (11, 11) with a vertical edge, with a horizontal one, and without any."""
    left = np.zeros((SIDE, SIDE))
    left[:, : SIDE // 2] = 1.0
    vertical = [left, 1 - left]
    return vertical, [image.T for image in vertical], [np.ones((SIDE, SIDE)), np.zeros((SIDE, SIDE))]


def _strongest(kernel: np.ndarray, images: list[np.ndarray]) -> float:
    """Return the largest absolute response at any position of any image."""
    responses = [np.abs(correlate(image, kernel)).max() for image in images]
    return float(max(responses))


def correlate(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return patch times kernel, summed, at every position: (H, W), (k, l) -> (H - k + 1, W - l + 1)."""
    patches = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("hwij,ij->hw", patches, kernel)
