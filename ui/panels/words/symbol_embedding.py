"""The vectors that a net has learnt for the symbols it reads: their map and neighbours, as words have on their page."""

from __future__ import annotations

import streamlit as st

from nets.training.messages import Watch
from ui.fragments.error_boundary import fragment
from ui.inspect.inspectors import Inspector
from ui.panels.words.nearest_neighbours import neighbours_panel
from ui.panels.words.word_map import word_map, words_choice
from ui.panels.words.word_selection import map_asked
from ui.session.training_session import Bench
from ui.text.i18n import N_, _


def embedded(bench: Bench) -> bool:
    """Whether the net has vectors for its symbols."""
    about = getattr(bench.experiment, "about", None)
    net = bench.experiment.net
    width = getattr(net, "embedding", 0) or getattr(net, "width", 0)
    return bool(width and getattr(about, "symbols", True))


def question(bench: Bench) -> Watch:
    """What to ask the net."""
    return map_asked(bench) if embedded(bench) else {}


@fragment("words")
def embedding_choice(bench: Bench) -> None:
    """Which symbols, and how the map is drawn; nothing while other things are looked at."""
    bench.drawn.pop("words", None)
    if bench.inspector == "embedding" and embedded(bench):
        words_choice(bench)


def embedding_panel(bench: Bench) -> None:
    """The map, and who is near whom."""
    if not embedded(bench):
        st.caption(_("This net has no vectors for symbols: it reads numbers, or its embedding is set to 0."))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        word_map(bench, "embedding")
    with right:
        neighbours_panel(bench)


EMBEDDING = Inspector(N_("Embedding"), question, embedding_panel)
