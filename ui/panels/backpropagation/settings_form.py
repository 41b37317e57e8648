"""Draw the formula with its examples, and the settings of updates."""

from __future__ import annotations

import streamlit as st

from nets.studies.backpropagation.formula.expression import MAX_CHARACTERS
from nets.studies.backpropagation.formula.graph import NUMBER
from nets.studies.backpropagation.formula.samples import SAMPLES
from nets.studies.backpropagation.rules import FUNCTIONS
from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.backpropagation.state import BackpropagationSession
from ui.text.i18n import N_, _, problem
from ui.widgets.selectbox import multiselect
from ui.widgets.study_form import NumberStyle, study_control

HELP = N_(
    "Numbers, names, + - * / ^ and brackets; {functions}. A line may name a value, `h = tanh(w*x)`, or give an input "
    "its first number, `x = 2`. The last line is the output. Ctrl+Enter draws the graph. "
    "What is typed is read, never run."
)
RATES = (0.0001, 0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 3.0, 10.0)


@fragment("backpropagation-text")
def formula_box(study: BackpropagationSession) -> None:
    """Draw the examples, and the text of the formula."""
    if not study.link.lesson.hides("data.sample"):
        show_value("backpropagation/sample", study.settings.sample if study.settings.text is None else None)
        st.segmented_control(
            _("Example"),
            tuple(SAMPLES),
            format_func=lambda name: _(SAMPLES[name].title),
            key="backpropagation/sample",
            label_visibility="collapsed",
            on_change=on_user_change("backpropagation/sample", lambda name: _on_choose_sample(study, name)),
        )
    if not study.link.lesson.hides("data.text"):
        lines = study.settings.formula.count("\n") + 1
        show_value("backpropagation/text", study.settings.formula)
        st.text_area(
            _("Formula"),
            key="backpropagation/text",
            height=44 + 24 * min(max(lines, 2), 9),
            max_chars=MAX_CHARACTERS,
            on_change=on_user_change("backpropagation/text", lambda text: _on_type(study, text)),
            help=_(HELP, functions=", ".join(FUNCTIONS)),
        )
    if study.formula.error is not None:
        reason = problem(study.formula.error)
        st.error(reason + "  \n" + _("The graph is still that of the formula before."), icon=":material/edit:")


def _on_choose_sample(study: BackpropagationSession, name: str | None) -> None:
    if name:
        study.change(sample=name, text=None, numbers="", frozen=None)
        study.redraw()


def _on_type(study: BackpropagationSession, text: str) -> None:
    study.change(text=text, numbers="", frozen=None)
    study.redraw()


@fragment("backpropagation-settings")
def settings_form(study: BackpropagationSession) -> None:
    """Draw how updates are made, and which nodes are frozen."""
    study_control(study, "lr", number=NumberStyle(options=RATES))
    study_control(study, "zero")
    _frozen(study)


def _frozen(study: BackpropagationSession) -> None:
    setting = study.settings_by_key()["data.frozen"]
    if study.link.lesson.hides(setting.key):
        return
    steps = zip(study.labels, study.expression.steps, strict=True)
    labels = [label for label, step in steps if step.operation != NUMBER]
    show_value("backpropagation/frozen", [label for label in labels if label in study.settings.frozen_names])
    multiselect(
        _(setting.title),
        labels,
        key="backpropagation/frozen",
        help=_(setting.help),
        placeholder=_("none"),
        on_change=on_user_change("backpropagation/frozen", lambda labels: _on_freeze(study, labels)),
    )


def _on_freeze(study: BackpropagationSession, labels: list[str]) -> None:
    study.freeze(labels)
    study.redraw()
