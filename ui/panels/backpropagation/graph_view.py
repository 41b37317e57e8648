"""Draw the computation graph, with what both passes have reached."""

from __future__ import annotations

import streamlit as st

from nets.studies.backpropagation.formula.graph import INPUT, NUMBER
from nets.studies.backpropagation.layout import layout_graph
from ui.components.graph import Node, graph, parse_edit, parse_pick
from ui.panels.backpropagation.numbers import sign
from ui.panels.backpropagation.state import BackpropagationSession
from ui.text.i18n import _


def graph_panel(study: BackpropagationSession) -> None:
    """Draw every node with its value, and with its gradient once the backward pass has reached it."""
    graph(
        "backpropagation/graph",
        nodes=graph_nodes(study),
        words=_words(study),
        stamp=study.formula.text,
        chosen=study.panels.selected,
        output=study.expression.output,
        on_pick=lambda: _on_pick(study),
        on_edit=lambda: _on_edit(study),
    )


def shown_values(study: BackpropagationSession) -> set[int]:
    """Return the nodes whose values are shown: inputs, numbers, and what the forward pass has reached."""
    leaves = {node for node, step in enumerate(study.expression.steps) if not step.inputs}
    return leaves | set(study.passes.forward[: study.progress.forward])


def shown_gradients(study: BackpropagationSession) -> dict[int, float]:
    """Return the gradients that are shown, by node: those of this pass, and those that were not zeroed before."""
    passes = study.passes
    reached = passes.backward[: study.progress.backward]
    return dict(passes.accumulated) | {
        node: gradient for node in reached if (gradient := passes.gradients[node]) is not None
    }


def graph_nodes(study: BackpropagationSession) -> list[Node]:
    """Return the nodes as the element draws them."""
    steps, passes = study.expression.steps, study.passes
    values, gradients = shown_values(study), shown_gradients(study)
    layout = layout_graph([step.inputs for step in steps])
    frozen, slopes = study.graph.frozen, _slopes(study, gradients)
    return [
        Node(
            name=name,
            sign=sign(step),
            inputs=step.inputs,
            column=layout.nodes[index][0],
            row=layout.nodes[index][1],
            ways=layout.routes[index],
            value=passes.values[index] if index in values else None,
            gradient=gradients.get(index),
            locals=tuple(slopes.get((index, each)) for each in range(len(step.inputs))),
            frozen=index in frozen,
            bare=step.operation == NUMBER,
            editable=step.operation == INPUT,
        )
        for index, (name, step) in enumerate(zip(study.labels, steps, strict=True))
    ]


def _slopes(study: BackpropagationSession, gradients: dict[int, float]) -> dict[tuple[int, int], float]:
    """Return the local derivatives by user and input, where the gradient of the input is shown."""
    return {
        (term.user, term.input_index): term.local
        for node, terms in enumerate(study.passes.terms)
        if node in gradients
        for term in terms
    }


def _words(study: BackpropagationSession) -> dict[str, str]:
    return {
        "title": _("Computation graph"),
        "alt": _(
            "A computation graph of {count} nodes. Arrow keys go from node to node, Enter chooses one.",
            count=len(study.expression.steps),
        ),
        "hint": _("Click a node to look into it; click an input once more to change its number."),
        "node": _("{name} · {sign} · value {value} · gradient {gradient}"),
        "unknown": _("not known yet"),
        "frozen": _("none: frozen"),
        "edit": _("The number of {name}"),
        "heads": "|".join([_("node"), _("operation"), _("inputs"), _("Value"), _("gradient")]),
    }


def _on_pick(study: BackpropagationSession) -> None:
    node = parse_pick(st.session_state["backpropagation/graph"]["pick"])
    if node is not None and node < len(study.expression.steps):
        study.panels.selected = node


def _on_edit(study: BackpropagationSession) -> None:
    edit = parse_edit(st.session_state["backpropagation/graph"]["edit"])
    if edit is not None and edit.node < len(study.expression.steps):
        step = study.expression.steps[edit.node]
        if step.operation == INPUT:
            study.set_input(step.name, edit.number)
            study.redraw()
