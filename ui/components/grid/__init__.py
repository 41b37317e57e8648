"""A small table of numbers to type into."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from ui.components.library import mount

MOST = 1e4  # a number that can be typed


def grid(key: str, *, values: np.ndarray, words: Mapping[str, str], on_values: Callable[[], None]) -> None:
    """Draw the numbers (rows, columns); `on_values` is called when one was typed, and `typed` tells them.

    words: `alt`, `row`, `column`.
    """
    numbers = [round(float(value), 4) for value in values.ravel()]
    data = {"rows": len(values), "columns": values.shape[1], "values": numbers, "words": dict(words)}
    mount("grid", key, data, on_values_change=on_values)


def typed_numbers(key: str, shape: tuple[int, int]) -> np.ndarray | None:
    """Return the numbers that were typed in this run, in their shape; None if they are invalid."""
    return parse_numbers(st.session_state[key]["values"], shape)


def parse_numbers(report: Any, shape: tuple[int, int]) -> np.ndarray | None:
    """Return the numbers that the browser reports (`shape`); None if the report is invalid."""
    try:
        values = np.array(report, np.float64).reshape(shape)
    except (TypeError, ValueError):
        return None
    return np.clip(values, -MOST, MOST) if np.isfinite(values).all() else None
