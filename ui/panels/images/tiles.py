"""Stack several images into one, so that they stay together in a gallery."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ui.components.pictures import Packed, stack

GAP = 1  # pixels between two images


def tiles(rows: Sequence[np.ndarray]) -> Packed:
    """Return images (N, C, H, W), 0 to 1, of every row as N images, those of one index below one another."""
    parts: list[np.ndarray] = []
    for images in rows:
        grey = np.asarray(images, np.float32).mean(axis=1)  # (N, H, W)
        parts += [np.zeros((len(grey), GAP, grey.shape[2]), np.float32)] if parts else []
        parts.append(grey)
    return stack(np.concatenate(parts, axis=1), 0.0, 1.0, signed=False)
