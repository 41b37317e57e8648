"""Panels of layers: their norms as bars, their activations as functions, their dead neurons."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from ui.charts import net_internals
from ui.charts.spec_builder import add_rows
from ui.text.formatting import layer_title
from ui.text.i18n import _
from ui.text.option_labels import option_label

Answer = dict[str, np.ndarray]


def layer_bars(answer: Answer, titles: list[str], names: list[str]) -> None:
    """Draw gradient, weights, and update over weights of the layers whose weight parameters are `names`."""
    at = [list(answer["parameters"]).index(name) for name in names if name in answer["parameters"]]
    if len(at) != len(names):
        return  # the answer of an older net
    figures = {"gradient": answer["norm"], "weight": answer["weight_norm"], "ratio": answer["ratio"]}
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
    spec = net_internals.layer_bars(words, (_("Layer"), _("Line"), _("Value")), description=about, layers=len(at))
    st.vega_lite_chart(add_rows(spec, rows), key=f"layer_bars/{len(at)}", theme="streamlit")


def dead_units(answer: Answer) -> None:
    """Draw how many ReLU neurons of each layer answer 0 to every example, in one line, if there are any."""
    flags = {name.removesuffix("/dead"): dead for name, dead in answer.items() if name.endswith("/dead")}
    if flags:
        counts = [f"{layer_title(name)}: {int(dead.sum())} / {len(dead)}" for name, dead in flags.items()]
        st.caption(_("Dead neurons, which answer every example alike: {counts}", counts=" · ".join(counts)))


def activation_chart(answer: Answer, name: str, kind: str) -> None:
    """Draw the activation function of a layer and its slope, with the distribution of the examples' sums."""
    line, value, slope = (answer[f"{name}/{part}"] for part in ("sum", "value", "slope"))
    counts, edges = answer[f"{name}/counts"], answer[f"{name}/edges"]
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
    titles = (option_label(kind, "net.activation"), _("its slope"), _("sums of the examples"))
    about = _("The activation over the weighted sum, its slope, and how many sums of the examples lie where.")
    spec = net_internals.activation_function(titles, _("weighted sum z"), (_("Line"), _("Value")), description=about)
    st.vega_lite_chart(add_rows(spec, rows), key=f"bend/{name}/{kind}", theme="streamlit")
    words = _("Mean slope at these sums: {slope:.2f}. So much of a gradient is left on its way back through the layer.")
    st.caption(words.format(slope=float(answer[f"{name}/steep"])))
