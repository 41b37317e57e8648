"""A net unrolled over a sequence: heat maps of gates and states under every step, and the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ui.components.library import mount
from ui.components.pictures import floats


class Pick(NamedTuple):
    """The cell a user selected: its step, the layer and direction by module name, the unit."""

    at: int
    layer: str
    unit: int


def tape(
    key: str,
    *,
    tokens: Sequence[str] | None,
    numbers: tuple[Sequence[str], np.ndarray] | None,
    maps: Sequence[Mapping[str, Any]],
    units: Sequence[int],
    words: Mapping[str, str],
    attention: Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | None = None,
    picked: Pick | None = None,
    on_pick: Callable[[], None] | None = None,
) -> None:
    """Draw the unrolled net.

    Args:
        key: Key of the widget.
        tokens: Tokens that are read (T); None for numbers.
        numbers: Names (D) and values (T, D) of the numbers that are read; None for tokens.
        maps: For each heat map `layer`, `name`, `title`, `note`, `heading` above it or "", `open`, whether it is large,
            and `stack`, one image (n, T) packed by `pictures`.
        units: Number of the unit of each of the n rows.
        words: Labels, see `ui/panels/sequences/unrolled.py`.
        attention: `title`, `note`, `stack`, one image (T/k, T/k), a column for each step that attends, and `block`, k.
        answers: `says` (T), `truth` (T) or None, `right` (T) 0, 1, or 2 for no target, and `sure` (T).
        picked: The selected cell.
        on_pick: Called when a cell is selected; `parse_pick` reads which.
    """
    data = {
        "steps": len(tokens) if tokens is not None else len(numbers[1]) if numbers else 0,
        "tokens": list(tokens) if tokens is not None else None,
        "numbers": {"names": list(numbers[0]), "values": floats(numbers[1])} if numbers else None,
        "maps": [dict(each) for each in maps],
        "units": list(units),
        "attention": dict(attention) if attention else None,
        "answers": dict(answers) | {"sure": floats(answers["sure"])} if answers else None,
        "picked": picked._asdict() if picked else None,
        "words": dict(words),
    }
    mount("tape", key, data, on_pick_change=on_pick or (lambda: None))


def parse_pick(report: Any) -> Pick | None:
    """Return the cell that the browser reports as selected; None if the report is invalid."""
    if not isinstance(report, Mapping):
        return None
    at, layer, unit = report.get("at"), report.get("layer"), report.get("unit")
    whole = all(type(value) is int and 0 <= value < 10**6 for value in (at, unit))
    return Pick(at, layer, unit) if whole and isinstance(layer, str) and len(layer) < 100 else None  # type: ignore[arg-type]
