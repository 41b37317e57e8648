"""The inspector "Activations" of a recurrent net: histograms of its gates and states."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.training.messages import Watch
from ui.charts import specs as charts
from ui.charts.render import answers, chart
from ui.inspect.inspectors import Inspector
from ui.panels.sequences.answer_text import Answer
from ui.panels.sequences.gate_override import TITLES as GATE_TITLES
from ui.session.training_session import TrainingSession
from ui.text.formatting import layer_title
from ui.text.i18n import N_, _
from ui.widgets.remembered import choice, choice_arguments

GATES = ("reset", "update", "input", "forget", "output")
TITLES = GATE_TITLES | {
    "candidate": N_("Candidate"),
    "cell": N_("Cell c"),
    "hidden": N_("Hidden state h"),
}
IN_A_ROW = 3
LAYER = "state_histograms/layer"


def question(session: TrainingSession) -> Watch:
    """Return the probe of the histograms."""
    return {"state_histograms": {}}


def state_histograms(session: TrainingSession) -> None:
    """Draw a histogram of each gate and state of one layer."""
    answer = answers(session.run, "state_histograms")
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    layer, names = _layer(session, [str(name) for name in answer["layers"]]), [str(name) for name in answer["what"]]
    for start in range(0, len(names), IN_A_ROW):
        for column, what in zip(st.columns(IN_A_ROW), names[start : start + IN_A_ROW], strict=False):
            with column:
                _histogram(answer, layer, what)
    st.caption(_("Over all steps of up to 32 training sequences and all hidden units."))


def _layer(session: TrainingSession, layers: list[str]) -> str:
    """Return the selected layer, after drawing a choice if there are several."""
    layer = choice(session, LAYER, layers[0])
    layer = layer if layer in layers else layers[0]
    if len(layers) > 1:
        widget = choice_arguments(session, LAYER, layer)
        st.segmented_control(_("Layer"), layers, format_func=layer_title, required=True, **widget)
    return layer


def _histogram(answer: Answer, layer: str, what: str) -> None:
    part = {name: answer[f"{layer}/{what}/{name}"] for name in ("counts", "edges", "mean", "deviation", "low", "high")}
    rows = pa.table({"left": part["edges"][:-1], "right": part["edges"][1:], "count": part["counts"]})
    title = _(TITLES[what])
    alt = _("Histogram: how often {what} of {layer} takes each value.", what=title, layer=layer_title(layer))
    chart(f"state_histograms/{what}", charts.histogram(title, _("Count"), height=170, description=alt), rows)
    mean, deviation = float(part["mean"]), float(part["deviation"])
    words = _("mean {mean:.2f}, deviation {deviation:.2f}", mean=mean, deviation=deviation)
    low, high = float(part["low"]), float(part["high"])
    if what in GATES:
        words += _(", closed {low:.0%}, open {high:.0%}", low=low, high=high)
    elif np.isfinite(low):
        words += _(", saturated {share:.0%}", share=low + high)
    st.caption(words)


STATES = Inspector(N_("Activations"), question, state_histograms)
