"""88 homes sold in the Boston area in 1990: price, area, lot and bedrooms.

Wooldridge, "Introductory Econometrics", data set hprice1 (`nets/datasets/files/README.md`).
"""

from __future__ import annotations

import csv
from functools import lru_cache

import numpy as np

from nets.datasets.cache_dir import SHIPPED

COUNT = 88
COLUMNS = {"area": ("sqrft", 1000), "lot": ("lotsize", 10_000), "rooms": ("bdrms", 1)}  # with the unit of each
PRICE = 100  # of the file's thousands of dollars


@lru_cache(maxsize=1)
def homes() -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return COLUMNS (N,), in 1,000 and 10,000 square feet and in rooms, and prices (N,) in 100,000 dollars."""
    with (SHIPPED / "hprice1.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {
        name: np.array([float(row[column]) / unit for row in rows], np.float32)
        for name, (column, unit) in COLUMNS.items()
    }
    return columns, np.array([float(row["price"]) / PRICE for row in rows], np.float32)
