"""A choice of classes by name, for settings that hold their numbers."""

from __future__ import annotations

import streamlit as st

from nets.datasets.images.images import about
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.images.image_input import pictured
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.widgets.settings_form import apply_settings, help_text


def classes(session: TrainingSession, key: str) -> None:
    """Draw pills of all classes of the data; the setting's help says what an empty choice means."""
    setting = session.experiment.settings_by_key()[key]
    if session.hides(key) or not setting.matters(session.experiment):
        return
    data = pictured(session).data
    names = about(data.name, getattr(data, "images", "")).classes
    current = list(session.experiment.value(key))
    name = f"{session.experiment.family}/{key}"
    show_value(name, current)
    st.pills(
        _(setting.title),
        range(len(names)),
        default=[number for number in current if number < len(names)],
        format_func=lambda number: names[number] if number < len(names) else str(number),
        selection_mode="multi",
        key=name,
        help=help_text(setting),
        on_change=on_user_change(
            name, lambda selected: apply_settings(session, {key: tuple(sorted(selected))}, quiet=True)
        ),
    )
