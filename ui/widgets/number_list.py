"""Editors of knobs that hold several numbers: widths one after another, or one number for all blocks or for each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from ui.fragments.server_value import on_user_change, show_value
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.widgets.number_field import number_field
from ui.widgets.settings_form import apply_settings, help_text


def several(
    session: TrainingSession, key: str, title: str, least: int, most: int, new: int, along: Sequence[str] = ()
) -> None:
    """A tuple of numbers of which there may be more or fewer: how many, and each, `title` with a field {number}.

    `along`: tuple knobs that hold one number for all of these, or one for each; they grow and shrink with it.
    """
    knob = session.experiment.knobs()[key]
    if session.hides(key) or not knob.matters(session.experiment):
        return
    values: tuple[int, ...] = session.experiment.value(key)
    number_field(
        _(knob.title),
        least,
        most,
        key=f"{key}/count",
        value=len(values),
        do=lambda count: _resize(session, key, count, new, along),
        help=help_text(knob),
    )
    for start in range(0, len(values), 3):
        for place, column in zip(range(start, min(start + 3, len(values))), st.columns(3), strict=False):
            number_field(
                title.format(number=place + 1),
                _bound(knob.low, 1),
                _bound(knob.high, 512),
                key=f"{key}/{place}",
                value=values[place],
                do=partial(_put, session, key, place),
                place=column,
            )


def for_all_or_each(session: TrainingSession, key: str) -> None:
    """A tuple that holds one number for all blocks, or one for each."""
    knob = session.experiment.knobs()[key]
    if session.hides(key) or not knob.matters(session.experiment):
        return
    values: tuple[int, ...] = session.experiment.value(key)
    columns = st.columns(len(values) if len(values) > 1 else 1)
    for place, column in enumerate(columns):
        title = _(knob.title) if len(values) == 1 else _("{title} {number}", title=_(knob.title), number=place + 1)
        number_field(
            title,
            _bound(knob.low, 0),
            _bound(knob.high, 15),
            key=f"{key}/{place}",
            value=values[place],
            do=partial(_put, session, key, place),
            place=column,
            help=help_text(knob),
        )


def each_switch(session: TrainingSession, keys: Sequence[str], count: int) -> None:
    """Whether every block has numbers of its own."""
    if count < 2 or all(session.hides(key) for key in keys):
        return
    own = any(len(session.experiment.value(key)) > 1 for key in keys)
    show_value("each-block", own)
    spread = on_user_change("each-block", lambda each: _spread(session, keys, count, each))
    st.toggle(_("Own numbers for each block"), value=own, key="each-block", on_change=spread)


def _bound(value: float | None, otherwise: int) -> int:
    return otherwise if value is None else int(value)


def _put(session: TrainingSession, key: str, place: int, value: int) -> None:
    values = session.experiment.value(key)
    apply_settings(session, {key: (*values[:place], value, *values[place + 1 :])}, quiet=True)


def _resize(session: TrainingSession, key: str, count: int, new: int, along: Sequence[str]) -> None:
    """Add copies of the last number, or take numbers off the end; knobs of one number for each do the same."""
    changes = {key: _fitted(session.experiment.value(key), count, new)}
    for other in along:
        values = session.experiment.value(other)
        if len(values) > 1:
            changes[other] = _fitted(values, count, values[-1])
    apply_settings(session, changes, quiet=True)


def _fitted(values: tuple[int, ...], count: int, new: int) -> tuple[int, ...]:
    last = values[-1] if values else new
    return (*values, *[last] * count)[:count]


def _spread(session: TrainingSession, keys: Sequence[str], count: int, each: bool) -> None:
    """One number for each block from now on, or the first one for all."""
    values = {key: session.experiment.value(key) for key in keys}
    apply_settings(
        session, {key: _fitted(held, count, held[0]) if each else held[:1] for key, held in values.items()}, quiet=True
    )
