"""The predictions of the neuron: a curve through the examples, the plane with its line, or predicted against true."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import ceil

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.datasets.split import standardise
from nets.datasets.toy.plane_sets import EDGE
from nets.engine.run import Run
from nets.experiment.user_error import Problem
from nets.models.neuron.examples import examples
from nets.models.neuron.experiment import Neuron
from nets.models.neuron.settings import Data
from nets.models.perceptron.head import PROBABILITY_OUTPUTS
from ui.charts import fit as charts_fit
from ui.charts import render as panels
from ui.charts.render import answers, chart
from ui.components.library import stock
from ui.components.plane import pack_points, plane
from ui.panels.neuron.parameter_names import class_titles, input_title
from ui.session.training_session import TrainingSession, of_family
from ui.text.column_labels import column_label
from ui.text.i18n import _

AXIS = (-EDGE, EDGE)
MARGIN = 0.12  # on either side, as a share of the examples' range
ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {  # as exact as an axis needs them
    "identity": lambda sums: sums,
    "sigmoid": lambda sums: (1 + np.tanh(sums / 2)) / 2,
    "tanh": np.tanh,
    "relu": lambda sums: np.maximum(sums, 0.0),
    "leaky_relu": lambda sums: np.maximum(sums, 0.01 * sums),
    "gelu": lambda sums: np.maximum(sums, -0.17),  # its lowest value
}
MAX_ROOM, ROOM_STEP = 1.0, 0.125  # as shares of that range, for the untrained neuron's line


def probes(session: TrainingSession) -> dict[str, dict]:
    """Return the probes of the plot that fits the data."""
    experiment = of_family(session, Neuron)
    if not _has_examples(experiment.data):
        return {}
    if experiment.flat:
        return {"decision_surface": {}} | ({} if experiment.outputs > 1 else {"decision_line": {}})
    if experiment.inputs > 1:
        return {"predictions": {}}
    low, high = spans(experiment.data, experiment.net.activation)[0]
    return {"response_curve": {"low": low, "high": high}}


def bring(session: TrainingSession) -> None:
    """Send the points of the plane to the browser, once for all frames. Settings call it."""
    experiment = of_family(session, Neuron)
    if experiment.flat:
        stock("points", *_points(experiment.data))


def draw(session: TrainingSession) -> None:
    """Draw the plot that fits the data."""
    experiment = of_family(session, Neuron)
    if not _has_examples(experiment.data):
        return
    if experiment.flat:
        _plane(session, experiment)
    elif experiment.inputs > 1:
        panels.predictions(session.run, class_titles(experiment))
    else:
        _curve(session, experiment)


def _has_examples(data: Data) -> bool:
    """Return whether there are examples to draw. A missing package is reported by the run."""
    try:
        return len(examples(data).inputs) > 0
    except Problem:
        return False


@lru_cache(maxsize=32)
def spans(data: Data, activation: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the ranges of the input axis and of the target axis, with a margin around the examples."""
    dataset = examples(data)
    columns = [dataset.inputs[:, 0], output_targets(data, activation)]
    ends = [(float(values.min()), float(values.max())) for values in columns]
    (left, right), (low, high) = [(a - MARGIN * (b - a), b + MARGIN * (b - a)) for a, b in ends]
    return (left, right), (low, high)


def starting_line(run: Run, experiment: Neuron, x: tuple[float, float]) -> np.ndarray:
    """Return the untrained neuron's output at both ends of the axis; empty until it is known."""
    figures = ("weight/0/0", "bias/0")
    if experiment.net.activation not in ACTIVATIONS or not all(name in run.history for name in figures):
        return np.empty(0)
    weight, bias = (run.history.line(name).last[0] for name in figures)
    ends = np.array(x)
    if experiment.data.standard:
        dataset = examples(experiment.data)
        _inputs, mean, deviation = standardise(dataset.inputs, dataset.test)
        ends = (ends - mean[0]) / deviation[0]
    return ACTIVATIONS[experiment.net.activation](weight * ends + bias)


def with_start(axis: tuple[float, float], start: np.ndarray) -> tuple[float, float]:
    """Return the target axis, extended for the starting line, but not so far that the examples become small.

    The room on either side grows in steps, so that the axis stays the same while the history is thinned.
    """
    low, high = axis
    span = high - low
    if not len(start) or not np.isfinite(start).all():
        return axis
    down, up = (min(max(reach / span, 0.0), MAX_ROOM) for reach in (low - start.min(), start.max() - high))
    return low - ceil(down / ROOM_STEP) * ROOM_STEP * span, high + ceil(up / ROOM_STEP) * ROOM_STEP * span


def output_targets(data: Data, activation: str) -> np.ndarray:
    """Return the targets (N,) as the neuron should output them: 0 and 1 for probabilities, else -1 and 1."""
    dataset = examples(data)
    targets = dataset.targets.astype(np.float64)
    return 2 * targets - 1 if dataset.classes and activation not in PROBABILITY_OUTPUTS else targets


def _curve(session: TrainingSession, experiment: Neuron) -> None:
    """Draw the examples, the neuron's curve, the least-squares line if there is one, and each training error."""
    data, activation, answer = experiment.data, experiment.net.activation, answers(session.run, "response_curve")
    x_title, y_title = input_title(experiment, 0), target_title(experiment)
    titles = (_("training example"), _("test example"), _("the neuron"), _("least squares"))
    alt = _("{answer} over {input}: the examples and the curve that the neuron answers.", answer=y_title, input=x_title)
    x, y = spans(data, activation)
    y = with_start(y, starting_line(session.run, experiment, x))
    spec = charts_fit.fitted(titles, x_title, y_title, x, y, description=alt)
    line = (answer["x"], answer["answers"][:, -1]) if answer else (np.empty(0), np.empty(0))
    chart(f"fit/{data.name}", spec, _rows(experiment, line, answers(session.run, "least_squares"), x))
    legend = _("Orange: the examples, hollow those of the test. Blue: the neuron. Grey: how far off it is.")
    st.caption(legend + (" " + _("Green, dashed: least squares.") if experiment.linear else ""))


def _rows(
    experiment: Neuron, line: tuple[np.ndarray, np.ndarray], best: dict[str, np.ndarray], x: tuple[float, float]
) -> pa.Table:
    dataset, targets = examples(experiment.data), output_targets(experiment.data, experiment.net.activation)
    inputs = dataset.inputs[:, 0].astype(np.float64)
    reached = np.interp(inputs, *line) if len(line[0]) else targets
    parts = [("test", inputs[dataset.test], targets[dataset.test], targets[dataset.test])]
    parts.append(("train", inputs[~dataset.test], targets[~dataset.test], reached[~dataset.test]))
    parts.append(("curve", line[0], line[1], line[1]))
    if best and not experiment.data.standard:
        ends = np.array(x)
        straight = ends * float(best["weight"][0, 0]) + float(best["bias"][0])
        parts.append(("best", ends, straight, straight))
    columns = {name: np.concatenate([part[i] for part in parts]) for i, name in ((1, "x"), (2, "y"), (3, "end"))}
    kinds = np.repeat([part[0] for part in parts], [len(part[1]) for part in parts])
    numbers = {name: np.where(np.isfinite(column), column, np.nan) for name, column in columns.items()}
    return pa.table({**{name: pa.array(some.astype(np.float32)) for name, some in numbers.items()}, "kind": kinds})


def target_title(experiment: Neuron) -> str:
    """Return the title of the target."""
    if experiment.data.name == "houses":
        return _("price (100,000 dollars)")
    return _("passed") if experiment.data.name == "exam" else "y"


@lru_cache(maxsize=32)
def _points(data: Data) -> tuple[str, dict]:
    dataset = examples(data)
    many = len(dataset.classes) > 2
    value = dataset.targets if many else dataset.targets * 255
    points = {
        "x": dataset.inputs[:, 0],
        "y": dataset.inputs[:, 1],
        "value": value,
        "test": dataset.test,
        "classes": many,
    }
    packed = pack_points(points, AXIS, AXIS)
    return f"neuron-points-{hash((packed['packed'], many)):x}", packed


def _plane(session: TrainingSession, experiment: Neuron) -> None:
    """Draw the output everywhere on the plane, the examples, and the decision line."""
    answer, lines = answers(session.run, "decision_surface"), answers(session.run, "decision_line")
    surface = None
    if answer:
        levels, winner = answer["output"], answer.get("winner")
        winners = None if winner is None else winner.tobytes()
        surface = {"levels": levels.tobytes(), "classes": winners, "n": len(levels)}
    line = {"normal": lines["normal"], "offset": lines["offset"], "dashed": False} if "normal" in lines else None
    words = {
        "alt": _("The plane of the two inputs, coloured by what the neuron answers, with the examples on it."),
        "title": _("Plane"),
        "points": _("Data points"),
        "value": _("Answer"),
        "hint": _("Filled: training points. Rings: test points."),
        "truth": _("Truth"),
        "sure": _("Confidence"),
        "classes": class_titles(experiment),
    }
    plane(
        "plane",
        surface=surface,
        points=_points(experiment.data)[0],
        x=AXIS,
        y=AXIS,
        names=(column_label(experiment.data.name, "x"), column_label(experiment.data.name, "y")),
        editable=False,
        lines=[line] if line and experiment.outputs == 1 else [],
        words=words,
    )
