"""Draw the settings in the sidebar: the data, the models, a table of the user's, undo and reset."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.experiment.user_error import Problem
from nets.studies.classical.settings import ClassicalSettings
from ui.fragments.error_boundary import fragment
from ui.panels.classical.labels import model_option
from ui.panels.classical.state import ClassicalSession
from ui.text.i18n import _
from ui.widgets.study_form import study_control
from ui.widgets.table_upload import choose_table, table_summary

DATA_SETTINGS = ("features", "noise", "classes", "balance", "size", "train_share", "label_noise", "seed")


@fragment("classical-settings")
def settings_form(study: ClassicalSession) -> None:
    """Draw the settings of the data and of the models."""
    _undo_buttons(study)
    with st.expander(_("Data"), expanded=True, icon=":material/database:"):
        study_control(study, "name")
        _table_upload(study)
        for name in DATA_SETTINGS:
            study_control(study, name)
    with st.expander(_("Models"), expanded=True, icon=":material/forest:"):
        study_control(study, "models", format_option=model_option)
        study_control(study, "steps")


def _undo_buttons(study: ClassicalSession) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Undo"),
            key="classical/undo",
            icon=":material/undo:",
            disabled=not study.history,
            on_click=study.on_click_undo,
            help=_("Takes the last change of data or knobs back."),
        )
        st.button(
            _("Reset"),
            key="classical/reset",
            icon=":material/restart_alt:",
            disabled=study.settings == ClassicalSettings(),
            on_click=lambda: _on_change(study, **ClassicalSettings().model_dump()),
            help=_("Back to how the page opened. Can be undone."),
        )


def _table_upload(study: ClassicalSession) -> None:
    """Draw a file chooser for a CSV file, and how the current table was read."""
    if study.link.lesson.hides("data.name"):
        return
    on_upload = lambda text: _on_change(study, name="csv", csv=text, target="")  # noqa: E731
    on_refuse = lambda why: _on_refuse(study, why)  # noqa: E731
    choose_table("classical/table", "classical-settings", study.uploads, on_upload, on_refuse)
    if study.settings.name == "csv":
        table_summary(study.settings.data, "classical/target", lambda name: _on_change(study, target=name))


def _on_change(study: ClassicalSession, **changes: Any) -> None:
    study.change(**changes)
    study.redraw()


def _on_refuse(study: ClassicalSession, why: Problem) -> None:
    study.problems = [why]
    study.redraw()
