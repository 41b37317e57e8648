"""A net unrolled over a sequence: heat maps of gates and states under every step, and the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ui.components.library import mount
from ui.components.pictures import floats


class Pick(NamedTuple):
    """The cell a user chose: its step, the direction of a layer by its module's name, the unit."""

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
    """Draw the tape. `parse_pick` reads what a user has chosen.

    tokens (T): what is read; or numbers: their names (D) and values (T, D). maps: each `layer`, `name`, `title`,
    `note`, `heading` above it or "", `open`, large or small, and `stack`, one image (n, T) packed by `pictures`.
    units: the number of the unit of each of the n rows. attention: `title`, `note`, `stack`, one image (T/k, T/k), rows
    what is looked at and columns who looks, and `block`, k. answers: `says` (T), `truth` (T) or None, `right` (T) 0, 1
    or 2 for not asked, and `sure` (T).
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


def parse_pick(said: Any) -> Pick | None:
    """Return the cell that the browser says was chosen; None if it is not one."""
    if not isinstance(said, Mapping):
        return None
    at, layer, unit = said.get("at"), said.get("layer"), said.get("unit")
    whole = all(type(value) is int and 0 <= value < 10**6 for value in (at, unit))
    return Pick(at, layer, unit) if whole and isinstance(layer, str) and len(layer) < 100 else None  # type: ignore[arg-type]
