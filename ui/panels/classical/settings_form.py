"""The settings in the sidebar: the data, which models, a table of one's own, undo and reset."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.experiment.user_error import Problem
from nets.studies.classical.settings import Classical
from ui.fragments.error_boundary import fragment
from ui.panels.classical.labels import option
from ui.panels.classical.state import ClassicalSession, changed
from ui.text.i18n import _
from ui.widgets.study_form import study_control
from ui.widgets.table_upload import choose_table, table_summary

DATA = ("name", "features", "noise", "classes", "balance", "size", "train_share", "label_noise", "seed")


@fragment("classical-settings")
def settings_panel(study: ClassicalSession) -> None:
    """What there is to learn, and who learns it."""
    _buttons(study)
    with st.expander(_("Data"), expanded=True, icon=":material/database:"):
        study_control(study, DATA[0], changed)
        _own_table(study)
        for name in DATA[1:]:
            study_control(study, name, changed)
    with st.expander(_("Models"), expanded=True, icon=":material/forest:"):
        study_control(study, "models", changed, format_option=option)
        study_control(study, "steps", changed)


def _buttons(study: ClassicalSession) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Undo"),
            key="classical/undo",
            icon=":material/undo:",
            disabled=not study.past,
            on_click=lambda: _undo(study),
            help=_("Takes the last change of data or knobs back."),
        )
        st.button(
            _("Reset"),
            key="classical/reset",
            icon=":material/restart_alt:",
            disabled=study.settings == Classical(),
            on_click=lambda: _turned(study, **Classical().model_dump()),
            help=_("Back to how the page opened. Can be undone."),
        )


def _own_table(study: ClassicalSession) -> None:
    """A file chooser for a CSV, and how the table at hand was read."""
    if study.lesson.hides("data.name"):
        return
    take, refuse = lambda text: _take(study, text), lambda why: _refuse(study, why)
    choose_table("classical/table", "classical-settings", study.uploads, take, refuse)
    if study.settings.name == "csv":
        table_summary(study.settings.data, "classical/target", lambda name: _turned(study, target=name))


def _take(study: ClassicalSession, text: str) -> None:
    _turned(study, name="csv", csv=text, target="")


def _undo(study: ClassicalSession) -> None:
    study.undo()
    changed()


def _turned(study: ClassicalSession, **changes: Any) -> None:
    study.turn(**changes)
    changed()


def _refuse(study: ClassicalSession, why: Problem) -> None:
    study.problems = [why]
    changed()
