"""Panels of layers: norms as bars, activations as functions, and the plane as two of their neurons see it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.training.news import Watch
from ui import charts, charts_inside
from ui.bench import Bench
from ui.options import named
from ui.titles import layer_title
from ui.words import _

Found = dict[str, np.ndarray]


def layer_bars(found: Found, titles: list[str], names: list[str]) -> None:
    """Gradient, weights and update over weights of the layers whose weight parameters are `names`."""
    at = [list(found["parameters"]).index(name) for name in names if name in found["parameters"]]
    if len(at) != len(names):
        return  # the answer of an older net
    figures = {"gradient": found["norm"], "weight": found["weight_norm"], "ratio": found["ratio"]}
    values = np.concatenate([figure[at] for figure in figures.values()])  # (3 * L,)
    rows = pa.table(
        {
            "layer": titles * len(figures),
            "figure": [name for name in figures for _layer in at],
            "value": np.where(np.isfinite(values), values, np.nan).astype(np.float32),
        }
    )
    words = (_("gradient"), _("weights"), _("update / weights"))
    about = _("For each layer the length of its gradient, of its weights, and of an update over that of the weights.")
    spec = charts_inside.layer_bars(words, _("Layer"), about, len(at))
    st.vega_lite_chart(charts.filled(spec, rows), key=f"layer_bars/{len(at)}", theme="streamlit")


def dead_units(found: Found) -> None:
    """How many ReLU neurons of each layer answer 0 to every example, in one line; nothing where there are none."""
    flags = {name.removesuffix("/dead"): dead for name, dead in found.items() if name.endswith("/dead")}
    if flags:
        counts = [f"{layer_title(name)}: {int(dead.sum())} / {len(dead)}" for name, dead in flags.items()]
        st.caption(_("Dead neurons, which answer every example alike: {counts}", counts=" · ".join(counts)))


def bend_chart(found: Found, name: str, kind: str) -> None:
    """One layer's activation and its slope, with where the sums of the examples fall on them."""
    line, value, slope = (found[f"{name}/{part}"] for part in ("sum", "value", "slope"))
    counts, edges = found[f"{name}/counts"], found[f"{name}/edges"]
    high = max(float(value.max()), float(slope.max()), 0.1)
    heights = 0.9 * high * counts / max(1, int(counts.max()))
    curves, bars = len(line), len(counts)
    series = ["value"] * curves + ["slope"] * curves + ["counts"] * bars
    rows = pa.table(
        {
            "x": np.concatenate([line, line, edges[:-1]]).astype(np.float32),
            "end": np.concatenate([line, line, edges[1:]]).astype(np.float32),
            "y": np.concatenate([value, slope, heights]).astype(np.float32),
            "count": np.concatenate([np.zeros(2 * curves, np.int64), counts]),
            "series": pa.array(series).dictionary_encode(),
        }
    )
    titles = (named(kind), _("its slope"), _("sums of the examples"))
    about = _("The activation over the weighted sum, its slope, and how many sums of the examples lie where.")
    spec = charts_inside.bend(titles, _("weighted sum z"), about)
    st.vega_lite_chart(charts.filled(spec, rows), key=f"bend/{name}/{kind}", theme="streamlit")
    words = _("Mean slope at these sums: {slope:.2f}. So much of a gradient is left on its way back through the layer.")
    st.caption(words.format(slope=float(found[f"{name}/steep"])))


def hidden_layers(bench: Bench) -> dict[str, int]:
    """The hidden layers of the net at hand, with their neurons."""
    return {layer.name: layer.outputs for layer in bench.experiment.layers()[:-1]}


def _asked(bench: Bench) -> tuple[str, int, int]:
    """The layer and the two neurons to look through, numbered from 0: the last layer's first, if none are chosen."""
    widths = hidden_layers(bench)
    layer = st.session_state.get("space/layer")
    layer = layer if layer in widths else list(widths)[-1]
    first, second = (st.session_state.get(f"space/{part}", number) - 1 for part, number in (("x", 1), ("y", 2)))
    most = widths[layer] - 1
    return layer, min(first, most), min(second, most)


def space_question(bench: Bench) -> Watch:
    """What to ask the net for."""
    if not hidden_layers(bench):
        return {}
    layer, first, second = _asked(bench)
    return {"space": {"layer": layer, "units": (first, second)}}


def space_panel(bench: Bench, found: Found) -> None:
    """The examples and the plane's grid in the space of two neurons, with the choice of both."""
    widths = hidden_layers(bench)
    if not widths:
        st.caption(_("There is no hidden layer to look into."))
        return
    layer, *units = _asked(bench)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _show("space/layer", layer)
        st.selectbox(_("Layer"), list(widths), format_func=layer_title, key="space/layer", width=160)
        for part, title, unit in zip("xy", (_("Neuron across"), _("Neuron upwards")), units, strict=True):
            _show(f"space/{part}", unit + 1)
            st.number_input(title, 1, widths[layer], key=f"space/{part}", width=160)
    if not found or (str(found["layer"]), found["units"].tolist()) != (layer, units):
        st.caption(_("Waiting for the net …"))
        return
    _space_chart(bench, found, layer, units)
    words = _(
        "Each point is an example, placed by what these two neurons answer to it. The lines are the grid of the plane, "
        "bent by the layers up to here: grey from left to right, violet from bottom to top. "
        "The next layer can only draw straight lines in this space."
    )
    st.caption(words if len(found["grid"]) else _("Each point is an example, placed by what these two neurons answer."))


def _show(key: str, value: object) -> None:
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _space_chart(bench: Bench, found: Found, layer: str, units: list[int]) -> None:
    points, grid = found["points"], found["grid"]  # (N, 2), (L, P, 2)
    count, (lines, along) = len(points), grid.shape[:2]
    both = np.nan_to_num(np.concatenate([points, grid.reshape(-1, 2)]))
    rows = pa.table(
        {
            "x": both[:, 0],
            "y": both[:, 1],
            "line": np.concatenate([np.full(count, -1), np.repeat(np.arange(lines), along)]).astype(np.int16),
            "place": np.concatenate([np.zeros(count), np.tile(np.arange(along), lines)]).astype(np.int16),
            "value": np.concatenate([found["truth"], np.zeros(lines * along)]).astype(np.float32),
            "test": np.concatenate([found["test"], np.zeros(lines * along, bool)]),
        }
    )
    reach = (float(found["reach"][0]), float(found["reach"][1])) if np.isfinite(found["reach"]).all() else None
    titles = [f"{layer_title(layer)} · {_('neuron {number}', number=unit + 1)}" for unit in units]
    about = _("The examples as two neurons answer them, over the bent grid of the plane.")
    dark = st.context.theme.type == "dark"
    parts = (_("training"), _("test"))
    spec = charts_inside.space(titles[0], titles[1], tuple(bench.titles[1]), parts, reach, about, dark)
    key = f"space/{layer}/{units[0]}/{units[1]}/{len(bench.titles[1])}/{lines}"
    st.vega_lite_chart(charts.filled(spec, rows), key=f"chart/{key}", theme="streamlit")
