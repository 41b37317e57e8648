"""The plane and the net of a perceptron: its decision surface under the data, and a small map for each unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from nets.datasets.toy.plane_sets import Feature, compute_features
from nets.engine.run import Run
from nets.models.perceptron.examples import names, on_plane, order
from nets.models.perceptron.experiment import Perceptron
from nets.models.perceptron.settings import FLAT, Data
from ui.charts.render import answers
from ui.components.library import encode, stock
from ui.components.network import network
from ui.components.plane import pack_points, plane
from ui.inspect.unit_arithmetic import select_example
from ui.session.training_session import TrainingSession, of_family
from ui.text.column_labels import class_label, column_label
from ui.text.formatting import layer_title, output_names
from ui.text.i18n import _
from ui.widgets.settings_form import apply_settings

EDGE = (-6.0, 6.0)
MAX_POINTS = 500  # drawn
MAX_UNITS = 12  # drawn for each layer
UNIT = 16  # points along an edge of a unit's map


class Points(NamedTuple):
    """The examples on the plane, packed for the element, and the name under which the browser keeps them."""

    name: str
    packed: dict[str, Any]


@lru_cache(maxsize=64)
def visible_points(data: Data, classes: int) -> Points:
    """Return the examples of a plane data set that are drawn, at most MAX_POINTS."""
    xy, targets, test = (array[:MAX_POINTS] for array in on_plane(data))
    if classes > 2:
        value = targets
    elif classes:
        value = targets * 255
    else:
        value = 128 + 127 * targets / max(1e-9, float(np.abs(targets).max()))
    points = {"x": xy[:, 0], "y": xy[:, 1], "value": value, "test": test, "classes": classes > 2}
    packed = pack_points(points, EDGE, EDGE)
    return Points(f"points-{hash((packed['packed'], packed['classes'])):x}", packed)


@lru_cache(maxsize=64)
def input_maps(features: tuple[Feature, ...]) -> tuple[str, str]:
    """Return the map of each feature over the plane, and the name under which the browser keeps them."""
    line = (np.arange(UNIT) + 0.5) / UNIT * (EDGE[1] - EDGE[0]) + EDGE[0]
    values = compute_features(np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2), features)  # (UNIT*UNIT, F)
    levels = np.rint(128 + 127 * values / np.abs(values).max(axis=0))
    return "inputs-" + "-".join(features), encode(levels.T.astype(np.uint8).copy())


def bring(session: TrainingSession) -> None:
    """Send the data points and the maps of the inputs to the browser, once for all frames. Settings call it."""
    experiment = session.experiment
    if isinstance(experiment, Perceptron) and experiment.data.name in FLAT:
        stock("points", *visible_points(experiment.data, experiment.classes))
        stock("inputs", *input_maps(experiment.data.features))


def surface(session: TrainingSession) -> None:
    """Draw the net's output on the plane, under the data; the user's own points can be added and erased."""
    experiment, answer = session.experiment, answers(session.run, "decision_surface")
    assert isinstance(experiment, Perceptron)
    surface_levels = None
    if answer:
        levels, winner = answer["output"], answer.get("winner")
        surface_levels = {
            "levels": levels.tobytes(),
            "classes": None if winner is None else winner.tobytes(),
            "n": len(levels),
        }
    own = experiment.data.name == "points"
    words = {
        "alt": _(
            "The plane of the two inputs, coloured by what the net answers at each place, with the data points on it."
        ),
        "title": _("Plane"),
        "points": _("Data points"),
        "value": _("Answer"),
        "hint": _hint(session, own),
        "truth": _("Truth"),
        "sure": _("Confidence"),
        "classes": list(session.selection.titles[1]),
    }
    plane(
        "plane",
        surface=surface_levels,
        points=visible_points(experiment.data, experiment.classes).name,
        x=EDGE,
        y=EDGE,
        names=("x₁", "x₂"),
        editable=own,
        pickable=_looks_at_example(session) and not own,
        marked=_marked_point(session),
        lines=_lines(session),
        words=words,
        on_click=lambda: _on_click(session),
    )
    if own:
        st.segmented_control(_("Class of new points"), [0, 1, 2, 3, 4], default=1, key="brush", required=True)


def _hint(session: TrainingSession, own: bool) -> str:
    """Return the line below the plane."""
    if message := _last_example(session):
        return message + (" " + _("Dashed: the averaged weights.") if session.experiment.fit.average else "")
    if own:
        return _("Click: add a point. Shift-click: erase one.")
    if _looks_at_example(session):
        return _("Click: see the numbers of the nearest example.")
    return _("Filled: training points. Rings: test points.")


def _on_click(session: TrainingSession) -> None:
    """Add or erase a point, or select an example."""
    click, data = st.session_state["plane"].click, session.experiment.data
    assert isinstance(data, Data)
    if data.name != "points":
        select_example(session, *nearest(data, click["x"], click["y"]))
        return
    points = [data.points[i : i + 3] for i in range(0, len(data.points), 3)]
    if not click["erase"]:
        points.append((round(click["x"], 2), round(click["y"], 2), float(st.session_state.get("brush", 1))))
    elif points:
        points.remove(min(points, key=lambda p: (p[0] - click["x"]) ** 2 + (p[1] - click["y"]) ** 2))
    apply_settings(session, {"data.points": tuple(value for point in points for value in point)}, quiet=True)


@lru_cache(maxsize=16)
def _places(data: Data) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the points (N, 2), and the indices of each part's examples among them, in the task's order."""
    xy, _targets, test = on_plane(data)
    return xy, dict(zip(("train", "test"), order(data.seed, test), strict=True))


def nearest(data: Data, x: float, y: float) -> tuple[str, int]:
    """Return part and index of the example that is nearest to a point of the plane."""
    xy, parts = _places(data)
    away = np.square(xy - (x, y)).sum(axis=1)  # (N,)
    part = min((name for name in parts if len(parts[name])), key=lambda name: away[parts[name]].min())
    return part, int(away[parts[part]].argmin())


def _looks_at_example(session: TrainingSession) -> bool:
    return session.selection.focus is not None or session.selection.inspector == "answer"


def _marked_point(session: TrainingSession) -> tuple[float, float] | None:
    """Return where the selected example lies, or the last one learned if each is learned alone."""
    (xy, parts), (part, index) = _places(session.experiment.data), session.selection.example
    if not (
        session.selection.inspector == "answer"
        or (session.selection.inspector == "unit" and session.selection.focus is not None)
    ):
        if not _is_single_example(session):
            return None
        part, index = "train", int(session.run.shown.history.last("example"))
    if not len(parts[part]):
        return None
    x, y = xy[parts[part][min(index, len(parts[part]) - 1)]].tolist()
    return x, y


def _is_single_example(session: TrainingSession) -> bool:
    """Return whether the last update learned from a single example."""
    return (
        session.experiment.fit.batch == 1
        and "example" in session.run.shown.history
        and session.run.shown.probe_answers is not None
    )


def _last_example(session: TrainingSession) -> str:
    """Describe the last update of a single neuron; "" for other nets and batches."""
    experiment = of_family(session, Perceptron)
    if experiment.net.hidden or not _is_single_example(session) or _looks_at_example(session):
        return ""
    if experiment.head.loss != "perceptron":
        return _("Ringed: the example that has just moved the line.")
    if session.run.shown.history.last("loss") > 0:
        return _("Ringed: the last example. It was on the wrong side, so the line has moved.")
    return _("Ringed: the last example. It was on the right side, so nothing has moved.")


def _lines(session: TrainingSession) -> list[dict[str, Any]]:
    """Return the decision line of a net without hidden layers, and a dashed one for its averaged weights."""
    answer = answers(session.run, "decision_line")
    if session.experiment.layers()[1:] or "normal" not in answer:
        return []
    kinds = [(prefix, bool(prefix)) for prefix in ("averaged_", "") if f"{prefix}normal" in answer]
    return [{"normal": answer[f"{p}normal"], "offset": answer[f"{p}offset"], "dashed": dashed} for p, dashed in kinds]


def titles(data: Data) -> tuple[list[str], list[str]]:
    """Return the names of inputs and classes in the user's language; columns of the user's table stay as they are."""
    features, classes = names(data)
    return [column_label(data.name, name) for name in features], [class_label(data.name, name) for name in classes]


def net(
    run: Run,
    features: Sequence[str],
    classes: Sequence[str],
    focused: tuple[int, int] | None = None,
    on_focus: Callable[[], None] | None = None,
) -> None:
    """Draw the layers from left to right, each unit with its map, links as thick as their weights.

    Args:
        run: The run to draw.
        features: Names of the inputs.
        classes: Names of the classes.
        focused: Layer and number of the unit to outline.
        on_focus: Called when another unit is clicked.
    """
    experiment = run.experiment
    assert isinstance(experiment, Perceptron)
    maps, values = answers(run, "decision_surface"), answers(run, "weights")
    flat = experiment.data.name in FLAT
    layers = [_layer(_("Inputs"), list(features), None, None, None, flat)]
    if flat:
        layers[0] |= {"maps": input_maps(experiment.data.features)[0], "k": UNIT}
    modules = [*(f"hidden.{i}" for i in range(len(experiment.net.hidden))), "output"]
    for name, width in zip(modules, experiment.widths[1:], strict=True):
        units = output_names(width, classes) if name == "output" else [str(i + 1) for i in range(width)]
        weight, bias = values.get(f"{name}/weight"), values.get(f"{name}/bias")
        if weight is not None and weight.shape != (width, len(layers[-1]["names"])):
            weight = bias = None  # the answer is about an older net
        layers.append(_layer(layer_title(name), units, maps.get(f"units/{name}"), weight, bias, flat))
    words = {
        "alt": _("The net: a column of units for each layer, and a link for each weight."),
        "title": _("Net"),
        "weight": _("Weight"),
        "bias": _("Bias"),
        "value": _("Answer"),
        "activation": _("Activation"),
    }
    network("network", layers=layers, words=words, focused=focused, on_focus=on_focus)


def _layer(
    title: str,
    names: list[str],
    maps: np.ndarray | None,
    weights: np.ndarray | None,
    biases: np.ndarray | None,
    flat: bool,
) -> dict[str, Any]:
    has_maps = flat and maps is not None and len(maps) == len(names)
    return {
        "title": title,
        "names": names,
        "maps": maps[:MAX_UNITS].tobytes() if has_maps and maps is not None else None,
        "k": maps.shape[1] if has_maps and maps is not None else 0,
        "weights": weights,
        "biases": biases,
    }
