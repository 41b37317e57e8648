"""Draw the widgets for the settings of a page that trains nothing, one call each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
from ui.widgets.settings_form import MAX_SLIDER_RANGE, decades


@dataclass(frozen=True)
class NumberStyle:
    """How a number is drawn.

    Attributes:
        high: Upper end in place of the declared one.
        step: Step of the slider; by default about a hundredth of the range, 1 for whole numbers.
        options: Values of a slider that has only these, besides the current one.
        width: Width of the slider in pixels; by default that of its container.
    """

    high: float | None = None
    step: float | None = None
    options: Sequence[float] = ()
    width: int | None = None


def study_control(
    study: StudySession[Any],
    name: str,
    *,
    format_option: Callable[[str], str] | None = None,
    number: NumberStyle | None = None,
) -> None:
    """Draw the widget of one setting. Nothing if the lesson hides it or it does not matter with the other settings.

    Args:
        study: State of the page; a changed widget changes its settings and draws the page again.
        name: Name of the setting.
        format_option: Label of an option; by default the one of the app.
        number: How a number is drawn.
    """
    setting = study.settings_by_key()[f"data.{name}"]
    if study.link.lesson.hides(setting.key) or not setting.matters(_Settings(study.settings)):
        return
    key = f"{study.name}/{name}"
    value: Any = getattr(study.settings, name)
    value = list(value) if isinstance(value, tuple) else value
    on_change = lambda value: _on_change(study, name, value)  # noqa: E731
    if setting.kind in ("number", "integer"):
        _number(setting, key, value, on_change, number or NumberStyle())
        return
    show_value(key, value)
    arguments: dict[str, Any] = {
        "label": _(setting.title),
        "help": _(setting.help),
        "key": key,
        "on_change": on_user_change(key, on_change),
    }
    label = format_option or setting_labels(setting)
    if setting.kind == "choice":
        selectbox(**arguments, options=setting.options, format_func=label)
    elif setting.kind == "switch":
        st.toggle(**arguments, value=value)
    else:
        st.pills(**arguments, default=value, options=setting.options, format_func=label, selection_mode="multi")


class _Settings:
    """The settings as the `when` of a declared setting reads them."""

    def __init__(self, settings: Any) -> None:
        self.data = settings


def _on_change(study: StudySession[Any], name: str, value: Any) -> None:
    study.change(**{name: tuple(value) if isinstance(value, list) else value})
    study.redraw()


def _number(setting: Setting, key: str, value: Any, on_change: Callable[[Any], None], style: NumberStyle) -> None:
    """Draw a slider, over the decades for a logarithmic scale; a box for a wide range of whole numbers."""
    kind = int if setting.kind == "integer" else float
    assert setting.low is not None
    assert setting.high is not None
    low, high = kind(setting.low), kind(setting.high if style.high is None else style.high)
    value, label, about = min(value, high), _(setting.title), _(setting.help)
    if setting.scale != "log" and kind is int and high - low > MAX_SLIDER_RANGE and not style.options:
        number_field(label, low, high, key=key, value=value, do=on_change, step=1, help=about)
        return
    show_value(key, value)
    arguments: dict[str, Any] = {"value": value, "key": key, "help": about, "on_change": on_user_change(key, on_change)}
    arguments |= {} if style.width is None else {"width": style.width}
    if setting.scale == "log" or style.options:
        options = sorted({value, *map(kind, style.options or decades(low, high))})
        st.select_slider(label, options, **arguments, format_func=lambda each: f"{each:g}")
    elif low < high:
        step = 1 if kind is int else slider_step(low, high)
        st.slider(label, low, high, **arguments, step=step if style.step is None else style.step)
