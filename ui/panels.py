"""Panels: what a page shows of a run. Each draws one thing and says which probes it needs; all work for any family."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nets.training.history import Line
from nets.training.news import Watch
from nets.training.run import Run
from ui import charts, inside, rule
from ui.bench import Bench
from ui.cost import cost_panel
from ui.frames import MOST_ROWS, matrix_table, series_table
from ui.neuron import neuron_numbers, question, show_answer
from ui.titles import layer_title, output_names
from ui.words import N_, _

BESIDE_ROWS = 50  # of each line of a run that is shown beside the one at hand
Beside = Sequence[tuple[str, Run]]  # such runs with what they are called
MOST_LAYERS = 6  # curves of gradients, histograms of activations


def chart(key: str, spec: charts.Spec, rows: pa.Table) -> None:
    """A chart whose specification stays the same while its rows change."""
    st.vega_lite_chart(charts.filled(spec, rows), key=key, theme="streamlit")


def curves(
    run: Run,
    key: str,
    names: Sequence[str],
    titles: Sequence[str],
    y_title: str,
    log: bool = False,
    beside: Beside = (),
) -> None:
    """Figures of the history over the steps, on axes that are there before the first step.

    The first two of these figures of the runs in `beside` are drawn with them, without bands.
    """
    pair = names[:2]
    count = len(names) + len(pair) * len(beside)
    series = [f"line{index}" for index in range(count)]  # a figure's own name may hold dots, a path to Vega
    band = len(names) <= 2  # more lines would hide one another behind their bands
    titles = [*titles, *(f"{title} · {part}" for title, _run in beside for part in titles[:2])]
    alt = _("{figure} over the steps: {lines}.", figure=y_title, lines=_(", ").join(titles))
    heads, own = (_("Line"), _("lowest"), _("highest")), len(names)
    spec = charts.curves(series, titles, _("Step"), y_title, log, band, description=alt, columns=heads, own=own)
    lines = [run.history.line(name, MOST_ROWS) for name in names]
    columns = [(line.step, line.low, line.high, line.last) for line in lines]
    low, high = _room(lines)
    for line in (other.history.line(name, BESIDE_ROWS) for _title, other in beside for name in pair):
        shown = np.clip(line.last, low, high)
        columns.append((line.step, shown, shown, shown))
    rows = series_table(dict(zip(series, columns, strict=True)), band=band)
    if run.shown.step is None:
        chart(key, spec, rows)
    else:
        marked = rule.at(charts.filled(rule.ruled(spec), rows), run.shown.step)
        st.vega_lite_chart(marked, key=f"{key}/moment", theme="streamlit")


def _room(lines: Sequence[Line]) -> tuple[float, float]:
    """Bounds for the lines of other runs: one that has diverged must not press the run at hand flat."""
    values = np.concatenate([line.last for line in lines])
    values = values[np.isfinite(values)]
    if len(values) < 2:
        return -np.inf, np.inf
    low, high = float(values.min()), float(values.max())
    margin = max(high - low, 0.1 * abs(high))
    return low - (margin if low < 0 else min(margin, 0.9 * low)), high + margin


@st.fragment(key="choices")
def choices(bench: Bench, inspectors: Mapping[str, Inspector]) -> None:
    """What the live view shows: which inspector, which axis."""
    if st.session_state.get("inspector") != bench.inspector:
        st.session_state["inspector"] = bench.inspector
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.segmented_control(
            _("Look inside"),
            list(inspectors),
            format_func=lambda name: _(inspectors[name].title),
            key="inspector",
            required=True,
            wrap=True,
            on_change=lambda: _inspected(bench),
        )
        st.toggle(_("Logarithmic loss axis"), key="log_loss", on_change=_chosen)


def _inspected(bench: Bench) -> None:
    bench.inspector = st.session_state["inspector"]
    if bench.inspector == "answer":
        show_answer(bench)
    else:
        _chosen(*bench.inside)


def _chosen(*fragments: str) -> None:
    st.rerun(["choices", "neuron", "live", *fragments])


METRICS = {"accuracy": N_("Accuracy"), "r2": "R²"}


def learning(run: Run, loss: DeltaGenerator, metric: DeltaGenerator | None, beside: Beside = ()) -> None:
    """Loss of the training and test part, and the family's metric, each in its place; `beside` are runs to compare."""
    others = "".join(f"/{other.id}/{title}" for title, other in beside)  # another chart for other lines
    parts = [_("training"), _("test")]
    with loss:
        log = bool(st.session_state.get("log_loss"))
        curves(run, f"loss/{log}{others}", ["train_loss", "test_loss"], parts, _("Loss"), log, beside)
    figure = run.experiment.metric
    if figure and metric is not None:
        names = [f"train_{figure}", f"test_{figure}"]
        if f"averaged_test_{figure}" in run.history:
            names, parts = [*names, f"averaged_test_{figure}"], [*parts, _("test, averaged weights")]
        with metric:
            curves(run, f"metric/{figure}/{len(names)}{others}", names, parts, _(METRICS[figure]), beside=beside)


def answers(run: Run, probe: str) -> dict[str, np.ndarray]:
    """The latest answer of a probe; empty before the first."""
    return run.look.answers.get(probe, {}) if run.look else {}


def gradients(bench: Bench) -> None:
    """The norm of the gradient of each layer's weights over time, and beside those of its weights as bars."""
    run = bench.run
    found = [name for name in run.history.names() if name.startswith("gradient/") and name.endswith(".weight")]
    names = [found[i] for i in _spread(len(found), MOST_LAYERS)]
    titles = [layer_title(name.removeprefix("gradient/").removesuffix(".weight")) for name in names]
    if not names:
        st.caption(_("There are gradients from the first step on."))
        return
    over_time, now = st.columns([3, 2])
    with over_time:
        curves(run, f"gradients/{len(names)}", names, titles, _("Gradient norm"), log=True)
    with now:
        if asked := answers(run, "gradients"):
            inside.layer_bars(asked, titles, [name.removeprefix("gradient/") for name in names])
    if "relu" in getattr(run.experiment.net, "activation", ()):
        inside.dead_units(answers(run, "activations"))
    st.caption(
        _(
            "How strongly the loss pulls at the weights of each layer. Lines far apart: gradients vanish or explode. "
            "An update of plain SGD about a thousandth as long as the weights is healthy."
        )
    )


def activations(bench: Bench) -> None:
    """What the hidden units of each layer answer: distribution, saturation, dead units; and what bends their sums."""
    run = bench.run
    found = answers(run, "activations")
    layers = [str(name) for name in found.get("layers", ())]
    if not layers:
        st.caption(_("There is no hidden layer to look into."))
        return
    shown, bends = _spread(len(layers), MOST_LAYERS), answers(run, "bends")
    kinds = dict(zip(bends.get("layers", ()), bends.get("kinds", ()), strict=True))
    for column, index in zip(st.columns(len(shown)), shown, strict=True):
        with column:
            _layer_activations(found, bends, str(kinds.get(layers[index], "")), layers[index], index)


def _layer_activations(
    found: dict[str, np.ndarray], bends: dict[str, np.ndarray], kind: str, name: str, index: int
) -> None:
    counts, edges = found[f"{name}/histogram"], found[f"{name}/edges"]
    rows = pa.table({"left": edges[:-1], "right": edges[1:], "count": counts})
    title = layer_title(name)
    alt = _("Histogram: how often the units of {layer} answer each value.", layer=title)
    chart(f"activations/{index}", charts.histogram(title, _("Activations"), height=170, description=alt), rows)
    words = _(
        "mean {mean:.2f}, deviation {deviation:.2f}, saturated {saturated:.0%}, dead units {dead} of {all}",
        mean=float(found["mean"][index]),
        deviation=float(found["deviation"][index]),
        saturated=float(found["saturated"][index]),
        dead=int(found[f"{name}/dead"].sum()),
        all=len(found[f"{name}/dead"]),
    )
    st.caption(words)
    if kind:
        inside.bend_chart(bends, name, kind)


def weights(bench: Bench) -> None:
    """The weight matrix of a chosen layer, a row for each of its units, by the names of what it joins."""
    found = answers(bench.run, "weights")
    layers = [str(name) for name in found.get("layers", ())]
    if not layers:
        st.caption(_("Waiting for the net …"))
        return
    chosen = st.segmented_control(
        _("Layer"), layers, default=layers[0], format_func=layer_title, key="weights_layer", required=True
    )
    name = chosen if chosen in layers else layers[0]
    index = layers.index(name)
    _weight_map(name, layers[index - 1] if index else "", found[f"{name}/weight"][:40, :40], bench.titles)
    words = _(
        "norm {norm:.3g}, mean {mean:.3g}, largest {largest:.3g}", **{k: float(found[k][index]) for k in WEIGHT_FIGURES}
    )
    st.caption(words)


WEIGHT_FIGURES = ("norm", "mean", "largest")


def _weight_map(name: str, before: str, matrix: np.ndarray, titles: tuple[Sequence[str], Sequence[str]]) -> None:
    """The weights from the layer `before`, or from the inputs, to the layer `name`."""
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


def predictions(run: Run, classes: Sequence[str]) -> None:
    """The confusion matrix of the test part, or predicted against true numbers."""
    found = answers(run, "predictions")
    if "confusion" in found:
        names = [classes[i] if i < len(classes) else str(i) for i in range(len(found["confusion"]))]
        alt = _("Confusion matrix of the test part: how many examples of each true class the net put into each class.")
        look = {"numbers": len(names) <= 10, "number": "d", "dark": is_dark()}
        spec = charts.heat(_("Predicted class"), _("True class"), _("Examples"), description=alt, **look)
        chart("confusion", spec, matrix_table(found["confusion"], names, names))
    elif found:
        rows = pa.table(
            {
                "true": found["truth"].astype(np.float32),
                "predicted": np.nan_to_num(found["predicted"].astype(np.float32)),
                "test": np.ones(len(found["truth"]), bool),
            }
        )
        alt = _("What the net predicts for each test example over what is true; on the dashed line both are equal.")
        chart("predicted", charts.predicted_against_true(_("True"), _("Predicted"), description=alt), rows)
    else:
        st.caption(_("Waiting for the net …"))


def is_dark() -> bool:
    """Whether the page is dark at the moment."""
    return st.context.theme.type == "dark"


class Inspector(NamedTuple):
    """Something to look at inside a net: its title, the probes to ask while it is looked at, and what draws it."""

    title: str
    asked: Callable[[Bench], Watch]
    draw: Callable[[Bench], None]


def _asking(*probes: str) -> Callable[[Bench], Watch]:
    return lambda bench: {probe: {} for probe in probes}


def _gradients_asked(bench: Bench) -> Watch:
    return {"gradients": {"lr": bench.experiment.fit.lr}}


INSPECTORS: dict[str, Inspector] = {
    "gradients": Inspector(N_("Gradients"), _gradients_asked, gradients),
    "activations": Inspector(N_("Activations"), _asking("activations", "bends"), activations),
    "weights": Inspector(N_("Weights"), _asking("weights"), weights),
    "unit": Inspector(N_("Neuron"), question, lambda bench: neuron_numbers(bench, answers(bench.run, "unit"))),
    "cost": Inspector(N_("Cost"), _asking(), cost_panel),
}  # of any family; a page adds its own


def inspect(bench: Bench, inspectors: Mapping[str, Inspector]) -> None:
    """The inspector that the person chose."""
    chosen = inspectors[bench.inspector]
    bench.watch = bench.watch | chosen.asked(bench)
    chosen.draw(bench)


def _spread(count: int, most: int) -> list[int]:
    """Up to `most` of `count` indices, first and last among them."""
    return sorted({round(i) for i in np.linspace(0, count - 1, min(count, most))}) if count else []
