"""5,000 real digits of MNIST, 500 of each; `nets/datasets/files/README.md` says where they come from."""

from __future__ import annotations

import numpy as np

from nets.datasets.cache_dir import SHIPPED


def read() -> tuple[np.ndarray, np.ndarray]:
    """Return the pixels (5000, 1, 28, 28) uint8 and the labels (5000,) int64, sorted by digit."""
    with np.load(SHIPPED / "mnist5k.npz", allow_pickle=False) as file:
        return file["pixels"], file["labels"].astype(np.int64)
