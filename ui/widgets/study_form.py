"""The widgets of a study's settings: one line a setting in a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from nets.experiment.settings import Setting
from ui.fragments.server_value import on_user_change, show_value
from ui.session.address.rounding import slider_step
from ui.session.study_session import StudySession
from ui.text.i18n import _
from ui.text.option_labels import setting_labels
from ui.widgets.number_field import number_field
from ui.widgets.selectbox import selectbox
from ui.widgets.settings_form import MOST_SLID, decades

OnChange = Callable[[], None]


def study_control(
    study: StudySession,
    name: str,
    on_change: OnChange,
    *,
    format_option: Callable[[str], str] | None = None,
    high: float | None = None,
) -> None:
    """Draw the widget of one setting, unless the lesson hides it or it has no effect.

    `on_change` is called after the user has changed it, `format_option` formats an option; `high` lowers the bound.
    """
    setting = study.settings_by_key()[f"data.{name}"]
    if study.lesson.hides(setting.key) or not setting.matters(_Settings(study.settings)):
        return
    key = f"{study.name}/{name}"
    value: Any = getattr(study.settings, name)
    value = list(value) if isinstance(value, tuple) else min(value, high) if high is not None else value
    label = format_option or setting_labels(setting)
    apply = lambda value: _on_change(study, name, value, on_change)  # noqa: E731
    if setting.kind in ("number", "integer"):
        _number(setting, key, value, apply, high)
        return
    show_value(key, value)
    words: dict[str, Any] = {
        "label": _(setting.title),
        "help": _(setting.help),
        "key": key,
        "on_change": on_user_change(key, apply),
    }
    if setting.kind == "choice":
        selectbox(**words, options=setting.options, format_func=label)
    elif setting.kind == "switch":
        st.toggle(**words, value=value)
    else:
        st.pills(**words, default=value, options=setting.options, format_func=label, selection_mode="multi")


class _Settings:
    """The settings as a setting's `when` looks at them."""

    def __init__(self, settings: Any) -> None:
        self.data = settings


def _on_change(study: StudySession, name: str, value: Any, on_change: OnChange) -> None:
    study.turn(**{name: tuple(value) if isinstance(value, list) else value})
    on_change()


def _number(setting: Setting, key: str, value: Any, apply: Callable[[Any], None], high: float | None) -> None:
    """Draw a slider, over the decades for a logarithmic scale; a number field for a wide range of whole numbers."""
    kind = int if setting.kind == "integer" else float
    assert setting.low is not None
    assert setting.high is not None
    low, top = kind(setting.low), kind(setting.high if high is None else high)
    label, about = _(setting.title), _(setting.help)
    if setting.scale != "log" and kind is int and top - low > MOST_SLID:
        number_field(label, low, top, key=key, value=value, do=apply, step=1, help=about)
        return
    show_value(key, value)
    words: dict[str, Any] = {"value": value, "key": key, "help": about, "on_change": on_user_change(key, apply)}
    if setting.scale == "log":
        options = sorted({value, *map(kind, decades(low, top))})
        st.select_slider(label, options, **words, format_func=lambda each: f"{each:g}")
    elif low < top:
        st.slider(label, low, top, **words, step=1 if kind is int else slider_step(low, top))
