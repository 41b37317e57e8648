"""Show one node: its value from its inputs, its gradient as a sum over the nodes that use it."""

from __future__ import annotations

import streamlit as st

from nets.studies.backpropagation.formula.graph import INPUT, NUMBER
from ui.panels.backpropagation.gradient_check import difference_at, format_error
from ui.panels.backpropagation.graph_view import shown_values
from ui.panels.backpropagation.numbers import number, operation_text, slope
from ui.panels.backpropagation.state import BackpropagationSession
from ui.text.formatting import table
from ui.text.i18n import _, plain


def node_panel(study: BackpropagationSession) -> None:
    """Draw the selected node, forward and backward."""
    node = study.panels.selected
    if node is None:
        st.markdown(_("Press the first button: one node is computed with each press, first forward, then backward."))
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        _forward(study, node)
    with right:
        _backward(study, node)


def _forward(study: BackpropagationSession, node: int) -> None:
    """Draw how the value is computed, with labels and with numbers."""
    step, labels, values = study.expression.steps[node], study.labels, study.passes.values
    name = plain(labels[node])
    st.markdown("**" + _("Forward") + "**")
    if step.operation == NUMBER:
        st.markdown(_("{number} is a number in the formula: nobody asks for its gradient.", number=name))
    elif step.operation == INPUT:
        st.markdown(f"{name} = {number(values[node])}")
    elif node not in shown_values(study):
        st.markdown(f"{name} = {plain(operation_text(step, [labels[each] for each in step.inputs]))} = ?")
    else:
        names = plain(operation_text(step, [labels[each] for each in step.inputs]))
        numbers = plain(operation_text(step, [number(values[each]) for each in step.inputs]))
        st.markdown(f"{name} = {names} = {numbers} = **{number(values[node])}**")
    if step.operation != NUMBER:
        _freeze_button(study, node)


def _freeze_button(study: BackpropagationSession, node: int) -> None:
    """Draw the button that freezes this node, or lets it learn again."""
    frozen = list(study.settings.frozen_names)
    name, is_frozen = study.labels[node], study.labels[node] in frozen
    leaf = not study.expression.steps[node].inputs
    words = _("Let it learn again") if is_frozen else _("Freeze it") if leaf else _("Detach it")
    others = [each for each in frozen if each != name] if is_frozen else [*frozen, name]
    st.button(
        words,
        key="backpropagation/freeze",
        icon=":material/ac_unit:",
        disabled=bool(study.updates_left) or study.link.lesson.hides("data.frozen"),
        on_click=lambda: _on_freeze(study, others),
    )


def _on_freeze(study: BackpropagationSession, names: list[str]) -> None:
    study.freeze(names)
    study.redraw()


def _backward(study: BackpropagationSession, node: int) -> None:
    """Draw the gradient: upstream times local for each use, and the sum."""
    passes, labels = study.passes, study.labels
    output, name = plain(labels[study.expression.output]), plain(labels[node])
    st.markdown("**" + _("Backward") + "**")
    if study.expression.steps[node].operation == NUMBER:
        return
    if node in study.graph.frozen:
        st.markdown(_("Frozen: {name} receives no gradient, and nothing goes on from here.", name=name))
    elif passes.gradients[node] is None:
        words = _("No gradient comes here: nothing that may change leads from {name} to the output.", name=name)
        st.markdown(words)
    elif node not in passes.backward[: study.progress.backward]:
        st.markdown(f"∂{output}/∂{name} = ?")
        _accumulated_warning(study, node)
    elif node == study.expression.output:
        st.markdown(_("∂{output}/∂{output} = 1. Here the backward pass begins.", output=output))
    else:
        _sum(study, node, output, name)


def _sum(study: BackpropagationSession, node: int, output: str, name: str) -> None:
    """Draw a row for each use, and their sum."""
    passes, labels, steps = study.passes, study.labels, study.expression.steps
    rows, total = [], []
    for user, index, upstream, local in passes.terms[node]:
        names = [labels[each] for each in steps[user].inputs]
        user_name, rule = plain(labels[user]), plain(slope(steps[user], index, names, labels[user]))
        product = upstream * local
        total.append(number(product))
        rows.append(
            (
                user_name,
                number(upstream),
                number(local) if rule == number(local) else f"{rule} = {number(local)}",
                f"**{number(product)}**",
            )
        )
    heads = (
        _("through"),
        _("upstream: ∂{output}/∂(through)", output=output),
        _("local: ∂(through)/∂{name}", name=name),
        _("upstream × local"),
    )
    st.markdown(table(heads, rows))
    if node in passes.accumulated:
        total = [_("{number} (left from before)", number=number(passes.accumulated[node])), *total]
    parts = " + ".join(f"({part})" if part.startswith("−") else part for part in total)
    equals = f"{parts} = " if len(total) > 1 else ""
    st.markdown(f"∂{output}/∂{name} = {equals}**{number(passes.gradients[node])}**")
    gradient, difference = (
        (passes.gradients[node] or 0.0) - passes.accumulated.get(node, 0.0),
        difference_at(study, node),
    )
    words = _(
        "By finite differences: {number}, off by {error}.",
        number=number(difference),
        error=format_error(difference, gradient),
    )
    st.caption(words)
    if len(passes.terms[node]) > 1:
        st.caption(
            _("{name} is used {count} times: what comes back along each use is added.", name=name, count=len(rows))
        )


def _accumulated_warning(study: BackpropagationSession, node: int) -> None:
    """Warn about a gradient that was not zeroed."""
    if node in study.passes.accumulated:
        words = _("Still here from the pass before: {number}. The next one will be added to it.")
        st.warning(words.format(number=number(study.passes.accumulated[node])), icon=":material/warning:")
