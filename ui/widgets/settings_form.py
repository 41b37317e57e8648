"""Draw the widgets of an experiment's settings, one call each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from nets.experiment.settings import Setting
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.fragments.server_value import on_user_change, show_value
from ui.session.address.rounding import slider_step
from ui.session.open_session import write_link
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.text.option_labels import setting_labels
from ui.widgets.new_net import announce
from ui.widgets.number_field import number_field
from ui.widgets.selectbox import selectbox

RESTARTS = "↻"  # after the title of a setting that restarts the training
MAX_SLIDER_RANGE = 1000  # a wider range of whole numbers gets a number field


def control(session: TrainingSession, key: str) -> None:
    """Draw the widget of one setting, unless the setting has no effect or is hidden."""
    setting = session.experiment.settings_by_key()[key]
    if session.hides(key) or not setting.matters(session.experiment):
        return
    DRAW[setting.kind](session, setting)


def section(title: str, icon: str, expanded: bool = True, hidden: bool = False) -> AbstractContextManager[Any]:
    """Return a container for a group of settings: an expander with a title, or no frame if all of them are `hidden`."""
    if hidden:
        return st.container()
    return st.expander(title, expanded=expanded, icon=f":material/{icon}:")


FIT: tuple[str, ...] = ("lr", "optimizer", "momentum", "batch", "schedule", "weight_decay", "l1", "clip", "average")
FIT += ("steps", "stop_at", "target", "patience", "seconds", "seed")


def training_section(session: TrainingSession) -> None:
    """Draw the settings of the training, the same for every family."""
    with section(_("Training"), "trending_down", hidden=session.hides("fit")):
        for name in FIT:
            control(session, f"fit.{name}")


def sections(
    session: TrainingSession, data: Sequence[str], net: Sequence[str], own: Callable[[TrainingSession], None]
) -> None:
    """Draw the settings of a family, a widget each. `own` offers the user's own data."""
    restart_note(session)
    with section(_("Data"), "database", hidden=session.hides("data")):
        for name in data:
            control(session, f"data.{name}")
        own(session)
    with section(_("Net"), "hub", hidden=session.hides("net")):
        for name in net:
            control(session, f"net.{name}")
    training_section(session)


def apply_settings(
    session: TrainingSession, changes: Mapping[str, Any], quiet: bool = False, play: bool = False
) -> None:
    """Apply changed settings to the run and the link, and redraw settings and live view. Call it last in a callback.

    Args:
        session: The session of the page.
        changes: The new values by key.
        quiet: Whether a widget of the settings was used, which is beside the button "Train", so that no notice about
            the new net is needed.
        play: Whether to train the net at once.
    """
    before = session.run
    session.change_settings(session.experiment.completed(changes))
    write_link(session)
    if not quiet and session.run is not before:
        announce(session)
    if play and not session.problems:
        session.run.play()
    fragments = ("settings", "live") if session.run is before else RUN_FRAGMENTS
    redraw(*fragments, *sorted(session.redraws.with_settings))


def _widget(session: TrainingSession, setting: Setting, value: Any) -> dict[str, Any]:
    """Return the arguments that all widgets share. Each shows this value, whatever it showed before."""
    key = f"{session.experiment.family}/{setting.key}"
    show_value(key, value)
    return {
        "label": _title(setting),
        "key": key,
        "help": help_text(setting),
        "on_change": on_user_change(key, _on_change(session, setting)),
    }


def _on_change(session: TrainingSession, setting: Setting) -> Callable[[Any], None]:
    """Return a callback that changes this setting. A list becomes a tuple."""
    return lambda value: apply_settings(
        session, {setting.key: tuple(value) if isinstance(value, list) else value}, quiet=True
    )


def help_text(setting: Setting) -> str:
    """Return what a setting does, and whether changing it restarts the training."""
    return _(setting.help) + ("" if setting.live else "  \n" + _("Restarts the training."))


def _title(setting: Setting) -> str:
    return marked_title(_(setting.title) + (f" ({_(setting.unit)})" if setting.unit else ""), setting)


def marked_title(title: str, setting: Setting) -> str:
    """Return the title of a setting, with a sign if changing it restarts the training."""
    return title if setting.live else f"{title} {RESTARTS}"


def restart_note(session: TrainingSession) -> None:
    """Draw what the sign means, at the top of the settings."""
    session.redraws.drawn_state["settings"] = session.experiment
    st.caption(_("{sign} restarts the training; the run before is kept.", sign=RESTARTS))


def _number(session: TrainingSession, setting: Setting) -> None:
    """Draw a slider, over the decades for a logarithmic scale; a number field for a wide range of whole numbers."""
    assert setting.low is not None
    assert setting.high is not None
    value, kind = session.experiment.value(setting.key), int if setting.kind == "integer" else float
    low, high = kind(setting.low), kind(setting.high)
    if setting.scale == "log":
        options = sorted({value, *map(kind, decades(low, high))})
        st.select_slider(**_widget(session, setting, value), value=value, options=options, format_func=_plain)
    elif kind is int and high - low > MAX_SLIDER_RANGE:
        key, words = f"{session.experiment.family}/{setting.key}", help_text(setting)
        number_field(
            _title(setting), low, high, key=key, value=value, do=_on_change(session, setting), step=1, help=words
        )
    else:
        step = 1 if kind is int else slider_step(low, high)
        st.slider(**_widget(session, setting, value), value=value, min_value=low, max_value=high, step=step)


def decades(low: float, high: float) -> list[float]:
    """Return 1, 3, 10, 30, … between the bounds, from 0.00001 on, and 0 if it is allowed."""
    grid = [float(f"{digit}e{power}") for power in range(-5, 8) for digit in (1, 3)]
    return [value for value in [0.0, *grid] if low <= value <= high]


def _plain(value: float) -> str:
    return f"{value:g}"


def _choice(session: TrainingSession, setting: Setting) -> None:
    labels = setting_labels(setting)
    selectbox(
        **_widget(session, setting, session.experiment.value(setting.key)), options=setting.options, format_func=labels
    )


def _switch(session: TrainingSession, setting: Setting) -> None:
    value = session.experiment.value(setting.key)
    st.toggle(**_widget(session, setting, value), value=value)


def _text(session: TrainingSession, setting: Setting) -> None:
    value = session.experiment.value(setting.key)
    st.text_input(**_widget(session, setting, value), value=value)


def _several(session: TrainingSession, setting: Setting) -> None:
    """Draw a choice of several options, at least one."""
    value = list(session.experiment.value(setting.key))
    shared, labels = _widget(session, setting, value), setting_labels(setting)
    st.pills(**shared, default=value, options=setting.options, format_func=labels, selection_mode="multi")


DRAW = {
    "number": _number,
    "integer": _number,
    "choice": _choice,
    "switch": _switch,
    "text": _text,
    "choices": _several,
}
