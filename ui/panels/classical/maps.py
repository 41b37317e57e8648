"""Draw the examples on a plane of two inputs, over the decision map of each model."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.datasets.toy.custom_points import MAX_CLASSES
from nets.studies.classical.dataset import Dataset
from nets.studies.classical.evaluation import GRID, DecisionMap, MapView, map_extent, target_range
from nets.studies.classical.settings import Model
from ui.components.plane import plane
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.classical.labels import class_names, input_names, model_title
from ui.panels.classical.state import ClassicalSession, SelectedExample
from ui.text.i18n import _
from ui.widgets.selectbox import selectbox

MAX_POINTS = 400  # drawn
MAX_LINES = 12  # to the nearest neighbours


def points(dataset: Dataset, view: MapView) -> dict[str, Any]:
    """Return the examples as the plane draws them, training points first."""
    is_flat = dataset.xy.shape[1] > 0
    train = dataset.xy if is_flat else dataset.raw[:, [view.across, view.up]]
    test = dataset.test_xy if is_flat else dataset.test_raw[:, [view.across, view.up]]
    stride = max(1, -(-(len(train) + len(test)) // MAX_POINTS))
    positions = np.concatenate([train[::stride], test[::stride]])
    targets = np.concatenate([dataset.targets[::stride], dataset.test_targets[::stride]])
    is_test = np.arange(len(positions)) >= len(train[::stride])
    value = targets if len(dataset.classes) > 2 else levels(dataset, targets)
    return {
        "x": positions[:, 0],
        "y": positions[:, 1],
        "value": value,
        "test": is_test,
        "classes": len(dataset.classes) > 2,
    }


def levels(dataset: Dataset, targets: np.ndarray) -> np.ndarray:
    """Return targets (N,) of two classes, or numbers, as levels from 0 to 255."""
    return 255 * targets if dataset.classes else 128 + 127 * targets / target_range(dataset)


def data_plane(study: ClassicalSession, dataset: Dataset) -> None:
    """Draw the examples alone; the user's own points can be added and erased."""
    is_own = study.settings.name == "points"
    hint = _("Click: add a point. Shift-click: erase one.") if is_own else _("Click: who predicts what, and why.")
    _plane(study, dataset, "classical/data", None, _("Data"), hint=hint, is_editable=is_own)
    if is_own:
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            show_value("classical/brush", study.panels.map.new_class)
            st.segmented_control(
                _("Class of new points"),
                list(range(MAX_CLASSES)),
                key="classical/brush",
                required=True,
                on_change=on_user_change(
                    "classical/brush", lambda label: setattr(study.panels.map, "new_class", label)
                ),
            )


def axis_choice(study: ClassicalSession, dataset: Dataset) -> None:
    """Draw the choice of the two inputs of a table."""
    names = input_names(study.settings, dataset)
    if dataset.xy.shape[1] or len(names) < 2:
        return
    view = study.view
    with st.container(horizontal=True, gap="small"):
        _axis(study, names, "across", _("Across"), view.across)
        _axis(study, names, "up", _("Up"), view.up)


def _axis(study: ClassicalSession, names: list[str], side: str, label: str, column: int) -> None:
    key = f"classical/{side}"
    show_value(key, column)
    on_change = on_user_change(key, lambda column: _on_choose_axis(study, side, column))
    selectbox(label, [*range(len(names))], format_func=names.__getitem__, key=key, on_change=on_change)


def _on_choose_axis(study: ClassicalSession, side: str, column: int) -> None:
    view = study.view
    study.choose(study.panels.map, axes=(column, view.up) if side == "across" else (view.across, column))


def model_map(study: ClassicalSession, dataset: Dataset, model: Model, region: DecisionMap | None) -> None:
    """Draw the map of a model under the examples; the examples alone while it is None."""
    title, lines = model_title(model, len(dataset.classes)), _lines(study, dataset, model)
    _plane(study, dataset, f"classical/map-{model}", region, title, lines=lines, is_compact=True)


def _plane(
    study: ClassicalSession,
    dataset: Dataset,
    key: str,
    region: DecisionMap | None,
    title: str,
    hint: str = "",
    is_editable: bool = False,
    lines: list[dict[str, Any]] | None = None,
    is_compact: bool = False,
) -> None:
    x, y = map_extent(dataset, study.view)
    names, classes = input_names(study.settings, dataset), class_names(study.settings, dataset)
    is_flat = dataset.xy.shape[1] > 0
    axis_names = ("x₁", "x₂") if is_flat else (names[study.view.across], names[study.view.up])
    alt = _(
        "The plane of {across} and {up} with the examples on it: {title}.",
        across=axis_names[0],
        up=axis_names[1],
        title=title,
    )
    words: dict[str, Any] = {"alt": alt, "title": title, "points": _("Data points"), "value": _("Answer"), "hint": hint}
    words |= {"truth": _("Truth"), "sure": _("Confidence"), "classes": classes}
    plane(
        key,
        surface=_surface(dataset, region),
        points=points(dataset, study.view),
        x=x,
        y=y,
        names=axis_names,
        editable=is_editable,
        pickable=not is_editable,
        marked=_marked(study, dataset),
        paths=lines or [],
        compact=is_compact,
        words=words,
        on_click=lambda: _on_click(study, key, is_editable),
    )


def _surface(dataset: Dataset, region: DecisionMap | None) -> dict[str, Any] | None:
    if region is None:
        return None
    limit = target_range(dataset)
    low, high = (-1.0, 1.0) if dataset.classes else (dataset.in_original_unit(-limit), dataset.in_original_unit(limit))
    classes = None if region.classes is None else region.classes.tobytes()
    return {"levels": region.levels.tobytes(), "classes": classes, "n": GRID, "low": low, "high": high}


def _position(study: ClassicalSession, dataset: Dataset, part: str, row: int) -> tuple[float, float]:
    """Return the position of an example on the maps."""
    is_test = part == "test"
    if dataset.xy.shape[1]:
        across, up = (dataset.test_xy if is_test else dataset.xy)[row].tolist()
        return across, up
    raw = (dataset.test_raw if is_test else dataset.raw)[row]
    return float(raw[study.view.across]), float(raw[study.view.up])


def _marked(study: ClassicalSession, dataset: Dataset) -> tuple[float, float] | None:
    part, row = study.panels.example.part, study.panels.example.row
    if study.panel != "why" or row >= len(dataset.test_inputs if part == "test" else dataset.inputs):
        return None
    return _position(study, dataset, part, row)


def _lines(study: ClassicalSession, dataset: Dataset, model: Model) -> list[dict[str, Any]]:
    """Return lines from the selected example to the training examples that its prediction depends on."""
    explanation, mark = study.explanation(model), _marked(study, dataset)
    if explanation is None or mark is None:
        return []
    rows = (
        [part.row for part in explanation.parts if 0 <= part.row < len(dataset.inputs)]
        if model in ("neighbours", "svm")
        else []
    )
    ends = [_position(study, dataset, "train", row) for row in rows[:MAX_LINES]]
    return [{"x": [mark[0], x], "y": [mark[1], y]} for x, y in ends]


def _on_click(study: ClassicalSession, key: str, is_editable: bool) -> None:
    """Add or erase a point, or select an example."""
    click = st.session_state[key].click
    if click is None:
        return
    if is_editable:
        _edit_points(study, click)
    else:
        study.panels.example = nearest_example(study, click["x"], click["y"])
        if not study.hides("why"):
            study.panel = "why"
    study.redraw()


def _edit_points(study: ClassicalSession, click: Any) -> None:
    values = study.settings.points
    points = [values[i : i + 3] for i in range(0, len(values), 3)]
    if not click["erase"]:
        points.append((round(click["x"], 2), round(click["y"], 2), float(study.panels.map.new_class)))
    elif points:
        points.remove(min(points, key=lambda each: (each[0] - click["x"]) ** 2 + (each[1] - click["y"]) ** 2))
    study.change(points=tuple(value for point in points for value in point))


def nearest_example(study: ClassicalSession, x: float, y: float) -> SelectedExample:
    """Return the example nearest to a position on the maps, relative to their extent."""
    dataset = study.dataset
    if dataset is None:
        return study.panels.example
    (left, right), (bottom, top) = map_extent(dataset, study.view)
    best: tuple[float, str, int] = (float("inf"), "test", 0)
    for part, count in (("train", len(dataset.inputs)), ("test", len(dataset.test_inputs))):
        positions = np.array([_position(study, dataset, part, row) for row in range(count)])
        distances = np.hypot((positions[:, 0] - x) / (right - left), (positions[:, 1] - y) / (top - bottom))
        row = int(distances.argmin())
        best = min(best, (float(distances[row]), part, row))
    return SelectedExample(best[1], best[2])
