"""IDX files, the format MNIST is published in: a magic number, the sizes, then a byte for each value; torch-free."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np

from nets.datasets.images import download
from nets.experiment.user_error import N_, Problem

MAX_BYTES = 100_000_000


def official(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return pixels (N, 1, H, W) uint8, labels (N,) int64 and which are for testing (N,) bool. Raises Problem."""
    download.require(name)
    parts = [read(download.path(name, file)) for file in download.FILES]
    images, labels = (np.concatenate([parts[i], parts[i + 2]]) for i in (0, 1))
    if len(images) != len(labels) or images.ndim != 3 or labels.ndim != 1:
        raise Problem(N_("The files of {name} do not belong together."), key="data.name", name=name)
    test = np.arange(len(labels)) >= len(parts[0])
    return images[:, None], labels.astype(np.int64), test


def read(path: Path) -> np.ndarray:
    """Return the bytes of a gzipped IDX file in their shape, uint8. Raises Problem for anything else."""
    try:
        with gzip.open(path) as file:
            data = file.read(MAX_BYTES + 1)
        zeros, kind, dims = struct.unpack(">HBB", data[:4])
        shape = struct.unpack(f">{dims}I", data[4 : 4 + 4 * dims])
        if zeros or kind != 8 or not 1 <= dims <= 3 or len(data) > MAX_BYTES:
            raise ValueError("not an IDX file of bytes")
        return np.frombuffer(data, np.uint8, offset=4 + 4 * dims).reshape(shape)
    except (OSError, EOFError, ValueError, struct.error, zlib.error):
        text = N_("{file} is damaged or no IDX file. Delete it and download it again.")
        raise Problem(text, key="data.name", file=path.name) from None
