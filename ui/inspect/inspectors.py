"""Draw the inspectors of a net, one at a time; a page adds its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.training.messages import Watch
from ui.charts import specs as charts
from ui.charts.arrow import matrix_table
from ui.charts.render import answers, chart, curves, is_dark
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.fragments.server_value import on_user_change, show_value
from ui.inspect import layer_charts
from ui.inspect.batch_size_sharpness import sharp_flat_panel
from ui.inspect.cost import cost_panel
from ui.inspect.dataset_size_curve import learning_curve_panel
from ui.inspect.loss_landscape import landscape_panel
from ui.inspect.lr_range_test import range_panel
from ui.inspect.unit_arithmetic import show_answer, unit_numbers, unit_probes
from ui.session.requests.probe_history import spread
from ui.session.training_session import TrainingSession
from ui.text.formatting import layer_title, output_names
from ui.text.i18n import N_, _
from ui.widgets.refusal_notice import draw_refusal
from ui.widgets.settings_form import apply_settings

MAX_IN_A_ROW = 8  # inspectors
MAX_LAYERS = 6  # curves of gradients, histograms of activations


class Inspector(NamedTuple):
    """A view into a net: its title, a function that returns the probes that it needs, and one that draws it."""

    title: str
    probes: Callable[[TrainingSession], Watch]
    draw: Callable[[TrainingSession], None]


@fragment("choices")
def inspector_select(session: TrainingSession, inspectors: Mapping[str, Inspector]) -> None:
    """Draw the choice of inspector and of the loss axis."""
    show_value("inspector", session.selection.inspector)
    many = len(inspectors) > MAX_IN_A_ROW
    choose = st.pills if many else st.segmented_control  # pills go on in a second row
    with st.container(horizontal=not many, vertical_alignment="bottom", gap="small" if many else "medium"):
        choose(
            _("Look inside"),
            list(inspectors),
            format_func=lambda name: _(inspectors[name].title),
            key="inspector",
            required=True,
            wrap=True,
            on_change=on_user_change("inspector", lambda chosen: open_inspector(session, chosen)),
        )
        st.toggle(_("Logarithmic loss axis"), key="log_loss", on_change=_redraw)


WEIGHTS = (".weight", ".weight_ih_l0", ".weight_hh_l0")  # endings of the names of parameters, torch's for its cells


def open_inspector(session: TrainingSession, chosen: str, *fragments: str) -> None:
    """Open an inspector, and redraw these fragments as well. Call it last in a callback."""
    session.selection.inspector = chosen
    if session.selection.inspector == "answer":
        show_answer(session)
    else:
        _redraw(*session.redraws.with_inspector, *fragments)


def _redraw(*fragments: str) -> None:
    redraw("choices", "neuron", "live", *fragments)


def draw_inspector(session: TrainingSession, inspectors: Mapping[str, Inspector], refused: bool = False) -> None:
    """Draw the open inspector and request its probes; `refused`: the net cannot read the selected input."""
    chosen = inspectors[session.selection.inspector]
    watch = chosen.probes(session)
    session.probes.add(watch)
    if refused and any("part" in arguments for arguments in watch.values()):
        draw_refusal()
        return
    chosen.draw(session)


def gradients(session: TrainingSession) -> None:
    """Draw the gradient norm of each layer's weights over time, and those of its weights as bars."""
    run = session.run
    figures = [name for name in run.history.names() if name.startswith("gradient/") and name.endswith(WEIGHTS)]
    names = spread(figures, MAX_LAYERS)
    titles = [layer_title(name.removeprefix("gradient/").removesuffix(".weight")) for name in names]
    if not names:
        st.caption(_("There are gradients from the first step on."))
        return
    over_time, now = st.columns([3, 2])
    with over_time:
        curves(run, f"gradients/{len(names)}", names, titles, _("Gradient norm"), log=True)
    with now:
        if answer := answers(run, "gradients"):
            layer_charts.layer_bars(answer, titles, [name.removeprefix("gradient/") for name in names])
    if "relu" in getattr(run.experiment.net, "activation", ()):
        layer_charts.dead_units(answers(run, "activations"))
    st.caption(
        _(
            "How strongly the loss pulls at the weights of each layer. Lines far apart: gradients vanish or explode. "
            "An update of plain SGD about a thousandth as long as the weights is healthy."
        )
    )


def activations(session: TrainingSession) -> None:
    """Draw the activations of each hidden layer: distribution, saturation, dead units, activation function."""
    run = session.run
    answer = answers(run, "activations")
    layers = [str(name) for name in answer.get("layers", ())]
    if not layers:
        st.caption(_("There is no hidden layer to look into."))
        return
    layer_indices, bends = spread(list(range(len(layers))), MAX_LAYERS), answers(run, "activation_functions")
    kinds = dict(zip(bends.get("layers", ()), bends.get("kinds", ()), strict=True))
    for column, index in zip(st.columns(len(layer_indices)), layer_indices, strict=True):
        with column:
            _layer_activations(answer, bends, str(kinds.get(layers[index], "")), layers[index], index)


def _layer_activations(
    answer: dict[str, np.ndarray], bends: dict[str, np.ndarray], kind: str, name: str, index: int
) -> None:
    counts, edges = answer[f"{name}/histogram"], answer[f"{name}/edges"]
    rows = pa.table({"left": edges[:-1], "right": edges[1:], "count": counts})
    title = layer_title(name)
    alt = _("Histogram: how often the units of {layer} answer each value.", layer=title)
    chart(f"activations/{index}", charts.histogram(title, _("Activations"), height=170, description=alt), rows)
    words = _(
        "mean {mean:.2f}, deviation {deviation:.2f}, saturated {saturated:.0%}, dead units {dead} of {all}",
        mean=float(answer["mean"][index]),
        deviation=float(answer["deviation"][index]),
        saturated=float(answer["saturated"][index]),
        dead=int(answer[f"{name}/dead"].sum()),
        all=len(answer[f"{name}/dead"]),
    )
    st.caption(words)
    if kind:
        layer_charts.activation_chart(bends, name, kind)


def weights(session: TrainingSession) -> None:
    """Draw the weight matrix of a selected layer, a row for each of its units."""
    answer = answers(session.run, "weights")
    layers = [str(name) for name in answer.get("layers", ())]
    if not layers:
        st.caption(_("Waiting for the net …"))
        return
    chosen = st.segmented_control(
        _("Layer"), layers, default=layers[0], format_func=layer_title, key="weights_layer", required=True
    )
    name = chosen if chosen in layers else layers[0]
    index = layers.index(name)
    matrix = answer[f"{name}/weight"]
    _weight_map(
        name, layers[index - 1] if index else "", matrix.reshape(len(matrix), -1)[:40, :40], session.selection.titles
    )
    words = _(
        "norm {norm:.3g}, mean {mean:.3g}, largest {largest:.3g}, {tiny:.0%} below 0.001 in size",
        **{k: float(answer[k][index]) for k in WEIGHT_FIGURES},
    )
    st.caption(words)


WEIGHT_FIGURES = ("norm", "mean", "largest", "tiny")


def _weight_map(name: str, before: str, matrix: np.ndarray, titles: tuple[Sequence[str], Sequence[str]]) -> None:
    """Draw the weights from the layer `before`, or from the inputs, to the layer `name`."""
    high, wide = matrix.shape
    features, classes = titles
    inputs = list(features) if not before and len(features) == wide else [str(i + 1) for i in range(wide)]
    units = output_names(high, classes) if name == "output" else [str(i + 1) for i in range(high)]
    across = _("Neurons of {layer}", layer=layer_title(before)) if before else _("Inputs")
    down = layer_title(name) if name == "output" else _("Neurons of {layer}", layer=layer_title(name))
    alt = _(
        "Heat map of the weights of {layer}: {rows} neurons, one a row, and {columns} inputs, one a column.",
        layer=layer_title(name),
        rows=high,
        columns=wide,
    )
    look = {"diverging": True, "numbers": matrix.size <= 64, "dark": is_dark(), "slanted": sum(map(len, inputs)) > 40}
    spec = charts.heat(across, down, _("Weight"), description=alt, **look)
    chart(f"weights/{name}", spec, matrix_table(matrix, units, inputs))


def _probes(*probes: str) -> Callable[[TrainingSession], Watch]:
    return lambda session: {probe: {} for probe in probes}


def _gradient_probes(session: TrainingSession) -> Watch:
    return {"gradients": {"lr": session.experiment.fit.lr}}


INSPECTORS: dict[str, Inspector] = {
    "gradients": Inspector(N_("Gradients"), _gradient_probes, gradients),
    "activations": Inspector(N_("Activations"), _probes("activations", "activation_functions"), activations),
    "weights": Inspector(N_("Weights"), _probes("weights"), weights),
    "unit": Inspector(
        N_("Neuron"), unit_probes, lambda session: unit_numbers(session, answers(session.run, "unit_arithmetic"))
    ),
    "cost": Inspector(N_("Cost"), _probes(), cost_panel),
    "curve": Inspector(N_("Learning curve"), _probes(), learning_curve_panel),
    "landscape": Inspector(N_("Loss landscape"), _probes(), landscape_panel),
    "range_test": Inspector(
        N_("Range of rates"),
        _probes(),
        lambda session: range_panel(session, lambda changes: apply_settings(session, dict(changes))),
    ),
    "sharp_flat": Inspector(N_("Sharp or flat"), _probes(), sharp_flat_panel),
}  # of any family; a page adds its own
