"""Real images that come with scikit-learn, read without importing it: torch-free, and quick enough for a page."""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from nets.experiment.user_error import N_, Problem

PHOTO = 96  # pixels of an edge, after downscaling


def _datasets() -> Path:
    spec = find_spec("sklearn")  # does not run the package
    if spec is None or not spec.submodule_search_locations:
        raise Problem(N_("These images come with the package scikit-learn, which is not installed."), key="data.name")
    return Path(spec.submodule_search_locations[0]) / "datasets"


@lru_cache(maxsize=1)
def digits() -> tuple[np.ndarray, np.ndarray]:
    """Return 1,797 handwritten digits: pixels (N, 1, 8, 8) uint8 from 0 to 16 and labels (N,) int64.

    Alpaydin & Kaynak 1998, "Optical recognition of handwritten digits", https://doi.org/10.24432/C50P49.

    Raises:
        Problem: If scikit-learn is missing.
    """
    with gzip.open(_datasets() / "data" / "digits.csv.gz") as file:
        rows = np.loadtxt(file, delimiter=",").astype(np.int64)  # (N, 64 + 1)
    return rows[:, :-1].astype(np.uint8).reshape(-1, 1, 8, 8), rows[:, -1].copy()


@lru_cache(maxsize=1)
def photo() -> np.ndarray:
    """Return the middle of a photo of a Chinese temple, grey, (PHOTO, PHOTO), 0 to 1. Raises Problem as `digits`."""
    from PIL import Image, ImageOps

    with Image.open(_datasets() / "images" / "china.jpg") as image:
        small = ImageOps.fit(image.convert("L"), (PHOTO, PHOTO))
    return np.asarray(small, np.float64) / 255
