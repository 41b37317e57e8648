"""The vectors as two files of tab-separated text, as the TensorBoard projector reads them."""

from __future__ import annotations

import streamlit as st

from nets.engine.workers.backends import WorkerLost
from nets.experiment.user_error import N_, Problem
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw, take_notice
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, problem
from ui.widgets.file_download import draw_download, offer_download

FILES = {"vectors": "vectors.tsv", "metadata": "metadata.tsv"}
REFUSED = "vectors/refused"  # the reason of the last refusal, until the next press


@fragment("vectors")
def vectors_panel(session: TrainingSession) -> None:
    """Draw two buttons, and what to do with the files."""
    st.subheader(_("The vectors as files"))
    st.caption(
        _(
            "Two files as the Embedding Projector of TensorBoard reads them: a line a word, in the same order in both. "
            "All words of the vocabulary, at the moment that is shown."
        )
    )
    with st.container(horizontal=True, gap="small"):
        for kind, name in FILES.items():
            st.button(
                _("Download {name}", name=name),
                key=f"vectors/{kind}",
                icon=":material/download:",
                on_click=lambda kind=kind: _pack(session, kind),
            )
    draw_download("vectors/file")
    if refused := take_notice(REFUSED):
        st.error(problem(refused), icon=":material/block:")


def _pack(session: TrainingSession, kind: str) -> None:
    """Request the vectors, and download the file at the next drawing."""
    st.session_state.pop(REFUSED, None)
    try:
        text = str(session.run.ask("vector_export")[kind])
    except (Problem, WorkerLost) as error:
        answer = Problem(N_("The vectors could not be read: the trainer did not answer. Try again in a moment."))
        st.session_state[REFUSED] = error if isinstance(error, Problem) else answer
    else:
        offer_download("vectors/file", FILES[kind], text.encode("utf-8"))
    redraw("vectors")
