"""Editors of settings that hold several numbers: widths one after another, or one number for all blocks or for each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from ui.fragments.server_value import on_user_change, show_value
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.widgets.number_field import number_field
from ui.widgets.settings_form import apply_settings, help_text


def number_list(
    session: TrainingSession, key: str, title: str, least: int, most: int, new: int, along: Sequence[str] = ()
) -> None:
    """Draw the fields of a tuple of numbers: how many, and each, titled `title` with a field {number}.

    `along`: settings that hold one number for all of these, or one for each; they grow and shrink with it.
    """
    setting = session.experiment.settings_by_key()[key]
    if session.hides(key) or not setting.matters(session.experiment):
        return
    values: tuple[int, ...] = session.experiment.value(key)
    number_field(
        _(setting.title),
        least,
        most,
        key=f"{key}/count",
        value=len(values),
        do=lambda count: _on_change_count(session, key, count, new, along),
        help=help_text(setting),
    )
    for start in range(0, len(values), 3):
        for place, column in zip(range(start, min(start + 3, len(values))), st.columns(3), strict=False):
            number_field(
                title.format(number=place + 1),
                _bound(setting.low, 1),
                _bound(setting.high, 512),
                key=f"{key}/{place}",
                value=values[place],
                do=partial(replace_entry, session, key, place),
                place=column,
            )


def for_all_or_each(session: TrainingSession, key: str) -> None:
    """Draw the fields of a tuple that holds one number for all blocks, or one for each."""
    setting = session.experiment.settings_by_key()[key]
    if session.hides(key) or not setting.matters(session.experiment):
        return
    values: tuple[int, ...] = session.experiment.value(key)
    columns = st.columns(len(values) if len(values) > 1 else 1)
    for place, column in enumerate(columns):
        title = (
            _(setting.title) if len(values) == 1 else _("{title} {number}", title=_(setting.title), number=place + 1)
        )
        number_field(
            title,
            _bound(setting.low, 0),
            _bound(setting.high, 15),
            key=f"{key}/{place}",
            value=values[place],
            do=partial(replace_entry, session, key, place),
            place=column,
            help=help_text(setting),
        )


def each_switch(session: TrainingSession, keys: Sequence[str], count: int) -> None:
    """Draw a switch that gives every block its own numbers."""
    if count < 2 or all(session.hides(key) for key in keys):
        return
    own = any(len(session.experiment.value(key)) > 1 for key in keys)
    show_value("each-block", own)
    spread = on_user_change("each-block", lambda each: _on_switch(session, keys, count, each))
    st.toggle(_("Own numbers for each block"), value=own, key="each-block", on_change=spread)


def _bound(value: float | None, otherwise: int) -> int:
    return otherwise if value is None else int(value)


def replace_entry(session: TrainingSession, key: str, index: int, value: Any) -> None:
    """Replace one entry of a setting that holds a tuple."""
    values = session.experiment.value(key)
    apply_settings(session, {key: (*values[:index], value, *values[index + 1 :])}, quiet=True)


def _on_change_count(session: TrainingSession, key: str, count: int, new: int, along: Sequence[str]) -> None:
    """Add copies of the last number, or take numbers off the end; settings of one number for each do the same."""
    changes = {key: _resized(session.experiment.value(key), count, new)}
    for other in along:
        values = session.experiment.value(other)
        if len(values) > 1:
            changes[other] = _resized(values, count, values[-1])
    apply_settings(session, changes, quiet=True)


def _resized(values: tuple[int, ...], count: int, new: int) -> tuple[int, ...]:
    last = values[-1] if values else new
    return (*values, *[last] * count)[:count]


def _on_switch(session: TrainingSession, keys: Sequence[str], count: int, each: bool) -> None:
    """Set one number for each block, or the first one for all."""
    values = {key: session.experiment.value(key) for key in keys}
    apply_settings(
        session,
        {key: _resized(numbers, count, numbers[0]) if each else numbers[:1] for key, numbers in values.items()},
        quiet=True,
    )
