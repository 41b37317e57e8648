"""The text that a page of language models looks at: a window of the data, or one that a user has written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.panels.attention.selection import View, focus, latest_answer
from ui.session.intervention import Intervention, Lifetime, expire, subject
from ui.session.training_session import TrainingSession, page_state
from ui.text.i18n import _, plain
from ui.text.token_text import visible
from ui.widgets.example_index import example_index
from ui.widgets.example_source import draw_own_text, draw_sources, replace_example

LONGEST = 400  # characters of an own text
MAX_TOLD = 20  # symbols of a list
Answer = dict[str, np.ndarray]


@dataclass
class Passage:
    """Which text the user looks at."""

    source: str = "test"
    text: str = ""  # of their own


LIFETIMES = (Lifetime(("source", "text"), subject, drafts=("text",)),)


def passage(session: TrainingSession) -> Passage:
    """Which text the user looks at."""
    return expire(session, page_state(session, Passage), LIFETIMES)


def input_arguments(session: TrainingSession) -> dict[str, Any]:
    """Return the arguments of probes for the current text: part and index, or the user's own text."""
    held, (part, index) = passage(session), session.selection.example
    own = {"text": held.text} if held.source == "own" and readable(session, held.text) else {}
    return {"part": part, "index": index, **own}


def readable(session: TrainingSession, text: str) -> bool:
    """Whether the net knows any symbol of a text; of tokens whose names only a worker knows, any text will do."""
    known = set(getattr(getattr(session.experiment, "info", None), "tokens", ())) - {""}
    return bool(text.strip()) and (not known or bool(known & set(text)))


VIEW = View(input_arguments)  # of a net with one stack


def refresh(session: TrainingSession, *fragments: str) -> None:
    """After another choice: wait a moment for what the net says of it, and draw it. A callback ends so."""
    wanted = input_arguments(session)
    session.probes.watch = {
        probe: replace_example(arguments, wanted) for probe, arguments in session.probes.watch.items()
    }
    session.wait_for_answer()
    redraw("passage", "live", *fragments)


def take(session: TrainingSession, source: str, index: int | None = None) -> None:
    """Look at this text from now on, at its end."""
    passage(session).source = source
    if source != "own":
        session.selection.example = (source, session.selection.example[1] if index is None else index)
    _at_its_end(session)
    refresh(session)


def _at_its_end(session: TrainingSession) -> None:
    held = focus(session, VIEW)
    held.at, held.other = -1, -1
    session.probes.watch = {
        probe: {**arguments, "at": -1} if "at" in arguments else arguments
        for probe, arguments in session.probes.watch.items()
    }


@fragment("passage")
def passage_panel(session: TrainingSession) -> None:
    """Which text all panels look at."""
    source = passage(session).source
    session.redraws.drawn_state["passage"] = counts(session)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        draw_sources("passage", _("Text"), source, lambda name: take(session, name))
        if source == "own":
            draw_own_text("passage/text", passage(session).text, LONGEST, lambda text: _wrote(session, text))
        else:
            most = counts(session)[source != "train"]
            example_index("passage", session.selection.example[1], most, lambda number: take(session, source, number))
    if source == "own":
        _explained(session)


def counts(session: TrainingSession) -> tuple[int, int]:
    """How many windows there are to learn from and for the test, as the net has told; one before."""
    answer = latest_answer(session, VIEW, "surprisal")
    train, test = answer["counts"].tolist() if "counts" in answer else (1, 1)
    return max(1, train), max(1, test)


def _wrote(session: TrainingSession, text: str) -> None:
    passage(session).text = text
    _at_its_end(session)
    refresh(session)


def _explained(session: TrainingSession) -> None:
    """Why the own text cannot be read, and what of it the net leaves out."""
    text = passage(session).text
    if not readable(session, text):
        if text.strip():
            st.warning(_("The net knows none of these symbols."), icon=":material/block:")
        return
    answer = latest_answer(session, VIEW, "surprisal")
    strange = [plain(visible(str(symbol))) for symbol in answer.get("unknown", ())][:MAX_TOLD]
    if strange:
        st.warning(
            _("The net has never seen {symbols}. It leaves them out.", symbols=_(", ").join(strange)),
            icon=":material/search_off:",
        )
    if answer and bool(answer["cut"]):
        st.caption(
            _("The text is longer than the window of {most} symbols; its end is shown.", most=len(answer["tokens"]))
        )


OWN_TEXT = Intervention(
    "own_text",
    lambda session: (
        _("Your own text is read, not an example of the data.") if "text" in input_arguments(session) else ""
    ),
    lambda session: take(session, session.selection.example[0]),
    is_refused=lambda session: passage(session).source == "own" and not readable(session, passage(session).text),
)
