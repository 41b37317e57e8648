"""Seattle's weather of 2012 to 2015, a day a line: numbers of some days, and what the weather is the day after.

The file is that of vega_datasets, after records of the NOAA (`nets/datasets/files/README.md`). From 2013 on its labels
are broken: days with rain are called fog or sun. Where there is precipitation, those are rain here.
"""

from __future__ import annotations

import csv
from functools import lru_cache

import numpy as np

from nets.datasets.cache_dir import SHIPPED
from nets.datasets.text.sequences import About, Sequences

CLASSES = ("drizzle", "fog", "rain", "snow", "sun")
NUMBERS = ("precipitation", "temp_max", "temp_min", "wind")
LAST_YEAR = "2015"  # kept for the test


@lru_cache(maxsize=1)
def days() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numbers (N, 4) float64 of every day, its weather (N,) int64, and whether it is in the last year (N,) bool."""
    rows = _rows()
    numbers = np.array([[float(row[name]) for name in NUMBERS] for row in rows])
    labels = np.array([CLASSES.index(_repaired(row)) for row in rows], dtype=np.int64)
    return numbers, labels, np.array([row["date"].startswith(LAST_YEAR) for row in rows])


def table() -> tuple[np.ndarray, np.ndarray]:
    """Numbers (N, 5) of every day, the last of them its month, and the weather (N,) of that same day."""
    numbers, labels, _last = days()
    months = [float(row["date"][5:7]) for row in _rows()]
    return np.column_stack([numbers, months]), labels


def _rows() -> list[dict[str, str]]:
    with (SHIPPED / "seattle-weather.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _repaired(row: dict[str, str]) -> str:
    wet = float(row["precipitation"]) > 0
    return "rain" if wet and row["weather"] in ("fog", "sun") else row["weather"]


def about(length: int) -> About:
    """Four numbers a day, five kinds of weather."""
    return About((), NUMBERS, CLASSES, False, False, length)


def windows(length: int) -> tuple[Sequences, Sequences, np.ndarray]:
    """Training and test part, and for each test example the weather of its last day, which is one way to guess.

    The numbers have mean 0 and deviation 1 over the training years.
    """
    numbers, labels, last = days()
    scaled = ((numbers - numbers[~last].mean(axis=0)) / numbers[~last].std(axis=0)).astype(np.float32)
    rows = np.lib.stride_tricks.sliding_window_view(scaled[:-1], length, axis=0).transpose(0, 2, 1)  # (N, T, 4)
    targets, before, test = labels[length:], labels[length - 1 : -1], last[length:]
    return Sequences(rows[~test], targets[~test]), Sequences(rows[test], targets[test]), before[test]


def counts(length: int) -> dict[str, int]:
    """How many windows either part has."""
    test = days()[2][length:]
    return {"train": int((~test).sum()), "test": int(test.sum())}
