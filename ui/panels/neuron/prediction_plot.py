"""What the neuron answers: a curve through the examples, the plane with its line, or predicted against true."""

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

SIDE = (-EDGE, EDGE)
MARGIN = 0.12  # of the span of the examples, on either side of them
BENDS: dict[str, Callable[[np.ndarray], np.ndarray]] = {  # the activations of one neuron, as far as an axis needs them
    "identity": lambda sums: sums,
    "sigmoid": lambda sums: (1 + np.tanh(sums / 2)) / 2,
    "tanh": np.tanh,
    "relu": lambda sums: np.maximum(sums, 0.0),
    "leaky_relu": lambda sums: np.maximum(sums, 0.01 * sums),
    "gelu": lambda sums: np.maximum(sums, -0.17),  # its lowest value
}
MAX_ROOM, ROOM_STEP = 1.0, 0.125  # of that span, for the line that the neuron begins with


def probes(session: TrainingSession) -> dict[str, dict]:
    """What to ask the net for this."""
    experiment = of_family(session, Neuron)
    if not _there(experiment.data):
        return {}
    if experiment.flat:
        return {"decision_surface": {}} | ({} if experiment.outputs > 1 else {"decision_line": {}})
    if experiment.inputs > 1:
        return {"predictions": {}}
    low, high = spans(experiment.data, experiment.net.activation)[0]
    return {"response_curve": {"low": low, "high": high}}


def bring(session: TrainingSession) -> None:
    """Bring the points of the plane to the browser, once for all frames: belongs with the settings."""
    experiment = of_family(session, Neuron)
    if experiment.flat:
        stock("points", *_points(experiment.data))


def draw(session: TrainingSession) -> None:
    """What suits the data."""
    experiment = of_family(session, Neuron)
    if not _there(experiment.data):
        return
    if experiment.flat:
        _plane(session, experiment)
    elif experiment.inputs > 1:
        panels.predictions(session.run, class_titles(experiment))
    else:
        _curve(session, experiment)


def _there(data: Data) -> bool:
    """Whether there are examples to draw; where a package is missing, the run says so."""
    try:
        return len(examples(data).inputs) > 0
    except Problem:
        return False


@lru_cache(maxsize=32)
def spans(data: Data, activation: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """The axes of the one input and of the target, with room about the examples."""
    held = examples(data)
    found = [held.inputs[:, 0], output_targets(data, activation)]
    ends = [(float(values.min()), float(values.max())) for values in found]
    (left, right), (low, high) = [(a - MARGIN * (b - a), b + MARGIN * (b - a)) for a, b in ends]
    return (left, right), (low, high)


def starting_line(run: Run, experiment: Neuron, x: tuple[float, float]) -> np.ndarray:
    """What the untrained neuron answers at both ends of the axis; empty until that is known."""
    figures = ("weight/0/0", "bias/0")
    if experiment.net.activation not in BENDS or not all(name in run.history for name in figures):
        return np.empty(0)
    weight, bias = (run.history.line(name).last[0] for name in figures)
    ends = np.array(x)
    if experiment.data.standard:
        held = examples(experiment.data)
        _inputs, mean, deviation = standardise(held.inputs, held.test)
        ends = (ends - mean[0]) / deviation[0]
    return BENDS[experiment.net.activation](weight * ends + bias)


def with_start(axis: tuple[float, float], start: np.ndarray) -> tuple[float, float]:
    """The axis of the answers, made long enough for the starting line, but not so long that the examples shrink away.

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
    held = examples(data)
    targets = held.targets.astype(np.float64)
    return 2 * targets - 1 if held.classes and activation not in PROBABILITY_OUTPUTS else targets


def _curve(session: TrainingSession, experiment: Neuron) -> None:
    """The examples, the neuron's curve, the best straight line where there is one, and each training error."""
    data, bend, found = experiment.data, experiment.net.activation, answers(session.run, "response_curve")
    x_title, y_title = input_title(experiment, 0), target_title(experiment)
    titles = (_("training example"), _("test example"), _("the neuron"), _("least squares"))
    alt = _("{answer} over {input}: the examples and the curve that the neuron answers.", answer=y_title, input=x_title)
    x, y = spans(data, bend)
    y = with_start(y, starting_line(session.run, experiment, x))
    spec = charts_fit.fitted(titles, x_title, y_title, x, y, description=alt)
    line = (found["x"], found["answers"][:, -1]) if found else (np.empty(0), np.empty(0))
    chart(f"fit/{data.name}", spec, _rows(experiment, line, answers(session.run, "least_squares"), x))
    legend = _("Orange: the examples, hollow those of the test. Blue: the neuron. Grey: how far off it is.")
    st.caption(legend + (" " + _("Green, dashed: least squares.") if experiment.linear else ""))


def _rows(
    experiment: Neuron, line: tuple[np.ndarray, np.ndarray], best: dict[str, np.ndarray], x: tuple[float, float]
) -> pa.Table:
    held, targets = examples(experiment.data), output_targets(experiment.data, experiment.net.activation)
    inputs = held.inputs[:, 0].astype(np.float64)
    reached = np.interp(inputs, *line) if len(line[0]) else targets
    parts = [("test", inputs[held.test], targets[held.test], targets[held.test])]
    parts.append(("train", inputs[~held.test], targets[~held.test], reached[~held.test]))
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
    """What is to be answered."""
    if experiment.data.name == "houses":
        return _("price (100,000 dollars)")
    return _("passed") if experiment.data.name == "exam" else "y"


@lru_cache(maxsize=32)
def _points(data: Data) -> tuple[str, dict]:
    held = examples(data)
    many = len(held.classes) > 2
    value = held.targets if many else held.targets * 255
    points = {"x": held.inputs[:, 0], "y": held.inputs[:, 1], "value": value, "test": held.test, "classes": many}
    packed = pack_points(points, SIDE, SIDE)
    return f"neuron-points-{hash((packed['packed'], many)):x}", packed


def _plane(session: TrainingSession, experiment: Neuron) -> None:
    """The answer everywhere on the plane, under the examples, with the line on which the neuron decides."""
    found, lines = answers(session.run, "decision_surface"), answers(session.run, "decision_line")
    surface = None
    if found:
        levels, winner = found["output"], found.get("winner")
        winners = None if winner is None else winner.tobytes()
        surface = {"levels": levels.tobytes(), "classes": winners, "n": len(levels)}
    drawn = [{"normal": lines["normal"], "offset": lines["offset"], "dashed": False}] if "normal" in lines else []
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
        x=SIDE,
        y=SIDE,
        names=(column_label(experiment.data.name, "x"), column_label(experiment.data.name, "y")),
        editable=False,
        lines=drawn if experiment.outputs == 1 else [],
        words=words,
    )
