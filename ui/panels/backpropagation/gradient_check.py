"""Compare every gradient of our engine with finite differences and with torch."""

from __future__ import annotations

import streamlit as st

from nets.studies.backpropagation.progress import finite_difference
from ui.page_parts.panel_switch import draw_failure
from ui.panels.backpropagation.graph_view import shown_gradients
from ui.panels.backpropagation.numbers import number
from ui.panels.backpropagation.state import BackpropagationSession
from ui.text.formatting import table
from ui.text.i18n import _, plain
from ui.widgets.study_form import NumberStyle, study_control

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def check_panel(study: BackpropagationSession) -> None:
    """Draw a table of the gradients that the backward pass has reached."""
    passes, labels = study.passes, study.labels
    reached = passes.backward[: study.progress.backward]
    if not reached:
        st.markdown(_("There is no gradient yet. Go backward first."))
        return
    study_control(study, "digits", number=NumberStyle(width=320))
    torch_result = study.torch_result
    rows = []
    for node in sorted(reached):
        ours = passes.gradients[node]
        assert ours is not None
        ours -= passes.accumulated.get(node, 0.0)
        difference = difference_at(study, node)
        theirs = torch_result.gradients[node] if torch_result else None
        rows.append(
            (
                plain(labels[node]),
                number(ours),
                number(difference),
                format_error(difference, ours),
                number(theirs),
                format_error(theirs, ours),
            )
        )
    heads = (
        _("node"),
        _("gradient, ours"),
        _("finite difference"),
        _("difference"),
        _("torch.autograd"),
        _("difference"),
    )
    st.markdown(table(heads, rows))
    output = plain(labels[study.expression.output])
    words = _("[{output}(node + h) − {output}(node − h)] / 2h with h = {step}.")
    st.caption(words.format(output=output, step="10" + f"{-study.settings.digits}".translate(SUPERSCRIPTS)))
    if shown_gradients(study).keys() & passes.accumulated.keys():
        st.caption(_("Without what was left from before: this is the gradient of one pass."))
    draw_torch_status(study)


def difference_at(study: BackpropagationSession, node: int) -> float:
    """Return the finite difference at a node, with the step of the settings."""
    return finite_difference(study.graph, study.passes.values, node, 10.0**-study.settings.digits)


def format_error(value: float | None, reference: float) -> str:
    """Return the absolute error of a number, to one digit."""
    if value is None:
        return "–"
    return "0" if value == reference else f"{abs(value - reference):.0e}".replace("-", "−")


def draw_torch_status(study: BackpropagationSession) -> None:
    """Say that torch computes, or why it failed."""
    if study.torch.moving:
        st.caption(_("Waiting for torch …"))
    else:
        draw_failure(study)
