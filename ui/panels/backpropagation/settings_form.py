"""The formula, the examples to begin with, and the settings of updates."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.studies.backpropagation.formula.expression import MOST_CHARACTERS
from nets.studies.backpropagation.formula.graph import NUMBER
from nets.studies.backpropagation.formula.samples import SAMPLES
from nets.studies.backpropagation.rules import FUNCTIONS
from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.backpropagation.state import BackpropagationSession, changed
from ui.text.i18n import N_, _, problem
from ui.widgets.selectbox import multiselect

HELP = N_(
    "Numbers, names, + - * / ^ and brackets; {functions}. A line may name a value, `h = tanh(w*x)`, or give an input "
    "its first number, `x = 2`. The last line is the output. Ctrl+Enter draws the graph. "
    "What is typed is read, never run."
)
RATES = (0.0001, 0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 3.0, 10.0)


@fragment("backpropagation-text")
def formula_box(study: BackpropagationSession) -> None:
    """Examples, and the text that the graph is made of."""
    study.read()
    if not study.lesson.hides("data.sample"):
        show_value("backpropagation/sample", study.settings.sample if study.settings.text is None else None)
        st.segmented_control(
            _("Example"),
            tuple(SAMPLES),
            format_func=lambda name: _(SAMPLES[name].title),
            key="backpropagation/sample",
            label_visibility="collapsed",
            on_change=on_user_change("backpropagation/sample", lambda name: _load(study, name)),
        )
    if not study.lesson.hides("data.text"):
        lines = study.settings.formula.count("\n") + 1
        show_value("backpropagation/text", study.settings.formula)
        st.text_area(
            _("Formula"),
            key="backpropagation/text",
            height=44 + 24 * min(max(lines, 2), 9),
            max_chars=MOST_CHARACTERS,
            on_change=on_user_change("backpropagation/text", lambda text: _type(study, text)),
            help=_(HELP, functions=", ".join(FUNCTIONS)),
        )
    if study.wrong is not None:
        st.error(
            problem(study.wrong) + "  \n" + _("The graph is still that of the formula before."), icon=":material/edit:"
        )


def _load(study: BackpropagationSession, name: str | None) -> None:
    if name:
        study.turn(sample=name, text=None, numbers="", frozen=None)
        changed()


def _type(study: BackpropagationSession, text: str) -> None:
    study.turn(text=text, numbers="", frozen=None)
    changed()


@fragment("backpropagation-settings")
def settings_panel(study: BackpropagationSession) -> None:
    """What an update is made with, and which nodes are frozen."""
    show_value("backpropagation/lr", study.settings.lr)
    options = sorted({*RATES, study.settings.lr})
    _setting(
        study, "lr", lambda words: st.select_slider(**words, options=options, format_func=lambda rate: f"{rate:g}")
    )
    show_value("backpropagation/zero", study.settings.zero)
    _setting(study, "zero", lambda words: st.toggle(**words))
    _frozen(study)


def difference_slider(study: BackpropagationSession) -> None:
    """How far an input is moved for a finite difference."""
    show_value("backpropagation/digits", study.settings.digits)
    _setting(study, "digits", lambda words: st.slider(**words, min_value=0, max_value=16, width=320))


def _setting(study: BackpropagationSession, name: str, draw: Any) -> None:
    setting, key = study.settings_by_key()[f"data.{name}"], f"backpropagation/{name}"
    if not study.lesson.hides(setting.key):
        turned = on_user_change(key, lambda value: _turned(study, name, value))
        value = getattr(study.settings, name)
        draw({"label": _(setting.title), "help": _(setting.help), "key": key, "value": value, "on_change": turned})


def _turned(study: BackpropagationSession, name: str, value: Any) -> None:
    study.turn(**{name: value})
    changed()


def _frozen(study: BackpropagationSession) -> None:
    setting = study.settings_by_key()["data.frozen"]
    if study.lesson.hides(setting.key):
        return
    names = [
        label for label, step in zip(study.labels, study.expression.steps, strict=True) if step.operation != NUMBER
    ]
    show_value("backpropagation/frozen", [name for name in names if name in study.settings.names_frozen])
    multiselect(
        _(setting.title),
        names,
        key="backpropagation/frozen",
        help=_(setting.help),
        placeholder=_("none"),
        on_change=on_user_change("backpropagation/frozen", lambda names: _freeze(study, names)),
    )


def _freeze(study: BackpropagationSession, names: list[str]) -> None:
    study.freeze(names)
    changed()
