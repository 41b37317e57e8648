"""Show the graph as a PyTorch script, with what torch computes beside each line."""

from __future__ import annotations

import streamlit as st

from nets.studies.backpropagation.pytorch_script import script
from ui.components.graph import parse_pick
from ui.components.listing import listing
from ui.panels.backpropagation.gradient_check import draw_torch_status
from ui.panels.backpropagation.graph_view import shown_gradients, shown_values
from ui.panels.backpropagation.numbers import number
from ui.panels.backpropagation.state import BackpropagationSession
from ui.text.i18n import _


def code_panel(study: BackpropagationSession) -> None:
    """Draw a line for each node, with torch's results as far as the graph shows ours."""
    graph = study.graph
    lines = script(graph.expression, graph.numbers, graph.frozen)
    result = study.torch_result
    values, gradients = shown_values(study), shown_gradients(study)
    notes = []
    for line in lines:
        if result is None or line.node is None or line.node not in values:
            notes.append("")
        else:
            has_gradient = result.gradients[line.node] is not None and line.node in gradients
            gradient = f"   grad {number(result.gradients[line.node])}" if has_gradient else ""
            notes.append(f"# {number(result.values[line.node])}{gradient}")
    listing(
        "backpropagation/listing",
        lines=[line.text for line in lines],
        nodes=[line.node for line in lines],
        notes=notes,
        words={
            "title": _("The same graph in PyTorch"),
            "alt": _("A script for PyTorch, a line for each node. A click on a line chooses its node in the graph."),
        },
        chosen=study.panels.selected,
        on_pick=lambda: _on_pick(study),
    )
    st.caption(
        _("The notes are computed by torch in a worker, in double precision, as far as the graph above is shown.")
    )
    draw_torch_status(study)


def _on_pick(study: BackpropagationSession) -> None:
    node = parse_pick(st.session_state["backpropagation/listing"]["pick"])
    if node is not None and node < len(study.expression.steps):
        study.panels.selected = node
