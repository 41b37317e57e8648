"""The same graph as a script for PyTorch, with what torch itself computes beside each line."""

from __future__ import annotations

import streamlit as st

from nets.studies.backpropagation.pytorch_script import script
from ui.components.graph import picked
from ui.components.listing import listing
from ui.panels.backpropagation.gradient_check import told
from ui.panels.backpropagation.graph_view import known
from ui.panels.backpropagation.numbers import number
from ui.panels.backpropagation.state import BackpropagationSession
from ui.text.i18n import _


def code_panel(study: BackpropagationSession) -> None:
    """A line for each node; torch's gradients beside those that are shown in the graph."""
    graph = study.graph
    lines = script(graph.expression, graph.numbers, graph.frozen)
    found = study.by_torch
    values, gradients = known(study)
    notes = []
    for line in lines:
        if found is None or line.node is None or line.node not in values:
            notes.append("")
        else:
            known_too = found.gradients[line.node] is not None and line.node in gradients
            gradient = f"   grad {number(found.gradients[line.node])}" if known_too else ""
            notes.append(f"# {number(found.values[line.node])}{gradient}")
    listing(
        "backpropagation/listing",
        lines=[line.text for line in lines],
        nodes=[line.node for line in lines],
        notes=notes,
        words={
            "title": _("The same graph in PyTorch"),
            "alt": _("A script for PyTorch, a line for each node. A click on a line chooses its node in the graph."),
        },
        chosen=study.chosen,
        on_pick=lambda: _pick(study),
    )
    st.caption(
        _("The notes are computed by torch in a worker, in double precision, as far as the graph above is shown.")
    )
    told(study)


def _pick(study: BackpropagationSession) -> None:
    at = picked(st.session_state["backpropagation/listing"]["pick"])
    if at is not None and at < len(study.expression.steps):
        study.chosen = at
