"""The examples on a plane of two inputs, and the regions of each model under them."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.datasets.toy.custom_points import MOST_CLASSES
from nets.studies.classical.dataset import Held
from nets.studies.classical.evaluation import GRID, Region, View, extent, span
from nets.studies.classical.settings import Model
from ui.components.plane import plane
from ui.fragments.server_value import by_person, shown
from ui.panels.classical.labels import class_names, input_names, model_title
from ui.panels.classical.state import ClassicalSession, changed
from ui.text.i18n import _
from ui.widgets.selectbox import selectbox

MOST_POINTS = 400  # drawn
RINGED = 12  # neighbours that lines are drawn to


def points(known: Held, view: View) -> dict[str, Any]:
    """The examples as the plane draws them; training points before test points."""
    flat = known.xy.shape[1] > 0
    train = known.xy if flat else known.raw[:, [view.across, view.up]]
    test = known.test_xy if flat else known.test_raw[:, [view.across, view.up]]
    share = max(1, -(-(len(train) + len(test)) // MOST_POINTS))
    places = np.concatenate([train[::share], test[::share]])
    targets = np.concatenate([known.targets[::share], known.test_targets[::share]])
    parts = np.arange(len(places)) >= len(train[::share])
    value = targets if len(known.classes) > 2 else levels(known, targets)
    return {
        "x": places[:, 0],
        "y": places[:, 1],
        "value": value,
        "test": parts,
        "classes": len(known.classes) > 2,
    }


def levels(known: Held, targets: np.ndarray) -> np.ndarray:
    """Targets (N,) of two classes, or numbers, as levels from 0 to 255."""
    return 255 * targets if known.classes else 128 + 127 * targets / span(known)


def data_plane(study: ClassicalSession, known: Held) -> None:
    """The examples alone; own points can be added and erased."""
    own = study.settings.name == "points"
    hint = _("Click: add a point. Shift-click: erase one.") if own else _("Click: who predicts what, and why.")
    _plane(study, known, "classical/data", None, _("Data"), hint=hint, editable=own)
    if own:
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            shown("classical/brush", study.brush)
            st.segmented_control(
                _("Class of new points"),
                list(range(MOST_CLASSES)),
                key="classical/brush",
                required=True,
                on_change=by_person("classical/brush", lambda label: setattr(study, "brush", label)),
            )


def axes(study: ClassicalSession, known: Held) -> None:
    """Which two inputs of a table are drawn."""
    names = input_names(study.settings, known)
    if known.xy.shape[1] or len(names) < 2:
        return
    now = study.view
    with st.container(horizontal=True, gap="small"):
        for key, label, at in (("across", _("Across"), now.across), ("up", _("Up"), now.up)):
            shown(f"classical/{key}", at)
            selectbox(
                label,
                [*range(len(names))],
                format_func=names.__getitem__,
                key=f"classical/{key}",
                on_change=by_person(f"classical/{key}", lambda column, key=key: _turned(study, key, column)),  # type: ignore[misc]
            )


def _turned(study: ClassicalSession, side: str, column: int) -> None:
    now = study.view
    study.axes = (column, now.up) if side == "across" else (now.across, column)
    changed()


def model_map(study: ClassicalSession, known: Held, model: Model, region: Region | None) -> None:
    """What one model says over the plane, under the examples; None: it is not yet known."""
    title = model_title(model, len(known.classes))
    _plane(study, known, f"classical/map-{model}", region, title, ways=_ways(study, known, model), compact=True)


def _plane(
    study: ClassicalSession,
    known: Held,
    key: str,
    region: Region | None,
    title: str,
    hint: str = "",
    editable: bool = False,
    ways: list[dict[str, Any]] | None = None,
    compact: bool = False,
) -> None:
    x, y = extent(known, study.view)
    names, classes = input_names(study.settings, known), class_names(study.settings, known)
    flat = known.xy.shape[1] > 0
    shown_names = ("x₁", "x₂") if flat else (names[study.view.across], names[study.view.up])
    alt = _(
        "The plane of {across} and {up} with the examples on it: {title}.",
        across=shown_names[0],
        up=shown_names[1],
        title=title,
    )
    words: dict[str, Any] = {"alt": alt, "title": title, "points": _("Data points"), "value": _("Answer"), "hint": hint}
    words |= {"truth": _("Truth"), "sure": _("Confidence"), "classes": classes}
    plane(
        key,
        surface=_surface(known, region),
        points=points(known, study.view),
        x=x,
        y=y,
        names=shown_names,
        editable=editable,
        pickable=not editable,
        marked=_marked(study, known),
        paths=ways or [],
        compact=compact,
        words=words,
        on_click=lambda: _clicked(study, key, editable),
    )


def _surface(known: Held, region: Region | None) -> dict[str, Any] | None:
    if region is None:
        return None
    reach = span(known)
    low, high = (-1.0, 1.0) if known.classes else (known.in_own_unit(-reach), known.in_own_unit(reach))
    winner = None if region.winner is None else region.winner.tobytes()
    return {"levels": region.levels.tobytes(), "classes": winner, "n": GRID, "low": low, "high": high}


def _place(study: ClassicalSession, known: Held, part: str, row: int) -> tuple[float, float]:
    """Where an example lies on the maps."""
    test = part == "test"
    if known.xy.shape[1]:
        across, up = (known.test_xy if test else known.xy)[row].tolist()
        return across, up
    raw = (known.test_raw if test else known.raw)[row]
    return float(raw[study.view.across]), float(raw[study.view.up])


def _marked(study: ClassicalSession, known: Held) -> tuple[float, float] | None:
    part, row = study.example
    if study.panel != "why" or row >= len(known.test_inputs if part == "test" else known.inputs):
        return None
    return _place(study, known, part, row)


def _ways(study: ClassicalSession, known: Held, model: Model) -> list[dict[str, Any]]:
    """Lines from the example that is looked at to the training examples that its answer came from."""
    found, mark = study.why(model), _marked(study, known)
    if found is None or mark is None:
        return []
    rows = (
        [part.row for part in found.parts if 0 <= part.row < len(known.inputs)]
        if model in ("neighbours", "svm")
        else []
    )
    ends = [_place(study, known, "train", row) for row in rows[:RINGED]]
    return [{"x": [mark[0], x], "y": [mark[1], y]} for x, y in ends]


def _clicked(study: ClassicalSession, key: str, editable: bool) -> None:
    """A point was added or erased, or an example chosen."""
    click = st.session_state[key].click
    if click is None:
        return
    if editable:
        _edit(study, click)
    else:
        study.example = nearest(study, click["x"], click["y"])
        if not study.hides("why"):
            study.panel = "why"
    changed()


def _edit(study: ClassicalSession, click: Any) -> None:
    flat = study.settings.points
    kept = [flat[i : i + 3] for i in range(0, len(flat), 3)]
    if not click["erase"]:
        kept.append((round(click["x"], 2), round(click["y"], 2), float(study.brush)))
    elif kept:
        kept.remove(min(kept, key=lambda each: (each[0] - click["x"]) ** 2 + (each[1] - click["y"]) ** 2))
    study.turn(points=tuple(value for point in kept for value in point))


def nearest(study: ClassicalSession, x: float, y: float) -> tuple[str, int]:
    """The example nearest to a place of the maps, in shares of what they show: its part and number."""
    known = study.known
    if known is None:
        return study.example
    (left, right), (bottom, top) = extent(known, study.view)
    best: tuple[float, str, int] = (float("inf"), "test", 0)
    for part, count in (("train", len(known.inputs)), ("test", len(known.test_inputs))):
        places = np.array([_place(study, known, part, row) for row in range(count)])
        away = np.hypot((places[:, 0] - x) / (right - left), (places[:, 1] - y) / (top - bottom))
        row = int(away.argmin())
        best = min(best, (float(away[row]), part, row))
    return best[1], best[2]
