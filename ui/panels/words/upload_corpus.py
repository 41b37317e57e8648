"""The user's own corpus for word vectors: pasted, or a file that only a worker reads."""

from __future__ import annotations

import streamlit as st

from nets.datasets.text import upload_texts as kept_texts
from nets.experiment.user_error import Problem
from nets.models.word2vec.experiment import Word2Vec
from nets.models.word2vec.settings import MAX_TEXT
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import _
from ui.widgets.file_upload import upload
from ui.widgets.settings_form import apply_settings

MEGABYTES = kept_texts.MAX_BYTES // 1_000_000


def own_corpus(session: TrainingSession) -> None:
    """Draw a box to paste a text into, and a file chooser."""
    if session.hides("data.text"):
        return
    data = of_family(session, Word2Vec).data
    with st.popover(_("Own text …"), icon=":material/edit_note:", width="stretch"):
        st.caption(
            _(
                "In any language; choose Chinese or English beside it, so that it is cut into words rightly. It stays "
                "on this server and is not in the link."
            )
        )
        st.text_area(_("Text"), key="own_corpus", height=220, max_chars=MAX_TEXT)
        learn = lambda: _learn(session, st.session_state["own_corpus"].strip())  # noqa: E731
        st.button(_("Learn this text"), key="own_corpus/learn", icon=":material/school:", on_click=learn)
        upload(_("Text file"), ("txt",), "own_corpus/file", MEGABYTES, lambda: _on_upload(session))
    if data.name == "own":
        st.caption(_("A file of your own.") if kept_texts.is_kept(data.text) else _("A text that you pasted."))


def _learn(session: TrainingSession, text: str) -> None:
    apply_settings(session, {"data.name": "own", "data.text": text})


def _on_upload(session: TrainingSession) -> None:
    """Train on the file. A file that cannot be read is explained, and the current training goes on."""
    file = st.session_state["own_corpus/file"]
    if file is None:
        return
    try:
        _learn(session, kept_texts.keep(file.getvalue()))
    except Problem as why:
        session.problems = [why]
        redraw(*RUN_FRAGMENTS)


def reading(session: TrainingSession) -> None:
    """Draw how far a worker has read the text, while it reads."""
    data = of_family(session, Word2Vec).data
    if data.name != "own" or session.run.ready:
        return
    share = kept_texts.progress(data.text, data.language)
    if share is not None:
        st.progress(min(1.0, share), _("Your text is being cut into words …"))
