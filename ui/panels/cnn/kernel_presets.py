"""Hand-designed kernels, and simple images to try them on."""

from __future__ import annotations

import numpy as np

from ui.text.i18n import N_

THIRD, SOBEL = 1 / 9, np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])

KERNELS: dict[str, np.ndarray] = {
    "identity": np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    "blur": np.full((3, 3), THIRD),
    "sharpen": np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "vertical": SOBEL,
    "horizontal": SOBEL.T.copy(),
    "edges": np.array([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    "emboss": np.array([[-2.0, -1, 0], [-1, 1, 1], [0, 1, 2]]),
}
TITLES = {
    "identity": N_("identity: the image as it is"),
    "blur": N_("blur"),
    "sharpen": N_("sharpen"),
    "vertical": N_("vertical edges"),
    "horizontal": N_("horizontal edges"),
    "edges": N_("edges of any direction"),
    "emboss": N_("emboss"),
    "own": N_("your own numbers"),
}


def preset(name: str, size: int) -> np.ndarray:
    """Return the kernel (size, size) of this name; a larger one has zeros around it, except for the blur."""
    if name == "blur":
        return np.full((size, size), 1 / size**2)
    small = KERNELS[name]
    edge = (size - len(small)) // 2
    return np.pad(small, edge)


def resized(kernel: np.ndarray, size: int) -> np.ndarray:
    """Return a kernel with another edge: zeros around it, or its center."""
    edge = (size - len(kernel)) // 2
    return np.pad(kernel, edge) if edge >= 0 else kernel[-edge:edge, -edge:edge]


def scene(edge: int = 28) -> np.ndarray:
    """Return an image (edge, edge), 0 to 1, with bars, a disc, a slope and a diagonal: something for every kernel."""
    line = (np.arange(edge) + 0.5) / edge
    x, y = np.meshgrid(line, line)
    picture = np.zeros((edge, edge))
    picture[(x - 0.28) ** 2 + (y - 0.28) ** 2 < 0.2**2] = 1.0
    picture[(x > 0.58) & (y < 0.45) & ((x * 12).astype(int) % 2 == 0)] = 1.0
    slope = (x < 0.48) & (y > 0.58) & (y < 0.92)
    picture[slope] = x[slope] / 0.48
    picture[(np.abs(x - y) < 0.035) & (x > 0.58)] = 1.0
    return picture
