"""The vectors that a net has learnt for the symbols it reads: their map and neighbours, as words have on their page."""

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


def embedded(session: TrainingSession) -> bool:
    """Whether the net has vectors for its symbols."""
    info = getattr(session.experiment, "info", None)
    net = session.experiment.net
    width = getattr(net, "embedding", 0) or getattr(net, "width", 0)
    return bool(width and getattr(info, "tokens", True))


def question(session: TrainingSession) -> Watch:
    """What to ask the net."""
    return map_probes(session) if embedded(session) else {}


@fragment("words")
def embedding_choice(session: TrainingSession) -> None:
    """Which symbols, and how the map is drawn; nothing while other things are looked at."""
    session.redraws.drawn_state.pop("words", None)
    if session.selection.inspector == "embedding" and embedded(session):
        words_choice(session)


def embedding_panel(session: TrainingSession) -> None:
    """The map, and who is near whom."""
    if not embedded(session):
        st.caption(_("This net has no vectors for symbols: it reads numbers, or its embedding is set to 0."))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        word_map(session, "embedding")
    with right:
        neighbours_panel(session)


EMBEDDING = Inspector(N_("Embedding"), question, embedding_panel)
