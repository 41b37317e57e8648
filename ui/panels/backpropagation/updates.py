"""Show the output over the updates, and what the next one does to each input."""

from __future__ import annotations

import math

import pyarrow as pa
import streamlit as st

from nets.studies.backpropagation.formula.graph import INPUT
from ui.charts.axes import SIX_DIGITS
from ui.charts.lines import lines
from ui.charts.render import chart
from ui.panels.backpropagation.graph_view import shown_gradients
from ui.panels.backpropagation.numbers import number
from ui.panels.backpropagation.state import BackpropagationSession
from ui.text.formatting import table
from ui.text.i18n import _, plain


def updates_panel(study: BackpropagationSession) -> None:
    """Draw the curve of the output, and the next update in numbers."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        _curve(study)
    with right:
        _next_update(study)


def _curve(study: BackpropagationSession) -> None:
    losses, name = study.progress.losses, plain(study.labels[study.expression.output])
    if len(losses) < 2:
        st.markdown(_("No update yet. One is the next press after both passes; twenty are a button of their own."))
    else:
        words = _("After {count} updates {name} went from {first} to {last}; the last one: {before} → {after}.")
        values = {"first": losses[0], "last": losses[-1], "before": losses[-2], "after": losses[-1]}
        texts = {each: number(value) for each, value in values.items()}
        st.markdown(words.format(count=len(losses) - 1, name=name, **texts))
    if not all(map(math.isfinite, losses)):
        st.error(_("It has diverged: the learning rate is too large for this formula."), icon=":material/trending_up:")
    if not study.settings.zero:
        words = _("zero_grad is off: each backward pass adds to the gradients of the one before.")
        st.warning(words, icon=":material/warning:")
    title = _("Output")
    alt = _("The output over the updates.")
    spec = lines((title,), _("Update"), title, _("Line"), description=alt, number=SIX_DIGITS)
    finite = [(step, loss) for step, loss in enumerate(losses) if math.isfinite(loss)]
    rows = pa.table(
        {
            "x": pa.array([step for step, _loss in finite], pa.float32()),
            "y": pa.array([loss for _step, loss in finite], pa.float32()),
            "line": pa.array([title] * len(finite), pa.string()),
        }
    )
    chart("backpropagation/losses", spec, rows)


def _next_update(study: BackpropagationSession) -> None:
    """Draw the next update input by input, as far as gradients are shown."""
    gradients, lr = shown_gradients(study), study.settings.lr
    rows = []
    for node, step in enumerate(study.expression.steps):
        if step.operation == INPUT and node not in study.graph.frozen:
            value, gradient = study.passes.values[node], gradients.get(node)
            after = None if gradient is None else value - lr * gradient
            rows.append((plain(step.name), number(value), number(gradient), number(after)))
    if rows:
        st.markdown(table((_("input"), _("Value"), _("gradient"), _("value − {lr} × gradient", lr=f"{lr:g}")), rows))
    else:
        st.caption(_("All inputs are frozen: an update changes nothing."))
