"""Every gradient three times: by our engine, by finite differences, by torch."""

from __future__ import annotations

import streamlit as st

from nets.studies.backpropagation.progress import difference
from ui.panels.backpropagation.graph_view import known
from ui.panels.backpropagation.numbers import number
from ui.panels.backpropagation.settings_form import difference_slider
from ui.panels.backpropagation.state import BackpropagationSession
from ui.text.formatting import table
from ui.text.i18n import _, plain, problem

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def check_panel(study: BackpropagationSession) -> None:
    """A table of the gradients that are shown; what is not shown yet is not told here either."""
    passes, labels = study.passes, study.labels
    done = passes.backward[: study.walk.backward]
    if not done:
        st.markdown(_("There is no gradient yet. Go backward first."))
        return
    difference_slider(study)
    found = study.by_torch
    rows = []
    for at in sorted(done):
        ours = passes.gradients[at]
        assert ours is not None
        ours -= passes.carried.get(at, 0.0)
        measured = measure(study, at)
        theirs = found.gradients[at] if found else None
        rows.append(
            (
                plain(labels[at]),
                number(ours),
                number(measured),
                error(measured, ours),
                number(theirs),
                error(theirs, ours),
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
    st.caption(words.format(output=output, step="10" + f"{-study.settings.digits}".translate(RAISED)))
    if known(study)[1].keys() & passes.carried.keys():
        st.caption(_("Without what was left from before: this is the gradient of one pass."))
    told(study)


def measure(study: BackpropagationSession, at: int) -> float:
    """The finite difference at a node, with the step that was chosen."""
    return difference(study.graph, study.passes.values, at, 10.0**-study.settings.digits)


def error(found: float | None, right: float) -> str:
    """How far a number is from the right one, in one digit."""
    return "–" if found is None else "0" if found == right else f"{abs(found - right):.0e}".replace("-", "−")


def told(study: BackpropagationSession) -> None:
    """What became of the question to torch, if it was not answered."""
    if study.torch.moving:
        st.caption(_("Waiting for torch …"))
    elif study.torch.problem is not None:
        st.error(problem(study.torch.problem), icon=":material/cloud_off:")
        st.button(_("Try again"), key="backpropagation/again", on_click=study.torch.again)
