"""What happens at one node: its value from its inputs, its gradient as a sum over the nodes that use it."""

from __future__ import annotations

import streamlit as st

from nets.studies.backpropagation.formula.graph import INPUT, NUMBER
from ui.panels.backpropagation.gradient_check import error, measure
from ui.panels.backpropagation.graph_view import known
from ui.panels.backpropagation.numbers import filled, number, slope
from ui.panels.backpropagation.state import BackpropagationSession, changed
from ui.text.formatting import table
from ui.text.i18n import _, plain


def node_panel(study: BackpropagationSession) -> None:
    """The node that is looked at, in both directions."""
    at = study.chosen
    if at is None:
        st.markdown(_("Press the first button: one node is computed with each press, first forward, then backward."))
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        _forward(study, at)
    with right:
        _backward(study, at)


def _forward(study: BackpropagationSession, at: int) -> None:
    """The value, with names and with numbers; of an input, the number to change."""
    step, labels, values = study.expression.steps[at], study.labels, study.passes.values
    name = plain(labels[at])
    st.markdown("**" + _("Forward") + "**")
    if step.operation == NUMBER:
        st.markdown(_("{number} is a number in the formula: nobody asks for its gradient.", number=name))
    elif step.operation == INPUT:
        st.markdown(f"{name} = {number(values[at])}")
    elif at not in known(study)[0]:
        st.markdown(f"{name} = {plain(filled(step, [labels[each] for each in step.inputs]))} = ?")
    else:
        names = plain(filled(step, [labels[each] for each in step.inputs]))
        numbers = plain(filled(step, [number(values[each]) for each in step.inputs]))
        st.markdown(f"{name} = {names} = {numbers} = **{number(values[at])}**")
    if step.operation != NUMBER:
        _freezing(study, at)


def _freezing(study: BackpropagationSession, at: int) -> None:
    """The button that freezes this node, or thaws it."""
    frozen = list(study.settings.names_frozen)
    name, is_frozen = study.labels[at], study.labels[at] in frozen
    leaf = not study.expression.steps[at].inputs
    words = _("Let it learn again") if is_frozen else _("Freeze it") if leaf else _("Detach it")
    others = [each for each in frozen if each != name] if is_frozen else [*frozen, name]
    st.button(
        words,
        key="backpropagation/freeze",
        icon=":material/ac_unit:",
        disabled=bool(study.playing) or study.lesson.hides("data.frozen"),
        on_click=lambda: _freeze(study, others),
    )


def _freeze(study: BackpropagationSession, names: list[str]) -> None:
    study.freeze(names)
    changed()


def _backward(study: BackpropagationSession, at: int) -> None:
    """The gradient: over each use upstream times local, and the sum."""
    passes, labels = study.passes, study.labels
    output, name = plain(labels[study.expression.output]), plain(labels[at])
    st.markdown("**" + _("Backward") + "**")
    if study.expression.steps[at].operation == NUMBER:
        return
    if at in study.graph.frozen:
        st.markdown(_("Frozen: {name} receives no gradient, and nothing goes on from here.", name=name))
    elif passes.gradients[at] is None:
        words = _("No gradient comes here: nothing that may change leads from {name} to the output.", name=name)
        st.markdown(words)
    elif at not in passes.backward[: study.walk.backward]:
        st.markdown(f"∂{output}/∂{name} = ?")
        _left_over(study, at)
    elif at == study.expression.output:
        st.markdown(_("∂{output}/∂{output} = 1. Here the backward pass begins.", output=output))
    else:
        _sum(study, at, output, name)


def _sum(study: BackpropagationSession, at: int, output: str, name: str) -> None:
    """A row for each use, and what all of them make."""
    passes, labels, steps = study.passes, study.labels, study.expression.steps
    rows, total = [], []
    for user, place, upstream, local in passes.terms[at]:
        names = [labels[each] for each in steps[user].inputs]
        user_name, rule = plain(labels[user]), plain(slope(steps[user], place, names, labels[user]))
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
    if at in passes.carried:
        total = [_("{number} (left from before)", number=number(passes.carried[at])), *total]
    parts = " + ".join(f"({part})" if part.startswith("−") else part for part in total)
    equals = f"{parts} = " if len(total) > 1 else ""
    st.markdown(f"∂{output}/∂{name} = {equals}**{number(passes.gradients[at])}**")
    fresh, measured = (passes.gradients[at] or 0.0) - passes.carried.get(at, 0.0), measure(study, at)
    words = _("By finite differences: {number}, off by {error}.", number=number(measured), error=error(measured, fresh))
    st.caption(words)
    if len(passes.terms[at]) > 1:
        st.caption(
            _("{name} is used {count} times: what comes back along each use is added.", name=name, count=len(rows))
        )


def _left_over(study: BackpropagationSession, at: int) -> None:
    """A gradient that nobody zeroed."""
    if at in study.passes.carried:
        words = _("Still here from the pass before: {number}. The next one will be added to it.")
        st.warning(words.format(number=number(study.passes.carried[at])), icon=":material/warning:")
