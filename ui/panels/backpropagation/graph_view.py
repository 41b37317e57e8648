"""The graph of the formula, as far as both passes have come."""

from __future__ import annotations

import streamlit as st

from nets.studies.backpropagation.formula.graph import INPUT, NUMBER
from nets.studies.backpropagation.layout import placed
from ui.components.graph import Node, edited, graph, picked
from ui.panels.backpropagation.numbers import sign
from ui.panels.backpropagation.state import BackpropagationSession, changed
from ui.text.i18n import _


def graph_panel(study: BackpropagationSession) -> None:
    """Every node with its value, and its gradient once the backward pass has come to it: blank before, and not 0."""
    graph(
        "backpropagation/graph",
        nodes=nodes_of(study),
        words=_words(study),
        stamp=study.read_from,
        chosen=study.chosen,
        output=study.expression.output,
        on_pick=lambda: _pick(study),
        on_edit=lambda: _edit(study),
    )


def known(study: BackpropagationSession) -> tuple[set[int], dict[int, float]]:
    """The steps whose values are shown, and the gradients that are: those of this pass, and what none has zeroed."""
    passes, steps = study.passes, study.expression.steps
    leaves = {at for at, step in enumerate(steps) if not step.inputs}
    done = passes.backward[: study.walk.backward]
    return leaves | set(passes.forward[: study.walk.forward]), dict(passes.carried) | {
        at: gradient for at in done if (gradient := passes.gradients[at]) is not None
    }


def nodes_of(study: BackpropagationSession) -> list[Node]:
    """What is drawn."""
    steps, passes = study.expression.steps, study.passes
    values, gradients = known(study)
    layout = placed([step.inputs for step in steps])
    frozen, slopes = study.graph.frozen, _slopes(study, gradients)
    return [
        Node(
            name=name,
            sign=sign(step),
            inputs=step.inputs,
            column=layout.nodes[at][0],
            row=layout.nodes[at][1],
            ways=layout.ways[at],
            value=passes.values[at] if at in values else None,
            gradient=gradients.get(at),
            locals=tuple(slopes.get((at, each)) for each in range(len(step.inputs))),
            frozen=at in frozen,
            bare=step.operation == NUMBER,
            editable=step.operation == INPUT,
        )
        for at, (name, step) in enumerate(zip(study.labels, steps, strict=True))
    ]


def _slopes(study: BackpropagationSession, gradients: dict[int, float]) -> dict[tuple[int, int], float]:
    """The slopes along the inputs of nodes, where the gradient that they led to is shown."""
    return {
        (term.user, term.place): term.local
        for at, terms in enumerate(study.passes.terms)
        if at in gradients
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


def _pick(study: BackpropagationSession) -> None:
    at = picked(st.session_state["backpropagation/graph"]["pick"])
    if at is not None and at < len(study.expression.steps):
        study.chosen = at


def _edit(study: BackpropagationSession) -> None:
    told = edited(st.session_state["backpropagation/graph"]["edit"])
    if told is not None and told.node < len(study.expression.steps):
        step = study.expression.steps[told.node]
        if step.operation == INPUT:
            study.put(step.name, told.number)
            changed()
