"""Controls: the widgets of an experiment's knobs. One line a knob in a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from nets.experiment.settings import Knob
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.fragments.server_value import on_user_change, show_value
from ui.session.address.rounding import slider_step
from ui.session.open_session import write_link
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.text.option_labels import knob_labels
from ui.widgets.new_net import announce
from ui.widgets.number_field import number_field
from ui.widgets.selectbox import selectbox

RESTARTS = "↻"  # beside the title of a knob
MOST_SLID = 1000  # a range of whole numbers wider than this is typed, not slid


def control(session: TrainingSession, key: str) -> None:
    """The widget of one knob, showing the experiment's value; nothing where the knob does not matter or is hidden."""
    knob = session.experiment.knobs()[key]
    if session.hides(key) or not knob.matters(session.experiment):
        return
    DRAW[knob.kind](session, knob)


def section(title: str, icon: str, expanded: bool = True, hidden: bool = False) -> AbstractContextManager[Any]:
    """A group of knobs under a title, which folds; `hidden` without a frame, for knobs that are all hidden."""
    if hidden:
        return st.container()
    return st.expander(title, expanded=expanded, icon=f":material/{icon}:")


FIT: tuple[str, ...] = ("lr", "optimizer", "momentum", "batch", "schedule", "weight_decay", "l1", "clip", "average")
FIT += ("steps", "stop_at", "target", "patience", "seconds", "seed")


def training_section(session: TrainingSession) -> None:
    """The knobs of the training, the same for every family."""
    with section(_("Training"), "trending_down", hidden=session.hides("fit")):
        for name in FIT:
            control(session, f"fit.{name}")


def sections(
    session: TrainingSession, data: Sequence[str], net: Sequence[str], own: Callable[[TrainingSession], None]
) -> None:
    """The knobs of a family whose settings need no more than a widget each; `own` offers the person's own data."""
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
    """After a person turned knobs: turn the run's, keep the link true, and draw both sides of the page.

    A callback ends with it. A net that is new is announced, unless it trains.

    Args:
        session: Whose knobs.
        changes: The values of the knobs by key.
        quiet: Whether it was the widget of a knob: the user sees what they do, and nothing is announced.
        play: Whether to train the net at once.
    """
    before = session.run
    session.change_settings(session.experiment.completed(changes))
    write_link(session)
    if not quiet and session.run is not before:
        announce(session)
    if play and not session.problems:
        session.run.play()
    redrawn = ("knobs", "live") if session.run is before else RUN_FRAGMENTS
    redraw(*redrawn, *sorted(session.redraws.with_settings))


def _widget(session: TrainingSession, knob: Knob, value: Any) -> dict[str, Any]:
    """The arguments all widgets share. Each shows this value, whatever it showed before."""
    key = f"{session.experiment.family}/{knob.key}"
    show_value(key, value)
    return {
        "label": _title(knob),
        "key": key,
        "help": help_text(knob),
        "on_change": on_user_change(key, _on_change(session, knob)),
    }


def _on_change(session: TrainingSession, knob: Knob) -> Callable[[Any], None]:
    """What turns this knob. A list becomes the tuple that the knob holds."""
    return lambda value: apply_settings(
        session, {knob.key: tuple(value) if isinstance(value, list) else value}, quiet=True
    )


def help_text(knob: Knob) -> str:
    """What a knob does, and whether turning it restarts the training."""
    return _(knob.help) + ("" if knob.live else "  \n" + _("Restarts the training."))


def _title(knob: Knob) -> str:
    return marked_title(_(knob.title) + (f" ({_(knob.unit)})" if knob.unit else ""), knob)


def marked_title(title: str, knob: Knob) -> str:
    """The title of a knob, with a sign where turning it restarts the training."""
    return title if knob.live else f"{title} {RESTARTS}"


def restart_note(session: TrainingSession) -> None:
    """What the sign means, for the top of the knobs."""
    session.redraws.drawn_state["knobs"] = session.experiment
    st.caption(_("{sign} restarts the training; the run before is kept.", sign=RESTARTS))


def _number(session: TrainingSession, knob: Knob) -> None:
    """A slider; over the decades for a logarithmic scale; a box to type in for a wide range of whole numbers."""
    assert knob.low is not None
    assert knob.high is not None
    value, kind = session.experiment.value(knob.key), int if knob.kind == "integer" else float
    low, high = kind(knob.low), kind(knob.high)
    if knob.scale == "log":
        options = sorted({value, *map(kind, decades(low, high))})
        st.select_slider(**_widget(session, knob, value), value=value, options=options, format_func=_plain)
    elif kind is int and high - low > MOST_SLID:
        key, words = f"{session.experiment.family}/{knob.key}", help_text(knob)
        number_field(_title(knob), low, high, key=key, value=value, do=_on_change(session, knob), step=1, help=words)
    else:
        step = 1 if kind is int else slider_step(low, high)
        st.slider(**_widget(session, knob, value), value=value, min_value=low, max_value=high, step=step)


def decades(low: float, high: float) -> list[float]:
    """1, 3, 10, 30, … between the bounds, from 0.00001 on, and 0 where it is allowed."""
    grid = [float(f"{digit}e{power}") for power in range(-5, 8) for digit in (1, 3)]
    return [value for value in [0.0, *grid] if low <= value <= high]


def _plain(value: float) -> str:
    return f"{value:g}"


def _choice(session: TrainingSession, knob: Knob) -> None:
    labels = knob_labels(knob)
    selectbox(**_widget(session, knob, session.experiment.value(knob.key)), options=knob.options, format_func=labels)


def _switch(session: TrainingSession, knob: Knob) -> None:
    value = session.experiment.value(knob.key)
    st.toggle(**_widget(session, knob, value), value=value)


def _text(session: TrainingSession, knob: Knob) -> None:
    value = session.experiment.value(knob.key)
    st.text_input(**_widget(session, knob, value), value=value)


def _several(session: TrainingSession, knob: Knob) -> None:
    """Any of the options, at least one."""
    value = list(session.experiment.value(knob.key))
    shared, labels = _widget(session, knob, value), knob_labels(knob)
    st.pills(**shared, default=value, options=knob.options, format_func=labels, selection_mode="multi")


DRAW = {
    "number": _number,
    "integer": _number,
    "choice": _choice,
    "switch": _switch,
    "text": _text,
    "choices": _several,
}
