"""Seattle's weather of 2012 to 2015 by day: numbers of some days, and the weather of the next day.

The file is that of vega_datasets, from records of the NOAA (`nets/datasets/files/README.md`). From 2013 on its labels
are broken: rainy days are called fog or sun. Days with precipitation are rain here.
"""

from __future__ import annotations

import csv
from functools import lru_cache

import numpy as np

from nets.datasets.cache_dir import SHIPPED
from nets.datasets.text.sequences import SequenceInfo, Sequences

CLASSES = ("drizzle", "fog", "rain", "snow", "sun")
NUMBERS = ("precipitation", "temp_max", "temp_min", "wind")
LAST_YEAR = "2015"  # kept for the test


@lru_cache(maxsize=1)
def days() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return numbers (N, 4) float64 of every day, its weather (N,) int64, and whether it is of the last year (N,)."""
    rows = _rows()
    numbers = np.array([[float(row[name]) for name in NUMBERS] for row in rows])
    labels = np.array([CLASSES.index(_repaired_label(row)) for row in rows], dtype=np.int64)
    return numbers, labels, np.array([row["date"].startswith(LAST_YEAR) for row in rows])


def table() -> tuple[np.ndarray, np.ndarray]:
    """Return numbers (N, 5) of every day, the last of them its month, and its weather (N,)."""
    numbers, labels, _is_last_year = days()
    months = [float(row["date"][5:7]) for row in _rows()]
    return np.column_stack([numbers, months]), labels


def _rows() -> list[dict[str, str]]:
    with (SHIPPED / "seattle-weather.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _repaired_label(row: dict[str, str]) -> str:
    wet = float(row["precipitation"]) > 0
    return "rain" if wet and row["weather"] in ("fog", "sun") else row["weather"]


def info(length: int) -> SequenceInfo:
    """Describe the task: four numbers a day, five kinds of weather."""
    return SequenceInfo((), NUMBERS, CLASSES, False, False, length)


def windows(length: int) -> tuple[Sequences, Sequences, np.ndarray]:
    """Return training and test part, and for each test example the weather of its last day, a simple baseline.

    The numbers have mean 0 and deviation 1 over the training years.
    """
    numbers, labels, is_last_year = days()
    scaled = ((numbers - numbers[~is_last_year].mean(axis=0)) / numbers[~is_last_year].std(axis=0)).astype(np.float32)
    rows = np.lib.stride_tricks.sliding_window_view(scaled[:-1], length, axis=0).transpose(0, 2, 1)  # (N, T, 4)
    targets, previous, test = labels[length:], labels[length - 1 : -1], is_last_year[length:]
    return Sequences(rows[~test], targets[~test]), Sequences(rows[test], targets[test]), previous[test]


def counts(length: int) -> dict[str, int]:
    """Return the number of windows of each part."""
    test = days()[2][length:]
    return {"train": int((~test).sum()), "test": int(test.sum())}
