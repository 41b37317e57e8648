"""A race of optimizers: map, heights over the steps, one step in numbers; played in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nets.studies.optimizers.result import Path, Result
from ui.components.library import encode, mount
from ui.components.plane import heights, pack_surface

STEP_ARRAYS = ("slopes", "velocities", "squares", "numerators", "denominators")


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
        path: The path of the racer.
        title: What it is called.
        colour: Number of its colour.
        rate: Its learning rate before the schedule.
        decay: The weight decay that acts on its position directly.
        words: "rule", the rule in one line, and the names of its buffers "velocity" and "squares".
        pinned: Whether it is of the other race.
    """
    arrays = {name: encode(getattr(path, name).astype("<f4")) for name in ("places", "values", "steep")}
    if not pinned:  # one step is selected in the current race only
        arrays |= {name: encode(getattr(path, name).astype("<f4")) for name in STEP_ARRAYS}
        arrays["moves"] = encode(np.diff(path.places, axis=0).astype("<f4"))
    about = {"name": path.name, "title": title, "colour": colour, "rate": rate, "pinned": pinned}
    about |= {"decay": decay, "words": dict(words)}
    return {**about, **arrays, "arrived": path.arrived, "last": path.last}


def race(
    key: str,
    result: Result,
    *,
    stamp: str,
    racers: Sequence[Mapping[str, Any]],
    words: Mapping[str, Any],
    on_start: Callable[[], None],
) -> None:
    """Draw a race. `on_start` is called when a user has put the start somewhere else; `put(said)` tells where.

    stamp: changes with the race. racers: made by `racer`. words: see `ui/panels/optimizers/sentences.py`.
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


def put(said: Any) -> tuple[float, float] | None:
    """Where a browser told that the start is; None where it told no place."""
    if not isinstance(said, Mapping):
        return None
    place = (said.get("x"), said.get("y"))
    numbers = [float(side) for side in place if isinstance(side, int | float) and np.isfinite(side)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None
