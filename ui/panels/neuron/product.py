"""Wx + b for one example: the matrix-vector product, weights and data in two colours, each output as a sum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from nets.models.neuron.experiment import Neuron
from nets.training.messages import Watch
from ui.charts.render import answers
from ui.components import palette
from ui.inspect.inspectors import Inspector
from ui.inspect.output_layer import answer_panel, answer_probes
from ui.inspect.unit_arithmetic import formula
from ui.panels.neuron.parameter_names import class_titles, input_title
from ui.session.training_session import TrainingSession, of_family
from ui.text.formatting import datum, number, weight
from ui.text.i18n import _, plain

Answer = dict[str, np.ndarray]


def question(session: TrainingSession) -> Watch:
    """Return the probes of the selected example."""
    part, index = session.selection.example
    unit = {"layer": "output", "unit": 0, "part": part, "index": index}
    return {**answer_probes(session), "unit_arithmetic": unit, "weights": {}}


def product(session: TrainingSession) -> None:
    """Draw the product with its numbers and shapes, then each sum, and the activation."""
    experiment = of_family(session, Neuron)
    weights, unit, output = (answers(session.run, name) for name in ("weights", "unit_arithmetic", "output_layer"))
    matrix = weights.get("output/weight")
    if matrix is None or not unit or not output or matrix.shape != (experiment.outputs, experiment.inputs):
        st.caption(_("Waiting for the net …"))
        return
    st.latex(_equation(matrix, unit["inputs"], weights["output/bias"]))
    shapes = _("{weights}: a row for each neuron, a column for each input. {data}: one example.")
    st.caption(shapes.format(weights=weight(_("W and b are learnt")), data=datum(_("x comes from the data"))))
    st.markdown("\n\n".join(_sum(experiment, weights, unit, k) for k in range(experiment.outputs)))
    answer_panel(session, output)


def _equation(matrix: np.ndarray, x: np.ndarray, bias: np.ndarray) -> str:
    """Return W x + b = z in numbers, with the shape under each part."""
    weight_colour, data_colour = palette.colour(0), palette.colour(1)
    neurons, inputs = matrix.shape
    parts = [
        _under(_block(matrix, weight_colour), rf"W:\; {neurons} \times {inputs}"),
        _under(_block(x[:, None], data_colour), rf"x:\; {inputs}"),
        "+",
        _under(_block(bias[:, None], weight_colour), rf"b:\; {neurons}"),
        "=",
        _under(_block((matrix @ x + bias)[:, None], ""), rf"z:\; {neurons}"),
    ]
    return r"\; ".join(parts)


def _block(values: np.ndarray, colour: str) -> str:
    rows = r" \\ ".join(" & ".join(number(float(value)).replace("−", "-") for value in row) for row in values)
    block = rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"
    return rf"\textcolor{{{colour}}}{{{block}}}" if colour else block


def _under(block: str, shape: str) -> str:
    return rf"\underbrace{{{block}}}_{{{shape}}}"


def _sum(experiment: Neuron, weights: Answer, unit: Answer, neuron: int) -> str:
    """Return one output as a weighted sum of the inputs."""
    row, bias = weights["output/weight"][neuron], weights["output/bias"][neuron]
    total = row @ unit["inputs"] + bias
    terms = {"weights": row, "inputs": unit["inputs"], "bias": bias, "sum": total, "kind": np.array("")}
    titles: Sequence[str] = class_titles(experiment)
    name = f"z · {plain(titles[neuron])}" if experiment.outputs > 1 else "z"
    return f"{name} = {formula(terms)}"


def inputs_with_units(experiment: Neuron) -> list[str]:
    """Return the names of the inputs with their units."""
    return [input_title(experiment, place) for place in range(experiment.inputs)]


PRODUCT = Inspector("Wx + b", question, product)
