"""The knobs in the sidebar: the data, which models, a table of one's own, undo and reset."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.experiment.user_error import Problem
from nets.studies.classical.settings import Classical
from ui.fragments.error_boundary import fragment
from ui.panels.classical.labels import option
from ui.panels.classical.state import Desk, changed
from ui.text.i18n import _
from ui.widgets.study_form import desk_control
from ui.widgets.table_upload import as_read, choose_table

DATA = ("name", "features", "noise", "classes", "balance", "size", "train_share", "label_noise", "seed")


@fragment("classical-knobs")
def knobs_panel(desk: Desk) -> None:
    """What there is to learn, and who learns it."""
    _buttons(desk)
    with st.expander(_("Data"), expanded=True, icon=":material/database:"):
        desk_control(desk, DATA[0], changed)
        _own_table(desk)
        for name in DATA[1:]:
            desk_control(desk, name, changed)
    with st.expander(_("Models"), expanded=True, icon=":material/forest:"):
        desk_control(desk, "models", changed, called=option)
        desk_control(desk, "steps", changed)


def _buttons(desk: Desk) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Undo"),
            key="classical/undo",
            icon=":material/undo:",
            disabled=not desk.past,
            on_click=lambda: _undo(desk),
            help=_("Takes the last change of data or knobs back."),
        )
        st.button(
            _("Reset"),
            key="classical/reset",
            icon=":material/restart_alt:",
            disabled=desk.settings == Classical(),
            on_click=lambda: _turned(desk, **Classical().model_dump()),
            help=_("Back to how the page opened. Can be undone."),
        )


def _own_table(desk: Desk) -> None:
    """A file chooser for a CSV, and how the table at hand was read."""
    if desk.lesson.hides("data.name"):
        return
    take, refuse = lambda text: _take(desk, text), lambda why: _refuse(desk, why)
    choose_table("classical/table", "classical-knobs", desk.uploads, take, refuse)
    if desk.settings.name == "csv":
        as_read(desk.settings.data, "classical/target", lambda name: _turned(desk, target=name))


def _take(desk: Desk, text: str) -> None:
    _turned(desk, name="csv", csv=text, target="")


def _undo(desk: Desk) -> None:
    desk.undo()
    changed()


def _turned(desk: Desk, **changes: Any) -> None:
    desk.turn(**changes)
    changed()


def _refuse(desk: Desk, why: Problem) -> None:
    desk.problems = [why]
    changed()
