"""The input of a page of language models: a window of the data, or a text of the user's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from ui.fragments.error_boundary import fragment
from ui.panels.attention.selection import View, focus_position, latest_answer
from ui.session.intervention import Lifetime, expire, subject
from ui.session.training_session import TrainingSession, page_state
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible
from ui.widgets.input_picker import InputPicker

MAX_TEXT_CHARACTERS = 400
MAX_LISTED = 20  # tokens
Answer = dict[str, np.ndarray]


@dataclass
class Passage:
    """Which text the page reads."""

    source: str = "test"
    text: str = ""  # the user's own


LIFETIMES = (Lifetime(("source", "text"), subject, drafts=("text",)),)


def passage(session: TrainingSession) -> Passage:
    """Return the state of the text input."""
    return expire(session, page_state(session, Passage), LIFETIMES)


def input_arguments(session: TrainingSession) -> dict[str, Any]:
    """Return the arguments of probes for the current text: part and index, or the user's own text."""
    state, (part, index) = passage(session), session.selection.example
    own = {"text": state.text} if state.source == "own" and readable(session, state.text) else {}
    return {"part": part, "index": index, **own}


def readable(session: TrainingSession, text: str) -> bool:
    """Return whether the net knows any token of a text; True if only a worker knows the tokens."""
    known = set(getattr(getattr(session.experiment, "info", None), "tokens", ())) - {""}
    return bool(text.strip()) and (not known or bool(known & set(text)))


VIEW = View(input_arguments)  # for nets with one stack


def counts(session: TrainingSession) -> dict[str, int]:
    """Return how many windows each part has, by the last answer; one before it."""
    answer = latest_answer(session, VIEW, "surprisal")
    train, test = answer["counts"].tolist() if "counts" in answer else (1, 1)
    return {"train": max(1, train), "test": max(1, test)}


TEXT_PICKER = InputPicker(
    "passage",
    passage,
    input_arguments,
    lambda session, part: counts(session)[part],
    reset=lambda session: focus_position(session, VIEW, -1),
)


@fragment("passage")
def passage_panel(session: TrainingSession) -> None:
    """Draw the choice of the text that all panels look at."""
    is_own = TEXT_PICKER.source(session) == "own"
    session.redraws.drawn_state["passage"] = counts(session)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        TEXT_PICKER.draw_source(session, _("Text"))
        TEXT_PICKER.draw_index(session)
        if is_own:
            TEXT_PICKER.draw_text(session, MAX_TEXT_CHARACTERS)
    if is_own:
        _draw_unreadable(session)


def _draw_unreadable(session: TrainingSession) -> None:
    """Draw why the user's text cannot be read, and what of it the net leaves out."""
    text = passage(session).text
    if not readable(session, text):
        if text.strip():
            st.warning(_("The net knows none of these symbols."), icon=":material/block:")
        return
    answer = latest_answer(session, VIEW, "surprisal")
    strange = [plain(visible(str(symbol))) for symbol in answer.get("unknown", ())][:MAX_LISTED]
    if strange:
        st.warning(
            _("The net has never seen {symbols}. It leaves them out.", symbols=_(", ").join(strange)),
            icon=":material/search_off:",
        )
    if answer and bool(answer["cut"]):
        st.caption(
            _("The text is longer than the window of {most} symbols; its end is shown.", most=len(answer["tokens"]))
        )


OWN_TEXT = TEXT_PICKER.intervention(
    "own_text",
    N_("Your own text is read, not an example of the data."),
    is_refused=lambda session: passage(session).source == "own" and not readable(session, passage(session).text),
)
