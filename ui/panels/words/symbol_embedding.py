"""The token embeddings of a net that is not Word2Vec: their map and neighbours."""

from __future__ import annotations

import streamlit as st

from nets.training.messages import Watch
from ui.fragments.error_boundary import fragment
from ui.inspect.inspectors import Inspector
from ui.panels.words.nearest_neighbours import neighbours_panel
from ui.panels.words.word_map import word_map, words_choice
from ui.panels.words.word_selection import map_probes
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _


def has_embedding(session: TrainingSession) -> bool:
    """Return whether the net has token embeddings."""
    info = getattr(session.experiment, "info", None)
    net = session.experiment.net
    width = getattr(net, "embedding", 0) or getattr(net, "width", 0)
    return bool(width and getattr(info, "tokens", True))


def question(session: TrainingSession) -> Watch:
    """Return the probes of the map."""
    return map_probes(session) if has_embedding(session) else {}


@fragment("words")
def embedding_choice(session: TrainingSession) -> None:
    """Draw the choice of tokens and of the map while its inspector is open."""
    session.redraws.drawn_state.pop("words", None)
    if session.selection.inspector == "embedding" and has_embedding(session):
        words_choice(session)


def embedding_panel(session: TrainingSession) -> None:
    """Draw the map, and the nearest neighbours."""
    if not has_embedding(session):
        st.caption(_("This net has no vectors for symbols: it reads numbers, or its embedding is set to 0."))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        word_map(session, "embedding")
    with right:
        neighbours_panel(session)


EMBEDDING = Inspector(N_("Embedding"), question, embedding_panel)
