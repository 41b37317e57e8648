"""The input of a page of encoder-decoders: a pair of the data, or a text of the user's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from nets.datasets.pairs.sides import Side
from nets.experiment.user_error import N_, Problem
from nets.models.pairs import PairExperiment
from ui.charts.render import answers
from ui.fragments.error_boundary import fragment
from ui.session.intervention import Lifetime, expire, subject
from ui.session.training_session import TrainingSession, of_family, page_state
from ui.text.i18n import _, plain, problem
from ui.text.token_text import visible
from ui.widgets.input_picker import InputPicker, is_about

MAX_TEXT_CHARACTERS = 300
MAX_LISTED = 40  # tokens
END = "⏎"  # the end token in answers of probes
PINNED = "translation/pinned"  # the probe of the pinned text
Answer = dict[str, np.ndarray]


@dataclass
class Sentence:
    """State of a page of encoder-decoders: its input, and what is selected."""

    source: str = "test"
    text: str = ""  # the user's own
    at: int = 0  # selected position of the output
    forced: bool | None = None  # whether the target is shown instead of the output; None: the default
    row: tuple[float, ...] = ()  # attention at that position as the user has set it
    swap: tuple[int, str] | None = None  # position of a replaced source token, and its replacement
    pinned: dict[str, Any] | None = None  # the text that is compared with the current one


LIFETIMES = (
    Lifetime(("source", "text"), subject, drafts=("text",)),
    Lifetime(("row", "swap", "pinned"), subject),
)


def sentence(session: TrainingSession) -> Sentence:
    """Return the state of the page."""
    return expire(session, page_state(session, Sentence), LIFETIMES)


def side(session: TrainingSession, name: str) -> Side:
    """Return how texts of the source or the target are split into tokens."""
    texts: Side = getattr(of_family(session, PairExperiment).info, name)
    return texts


def readable_text(session: TrainingSession, symbols: Any, name: str = "target") -> str:
    """Return tokens as text for users, without the end token."""
    return side(session, name).join([str(symbol) for symbol in symbols if str(symbol) != END])


def input_arguments(session: TrainingSession) -> dict[str, Any]:
    """Return the arguments of probes for the current text: part and index, or the user's own text."""
    part, index = session.selection.example
    arguments: dict[str, Any] = {"part": part, "index": index}
    if sentence(session).source == "own" and misread(session) is None:
        arguments["text"] = sentence(session).text.strip()
    return arguments


def misread(session: TrainingSession) -> Problem | None:
    """Return why the net cannot read the user's text; None if it can."""
    source = side(session, "source")
    count = len(source.tokenize(sentence(session).text.strip()))
    if not count:
        return Problem(N_("There is no text yet."))
    if count > source.max_tokens:
        return Problem(
            N_("The text has {count} symbols; this net reads {most} at most."), count=count, most=source.max_tokens
        )
    return None


def latest_answer(session: TrainingSession) -> Answer:
    """Return the last answer about the current text; empty before it has come."""
    answer = answers(session.run, "translation")
    return answer if is_about(answer, input_arguments(session)) else {}


def place(session: TrainingSession, answer: Answer) -> int:
    """Return the selected position of the output, at most its last one."""
    return max(0, min(sentence(session).at, len(answer["output"]) - 1))


def _reset(session: TrainingSession) -> None:
    state = sentence(session)
    state.at, state.row, state.swap = 0, (), None


def select_position(session: TrainingSession, at: int) -> None:
    """Select this position of the output in all panels."""
    sentence(session).at = at
    sentence(session).row = ()
    session.probes.watch = {
        probe: arguments
        | ({"at": at} if "at" in arguments else {})
        | ({"weights": ()} if "weights" in arguments else {})
        for probe, arguments in session.probes.watch.items()
    }
    SOURCE_PICKER.refresh(session)


def counts(session: TrainingSession) -> dict[str, int]:
    """Return the number of pairs of each part by the last answer; before it, as the settings say."""
    answer = answers(session.run, "translation")
    train, test = (
        answer["counts"].tolist() if "counts" in answer else (of_family(session, PairExperiment).data.examples, 1)
    )
    return {"train": train, "test": test}


SOURCE_PICKER = InputPicker(
    "sentence",
    sentence,
    input_arguments,
    lambda session, part: counts(session)[part],
    reset=_reset,
    fixed_probes=frozenset({PINNED}),
)


@fragment("sentence")
def sentence_panel(session: TrainingSession) -> None:
    """Draw the choice of the text that all panels look at."""
    session.redraws.drawn_state["sentence"] = counts(session)
    is_own = SOURCE_PICKER.source(session) == "own"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        SOURCE_PICKER.draw_source(session, _("Text"))
        SOURCE_PICKER.draw_index(session)
        if is_own:
            SOURCE_PICKER.draw_text(session, MAX_TEXT_CHARACTERS)
    if is_own:
        _draw_unreadable(session)


def _draw_unreadable(session: TrainingSession) -> None:
    """Draw why the user's text cannot be read, and which tokens the net does and does not know."""
    state, source = sentence(session), side(session, "source")
    refusal = misread(session)
    if refusal is not None and state.text.strip():
        st.warning(problem(refusal), icon=":material/block:")
    unknown = [
        symbol for symbol in dict.fromkeys(source.tokenize(state.text.strip())) if symbol not in set(source.tokens)
    ]
    if refusal is None and unknown:
        words = _(
            "The net has never seen {symbols}. It reads each of them as one and the same unknown symbol.",
            symbols=_(", ").join(f"**{plain(visible(symbol))}**" for symbol in unknown[:MAX_LISTED]),
        )
        st.warning(words, icon=":material/search_off:")
    with st.popover(_("What the net can read"), icon=":material/menu_book:"):
        joint = " " if source.unit == "words" else ""
        st.text(joint.join(source.tokens)[:3000])


OWN_TEXT = SOURCE_PICKER.intervention(
    "own_text",
    N_("Your own text is read, not an example of the data."),
    is_refused=lambda session: sentence(session).source == "own" and misread(session) is not None,
)
