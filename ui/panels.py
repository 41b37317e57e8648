"""Panels: what a page shows of a run. Each draws one thing and says which probes it needs; all work for any family."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nets.training.run import Run
from ui import charts
from ui.bench import Bench
from ui.frames import MOST_ROWS, matrix_table, series_table
from ui.words import N_, _

MOST_LAYERS = 6  # curves of gradients, histograms of activations


def chart(key: str, spec: charts.Spec, rows: pa.Table) -> None:
    """A chart whose specification stays the same while its rows change."""
    st.vega_lite_chart(charts.filled(spec, rows), key=key, theme="streamlit")


def curves(run: Run, key: str, names: Sequence[str], titles: Sequence[str], y_title: str, log: bool = False) -> None:
    """Figures of the history over the steps, on axes that are there before the first step."""
    series = [f"line{index}" for index in range(len(names))]  # a figure's own name may hold dots, a path to Vega
    band = len(names) <= 2  # more lines would hide one another behind their bands
    alt = _("{figure} over the steps: {lines}.", figure=y_title, lines=", ".join(titles))
    spec = charts.curves(series, titles, _("Step"), y_title, log=log, band=band, description=alt)
    lines = [run.history.line(name, MOST_ROWS) for name in names]
    columns = [(line.step, line.low, line.high, line.last) for line in lines]
    chart(key, spec, series_table(dict(zip(series, columns, strict=True)), band=band))


@st.fragment(key="choices")
def choices() -> None:
    """What the live view shows: which inspector, which axis."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.segmented_control(
            _("Look inside"),
            list(INSPECTORS),
            default="gradients",
            format_func=lambda name: _(INSPECTORS[name][0]),
            key="inspector",
            required=True,
            on_change=_chosen,
        )
        st.toggle(_("Logarithmic loss axis"), key="log_loss", on_change=_chosen)


def _chosen() -> None:
    st.rerun(["choices", "live"])


def learning(run: Run, loss: DeltaGenerator, metric: DeltaGenerator) -> None:
    """Loss of the training and test part, and the task's metric, each in its place."""
    figure = next((m for m in ("accuracy", "r2") if f"test_{m}" in run.history), "accuracy")
    parts = [_("training"), _("test")]
    with loss:
        log = bool(st.session_state.get("log_loss"))
        curves(run, f"loss/{log}", ["train_loss", "test_loss"], parts, _("Loss"), log=log)
    with metric:
        title = {"accuracy": _("Accuracy"), "r2": "R²"}[figure]
        curves(run, f"metric/{figure}", [f"train_{figure}", f"test_{figure}"], parts, title)


def answers(run: Run, probe: str) -> dict[str, np.ndarray]:
    """The latest answer of a probe; empty before the first."""
    return run.look.answers.get(probe, {}) if run.look else {}


def layer_title(name: str) -> str:
    """A layer's module name, "hidden.0" or "output", as people say it."""
    _kind, _dot, number = name.partition(".")
    return _("Layer {number}", number=int(number) + 1) if number else _("Output")


def gradients(run: Run) -> None:
    """The norm of the gradient of each layer's weights over time."""
    found = [name for name in run.history.names() if name.startswith("gradient/") and name.endswith(".weight")]
    names = [found[i] for i in _spread(len(found), MOST_LAYERS)]
    titles = [layer_title(name.removeprefix("gradient/").removesuffix(".weight")) for name in names]
    if not names:
        st.caption(_("There are gradients from the first step on."))
        return
    curves(run, f"gradients/{len(names)}", names, titles, _("Gradient norm"), log=True)
    st.caption(
        _("How strongly the loss pulls at the weights of each layer. Lines far apart: gradients vanish or explode.")
    )


def activations(run: Run) -> None:
    """What the hidden units of each layer answer: distribution, saturation and dead units."""
    found = answers(run, "activations")
    layers = [str(name) for name in found.get("layers", ())]
    if not layers:
        st.caption(_("There is no hidden layer to look into."))
        return
    shown = _spread(len(layers), MOST_LAYERS)
    for column, index in zip(st.columns(len(shown)), shown, strict=True):
        with column:
            _layer_activations(found, layers[index], index)


def _layer_activations(found: dict[str, np.ndarray], name: str, index: int) -> None:
    counts, edges = found[f"{name}/histogram"], found[f"{name}/edges"]
    rows = pa.table({"left": edges[:-1], "right": edges[1:], "count": counts})
    title = layer_title(name)
    chart(f"activations/{index}", charts.histogram(title, _("Activations"), height=150), rows)
    words = _(
        "mean {mean:.2f}, deviation {deviation:.2f}, saturated {saturated:.0%}, dead units {dead} of {all}",
        mean=float(found["mean"][index]),
        deviation=float(found["deviation"][index]),
        saturated=float(found["saturated"][index]),
        dead=int(found[f"{name}/dead"].sum()),
        all=len(found[f"{name}/dead"]),
    )
    st.caption(words)


def weights(run: Run) -> None:
    """The weight matrix of a chosen layer, a row for each of its units."""
    found = answers(run, "weights")
    layers = [str(name) for name in found.get("layers", ())]
    if not layers:
        st.caption(_("Waiting for the net …"))
        return
    chosen = st.segmented_control(
        _("Layer"), layers, default=layers[0], format_func=layer_title, key="weights_layer", required=True
    )
    name = chosen if chosen in layers else layers[0]
    matrix, index = found[f"{name}/weight"][:40, :40], layers.index(name)
    units = [str(number + 1) for number in range(len(matrix))]
    inputs = [str(number + 1) for number in range(matrix.shape[1])]
    spec = charts.heat(_("Input"), _("Unit"), _("Weight"), diverging=True, numbers=matrix.size <= 64, dark=is_dark())
    chart(f"weights/{name}", spec, matrix_table(matrix, units, inputs))
    words = _(
        "norm {norm:.3g}, mean {mean:.3g}, largest {largest:.3g}", **{k: float(found[k][index]) for k in WEIGHT_FIGURES}
    )
    st.caption(words)


WEIGHT_FIGURES = ("norm", "mean", "largest")


def predictions(run: Run, classes: Sequence[str]) -> None:
    """The confusion matrix of the test part, or predicted against true numbers."""
    found = answers(run, "predictions")
    if "confusion" in found:
        names = [classes[i] if i < len(classes) else str(i) for i in range(len(found["confusion"]))]
        spec = charts.heat(
            _("Predicted class"), _("True class"), _("Examples"), numbers=len(names) <= 10, number="d", dark=is_dark()
        )
        chart("confusion", spec, matrix_table(found["confusion"], names, names))
    elif found:
        rows = pa.table(
            {
                "true": found["truth"].astype(np.float32),
                "predicted": np.nan_to_num(found["predicted"].astype(np.float32)),
                "test": np.ones(len(found["truth"]), bool),
            }
        )
        chart("predicted", charts.predicted_against_true(_("True"), _("Predicted")), rows)
    else:
        st.caption(_("Waiting for the net …"))


def is_dark() -> bool:
    """Whether the page is dark at the moment."""
    return st.context.theme.type == "dark"


INSPECTORS: dict[str, tuple[str, str, Callable[[Run], None]]] = {
    "gradients": (N_("Gradients"), "", gradients),
    "activations": (N_("Activations"), "activations", activations),
    "weights": (N_("Weights"), "weights", weights),
}


def inspect(bench: Bench) -> None:
    """The inspector that the person chose."""
    _title, probe, draw = INSPECTORS[st.session_state.get("inspector") or "gradients"]
    if probe:
        bench.watch = bench.watch | {probe: {}}
    draw(bench.run)


def _spread(count: int, most: int) -> list[int]:
    """Up to `most` of `count` indices, first and last among them."""
    return sorted({round(i) for i in np.linspace(0, count - 1, min(count, most))}) if count else []
