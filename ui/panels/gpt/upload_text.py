"""The user's own text to learn from: pasted, or from a file."""

from __future__ import annotations

import streamlit as st

from nets.datasets.tables.csv_parser import text_of
from nets.datasets.text.texts import MAX_TEXT
from nets.experiment.user_error import Problem
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.fragments.server_value import show_value
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _
from ui.widgets.file_upload import upload
from ui.widgets.settings_form import apply_settings

TEXTS = ("text", "own", "stories", "help", "reviews")  # data that a text of one's own may take the place of
MAX_UPLOAD = 2  # MB that reach the server, which reports that they are too many; the browser refuses more


def own_text(session: TrainingSession) -> None:
    """Draw a box to paste a text into, if the task learns from a text."""
    name = session.experiment.value("data.name")
    if session.hides("data.text") or name not in TEXTS:
        return
    own = session.experiment.value("data.text") if name in ("text", "own") else ""
    with st.popover(_("Own text …"), icon=":material/edit_note:", width="stretch"):
        st.caption(_("In any language. It stays on this server and is not in the link."))
        show_value("own_text", own)
        st.text_area(_("Text"), key="own_text", height=260, max_chars=MAX_TEXT)
        learn = lambda: apply_settings(session, {"data.text": st.session_state["own_text"].strip()})  # noqa: E731
        st.button(_("Learn this text"), key="own_text/learn", icon=":material/school:", on_click=learn)
        upload(_("Text file"), ("txt",), "own_text/file", MAX_UPLOAD, lambda: _on_upload(session))
    st.caption(_("Your own text: {count} characters.", count=len(own)) if own else _("The text that comes along."))


def _on_upload(session: TrainingSession) -> None:
    """Train on the file. A file that cannot be read is explained, and the current training goes on."""
    file = st.session_state["own_text/file"]
    if file is None:
        return
    try:
        apply_settings(session, {"data.text": _read(file.getvalue())})
    except Problem as why:
        session.problems = [why]
        redraw(*RUN_FRAGMENTS)


def _read(content: bytes) -> str:
    """Return the text of a file. Raises Problem if it is not a text, or too long."""
    try:
        text = text_of(content).strip()
    except Problem:
        raise Problem(N_("This is not a text file. Choose a file of plain text (.txt).")) from None
    if len(text) > MAX_TEXT:
        raise Problem(N_("The text has {count} characters; {most} is the limit."), count=len(text), most=MAX_TEXT)
    return text
