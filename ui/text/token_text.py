"""Format the steps of a sequence as short readable texts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

SIGNS = {"\n": "⏎", " ": "␣", "\t": "⇥", "␊": "⏎", "␉": "⇥"}
MARKED = ("value", "mark")  # the two numbers of each step of the adding problem


def visible(text: str) -> str:
    """Return a text with visible signs for line ends and blanks."""
    return "".join(SIGNS.get(each, each) for each in text)


def step_names(found: Mapping[str, np.ndarray]) -> list[str]:
    """What each step of a sequence is called, as a probe told it: its symbol, its number, or which one it is."""
    if "tokens" in found:
        return [visible(str(each)) for each in found["tokens"]]
    numbers = found["numbers"]
    if tuple(map(str, found["names"])) == MARKED:
        return [f"{value:.2f}" + ("●" if mark > 0.5 else "") for value, mark in numbers]
    return [str(place + 1) for place in range(len(numbers))]
