"""A race of optimizers: map, heights over the steps, one step in numbers; played in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nets.studies.optimizers.result import Path, Result
from ui.components.library import encode, mount
from ui.components.plane import heights, pack_surface


def racer(
    path: Path,
    *,
    title: str,
    colour: int,
    rate: float,
    decay: float,
    words: Mapping[str, str],
    pinned: bool = False,
) -> dict[str, Any]:
    """Return one path, packed.

    Args:
        path: The path of an optimizer.
        title: Its name.
        colour: Index of its colour.
        rate: Its learning rate.
        decay: The weight decay that acts on its position directly.
        words: "rule", its rule in one line, and the names of its buffers "velocity" and "squares".
        pinned: Whether it belongs to the pinned race.
    """
    arrays = {"places": path.positions, "values": path.heights, "steep": path.gradient_norms}
    if not pinned:  # one step is selected in the current race only
        arrays |= {"slopes": path.gradients, "velocities": path.velocities, "squares": path.squares}
        arrays |= {"numerators": path.numerators, "denominators": path.denominators}
        arrays["moves"] = np.diff(path.positions, axis=0)
    about = {"name": path.name, "title": title, "colour": colour, "rate": rate, "pinned": pinned}
    return {
        **about,
        **{name: encode(array.astype("<f4")) for name, array in arrays.items()},
        "decay": decay,
        "words": dict(words),
        "arrived": path.arrival,
        "last": path.last,
    }


def race(
    key: str,
    result: Result,
    *,
    stamp: str,
    racers: Sequence[Mapping[str, Any]],
    words: Mapping[str, Any],
    on_start: Callable[[], None],
) -> None:
    """Draw a race.

    Args:
        key: Key of the widget.
        result: What the race computed.
        stamp: Changes with the race.
        racers: The paths, packed by `racer`.
        words: Labels, see `ui/panels/optimizers/sentences.py`.
        on_start: Called when a user has moved the start; `put` reads where.
    """
    height_map, race = result.height_map, result.race
    data = {
        "stamp": stamp,
        "surface": pack_surface(heights(height_map.heights)),
        "x": [float(side) for side in height_map.x],
        "y": [float(side) for side in height_map.y],
        "names": ["x", "y"],
        "minima": [list(map(float, place)) for place in height_map.minima],
        "lowest": height_map.lowest,
        "target": result.target,
        "factors": encode(result.factors.astype("<f4")),
        "steps": len(result.factors),
        "start": [race.x, race.y],
        "racers": list(racers),
        "words": dict(words),
    }
    mount("race", key, data, on_start_change=on_start)


def put(report: Any) -> tuple[float, float] | None:
    """Return the start that the browser reports; None if the report is invalid."""
    if not isinstance(report, Mapping):
        return None
    place = (report.get("x"), report.get("y"))
    numbers = [float(side) for side in place if isinstance(side, int | float) and np.isfinite(side)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None
