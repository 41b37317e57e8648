"""A square map of a net's output over a plane, with data points on it, that takes clicks."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

import numpy as np

from ui.components.library import encode, mount

STEPS = 65535  # positions of a point along one axis, and heights
FAR = 1e6  # where a way that leaves the plane is cut off


class Click(TypedDict):
    """Where a user clicked, in data coordinates, and whether to add a point there or to erase the nearest."""

    x: float
    y: float
    erase: bool


class Place(TypedDict):
    """The position of a user's pointer or cursor, in data coordinates."""

    x: float
    y: float


def _quantised(values: np.ndarray, extent: tuple[float, float]) -> np.ndarray:
    low, high = extent
    return np.rint((values - low) / (high - low) * STEPS).astype("<u2")


def pack_points(points: Mapping[str, Any], x: tuple[float, float], y: tuple[float, float]) -> dict[str, Any]:
    """Return the points inside the extent as text: x and y in 16 bits, value in 8, test in one bit."""
    across, up = np.asarray(points["x"], np.float32), np.asarray(points["y"], np.float32)  # (N,), (N,)
    is_inside = (across >= x[0]) & (across <= x[1]) & (up >= y[0]) & (up <= y[1])
    values = np.clip(np.rint(np.asarray(points["value"], np.float32)[is_inside]), 0, 255).astype(np.uint8)
    test = np.packbits(np.asarray(points["test"], bool)[is_inside])
    parts = (_quantised(across[is_inside], x), _quantised(up[is_inside], y), values, test)
    packed = b"".join(part.tobytes() for part in parts)
    return {"count": len(values), "classes": bool(points["classes"]), "packed": encode(packed)}


def heights(values: np.ndarray, bend: float | None = None, reach: tuple[float, float] | None = None) -> dict[str, Any]:
    """Return values (n, n), such as losses, as a surface of heights with contour lines, for `plane`.

    A value that is not finite is highest.

    Args:
        values: The values (n, n).
        bend: Heights are logarithms of how far values are above the lowest, in this unit, so that a valley shows beside
            high walls; the larger it is, the closer heights are to the values.
        reach: Lowest and highest value, to compare several surfaces; values beyond are clipped.
    """
    finite = values[np.isfinite(values)].astype(np.float64)
    low, high = reach or ((float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0))
    span = high - low if high > low else 1.0
    bend = max(bend or float(np.median(finite) - low if finite.size else span) / 20, 1e-6 * span)
    above = np.nan_to_num(values.astype(np.float64), nan=high, posinf=high, neginf=low) - low
    shares = np.log1p(above / bend) / np.log1p(span / bend)
    levels = np.rint(np.clip(shares, 0, 1) * STEPS).astype("<u2")
    return {"n": len(values), "heights": levels.tobytes(), "low": low, "high": low + span, "bend": bend}


def pack_line(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a straight line over the plane."""
    return {"normal": [float(n) for n in line["normal"]], "offset": float(line["offset"]), "dashed": line["dashed"]}


def pack_path(path: Mapping[str, Any]) -> dict[str, Any]:
    """Return a path over the plane, without points that are not finite."""
    x, y = np.asarray(path["x"], np.float64), np.asarray(path["y"], np.float64)
    is_finite = np.isfinite(x) & np.isfinite(y)
    places = np.clip(np.stack([x[is_finite], y[is_finite]], axis=1), -FAR, FAR)
    look = {"colour": path.get("colour"), **{name: bool(path.get(name)) for name in ("dashed", "arrow", "ball")}}
    return {"places": [[float(f"{value:.5g}") for value in place] for place in places.tolist()], **look}


def pack_surface(surface: Mapping[str, Any]) -> dict[str, Any]:
    """Return a surface with its levels and classes, or its heights, as text."""
    if "heights" in surface:
        return {**surface, "heights": encode(surface["heights"])}
    classes = surface.get("classes")
    return {
        "n": int(surface["n"]),
        "levels": encode(surface["levels"]),
        "classes": None if classes is None else encode(classes),
        "low": float(surface.get("low", -1.0)),
        "high": float(surface.get("high", 1.0)),
        "ink": bool(surface.get("ink")),
    }


def plane(
    key: str,
    *,
    surface: Mapping[str, Any] | None,
    points: Mapping[str, Any] | str | None,
    x: tuple[float, float],
    y: tuple[float, float],
    names: Sequence[str],
    editable: bool,
    words: Mapping[str, Any],
    on_click: Callable[[], None] | None = None,
    pickable: bool = False,
    marked: tuple[float, float] | None = None,
    lines: Sequence[Mapping[str, Any]] = (),
    paths: Sequence[Mapping[str, Any]] = (),
    glyphs: bool = False,
    on_walk: Callable[[], None] | None = None,
    compact: bool = False,
) -> Click | None:
    """Draw the map and the points; return the click that caused this run, or None.

    Less obvious arguments:
        surface: `levels`, n*n bytes, the row of lowest y first, each the value at the middle of its cell, `n`, and
            `classes`, n*n bytes or None. Without classes levels diverge around 128, and 0 and 255 stand for the values
            `low` and `high` (by default -1 and 1); with classes a level is the confidence in the cell's class. Or what
            `heights` returned. With `ink` levels are an image: 0 the page's background, 255 its text.
        points: Arrays (N,) `x`, `y`, `value` (a level 0 to 255, or a class) and `test`, and `classes`, whether `value`
            is a class; points outside the extent are not drawn. Or the name under which `pack_points` of them was
            stocked.
        words: Labels `alt`, `title` and `points`, names of files, `truth` and `sure`, columns in them, `value`, what
            the map shows, `hint`, the line under an idle map, and `classes`, their names; the last three are optional.
        lines: Straight lines normal·(x, y) + offset = 0 with an arrow along the `normal` (2,); `offset`; `dashed`.
        paths: Paths over the plane, `x` and `y` (N,); `colour`, the index of a category, by default that of text;
            `dashed`; `arrow`, whether its end has one; `ball`, whether its end has a ball.
        glyphs: Whether points are written as the names of their classes.
        on_walk: Called while the pointer or the cursor moves; `st.session_state[key].walk` is then a `Place`.
        compact: Whether the numbers and names of the axes are left out.
    """
    can = {"editable": bool(editable), "pickable": bool(pickable), "walkable": on_walk is not None}
    can |= {"glyphs": bool(glyphs), "compact": bool(compact)}
    data = can | {
        "surface": pack_surface(surface) if surface else None,
        "points": points if isinstance(points, str) or points is None else pack_points(points, x, y),
        **{"x": [float(side) for side in x], "y": [float(side) for side in y], "names": list(names)},
        "marked": [float(side) for side in marked] if marked else None,
        "lines": [pack_line(line) for line in lines],
        "paths": [pack_path(path) for path in paths],
        "words": dict(words),
    }
    return mount("plane", key, data, on_click_change=on_click or _idle, on_walk_change=on_walk or _idle).click


def _idle() -> None:
    """Do nothing, in place of a missing callback."""
