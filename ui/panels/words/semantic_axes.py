"""Semantic axes: two pairs of words define two directions, and every word is drawn by its projection on both."""

from __future__ import annotations

import streamlit as st

from nets.training.messages import Watch
from ui.charts.render import answers
from ui.components import cloud as element
from ui.inspect.inspectors import Inspector
from ui.panels.words.word_inputs import boxes, typed_words, waiting
from ui.panels.words.word_map import map_words, marks, on_pick
from ui.panels.words.word_selection import Answer, lexicon, refresh, refusal, selected_words, some
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _
from ui.text.token_text import visible
from ui.widgets.remembered import choice

NAMES = ("axes/left", "axes/right", "axes/below", "axes/above")
STARTS = {"world/en": ("king", "queen", "japan", "tokyo"), "world/zh": ("国王", "王后", "日本", "东京")}


def ends(session: TrainingSession) -> tuple[str, ...]:
    """Return the four words: start and end of the horizontal axis, start and end of the vertical axis."""
    start = STARTS.get(lexicon(session)) or some(session, 4) or ("",) * 4
    return typed_words(session, NAMES, start)


def question(session: TrainingSession) -> Watch:
    """Return the probe of the axes if there are four words."""
    a, b, c, d = ends(session)
    axis_words = {
        "pairs": ((a, b), (c, d)),
        "most": int(choice(session, "map/most", 200)),
        "words": selected_words(session),
    }
    return {"semantic_axes": axis_words} if a and b and c and d else {}


def meanings_panel(session: TrainingSession) -> None:
    """Draw four text inputs, and the map along the axes."""
    labels = (_("Left end"), _("Right end"), _("Lower end"), _("Upper end"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        boxes(session, NAMES, labels, ends(session), lambda: refresh(session, question(session)))
    answer, arguments = answers(session.run, "semantic_axes"), question(session)
    if not arguments:
        st.caption(_("Type four words: two give the direction across, two the direction up."))
    elif not answer:
        waiting(refusal(session, "semantic_axes", arguments["semantic_axes"]))
    else:
        _map(session, answer)


def _map(session: TrainingSession, answer: Answer) -> None:
    left, right, below, above = (visible(word) for word in ends(session))
    element.cloud(
        "axes",
        frame=f"{session.run.id}/{'/'.join(ends(session))}",
        step=session.run.probe_answers.index if session.run.probe_answers else 0,
        **marks(session, answer, {}),
        axes=(f"{left} → {right}", f"{below} → {above}"),
        words=map_words(_("Words along two meanings"), len(answer["rows"])),
        on_pick=lambda: on_pick(session, "axes"),
    )
    st.caption(
        _(
            "How far each vector reaches along the difference of each two words. Words of one kind side by side, and "
            "at the same distance as the pair that gives the direction: then the net has learnt that difference."
        )
    )


MEANINGS = Inspector(N_("Semantic axes"), question, meanings_panel)
