"""The input of the BERT page: a row of the data or the user's own, and its masked tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.attention.selection import Answer, View, focus, focus_position, latest_answer
from ui.session.intervention import Intervention, Lifetime, expire, subject
from ui.session.training_session import TrainingSession, page_state
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible
from ui.widgets.input_picker import InputPicker

MAX_TEXT_CHARACTERS = 300
MARKS = ("[PAD]", "[CLS]", "[SEP]")
BLANK = "[MASK]"
TOKEN_SEPARATOR = "\x1f"  # between tokens in a row for the task, see nets.models.bert.corpus
ZERO_WIDTH = "\u2060"
MAX_LISTED = 20  # tokens


@dataclass
class Cloze:
    """State of the BERT page: its input, and the masked tokens."""

    source: str = "test"
    text: str = ""  # the user's own
    second: str = ""  # the sentence after it
    row: str = ""  # the row with the user's masks; "" for those of the data or the text
    hidden: tuple[int, ...] = ()  # positions of these tokens, in the order of choice


LIFETIMES = (
    Lifetime(("source", "text", "second"), subject, drafts=("text", "second")),
    Lifetime(("row", "hidden"), lambda experiment: experiment.data),
)


def cloze(session: TrainingSession) -> Cloze:
    """Return the state of the page."""
    return expire(session, page_state(session, Cloze), LIFETIMES)


def input_arguments(session: TrainingSession) -> dict[str, Any]:
    """Return the arguments of probes for the current row."""
    state, (part, index) = cloze(session), session.selection.example
    text = state.row or (join_sentences(state.text, state.second) if state.source == "own" else "")
    return {"part": part, "index": index} | ({"text": text} if text else {})


def join_sentences(first: str, second: str) -> str:
    """Return two sentences as a task reads them; one if the other is empty."""
    return " [SEP] ".join(part.strip() for part in (first, second) if part.strip())


VIEW = View(input_arguments)


def _reset(session: TrainingSession) -> None:
    cloze(session).row = ""
    focus_position(session, VIEW, -1)


def _count(session: TrainingSession, part: str) -> int:
    answer = latest_answer(session, VIEW, "mask_predictions")
    train, test = answer["counts"].tolist() if answer else (1, 1)
    return int({"train": train, "test": test}[part])


ROW_PICKER = InputPicker("cloze", cloze, input_arguments, _count, reset=_reset)


def into_focus(session: TrainingSession, answer: Answer) -> None:
    """Select the first mask if the user has not selected a position."""
    selected = focus(session, VIEW)
    if selected.at < 0 and len(answer.get("places", ())):
        selected.at = int(answer["places"][0])


@fragment("cloze")
def cloze_panel(session: TrainingSession) -> None:
    """Draw the choice of the row that all panels look at, and of its masked tokens."""
    answer = latest_answer(session, VIEW, "mask_predictions")
    session.redraws.drawn_state["cloze"] = drawing_key(session)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        ROW_PICKER.draw_source(session, _("Text"))
        ROW_PICKER.draw_index(session)
        if ROW_PICKER.source(session) == "own":
            ROW_PICKER.draw_text(session, MAX_TEXT_CHARACTERS, hint=_("Write, with [MASK] or _ for a blank"))
            ROW_PICKER.draw_text(session, MAX_TEXT_CHARACTERS, "second", _("and what follows"), _("may stay empty"))
    _draw_unknown(session, answer)
    if answer and not _is_empty(session):
        _symbols(session, answer)


def drawing_key(session: TrainingSession) -> object:
    """Return what the panel shows besides choices."""
    answer = latest_answer(session, VIEW, "mask_predictions")
    names = ("tokens", "places", "truths", "unknown")
    return tuple(tuple(answer[name].tolist()) for name in names) if answer else ()


def _draw_unknown(session: TrainingSession, answer: Answer) -> None:
    """Draw which tokens of the row the net does not know."""
    if _is_empty(session):
        return
    if answer and len(answer["unknown"]):
        strange = _(", ").join(plain(visible(str(symbol))) for symbol in answer["unknown"][:MAX_LISTED])
        words = _("The net has never seen {symbols}. It reads each of them as one and the same unknown symbol.")
        st.warning(words.format(symbols=strange), icon=":material/search_off:")
    if answer and bool(answer["cut"]):
        st.caption(_("The text is longer than the net can read at once; its end is cut off."))


def _symbols(session: TrainingSession, answer: Answer) -> None:
    """Draw every token as a button that masks it."""
    names = labels(truths(answer))
    key = "cloze/hidden"
    show_value(key, list(cloze(session).hidden) if cloze(session).row else [int(place) for place in answer["places"]])
    st.pills(
        _("Click a symbol to hide it, or to show it again"),
        list(names),
        format_func=lambda place: names.get(place, "?"),
        selection_mode="multi",
        key=key,
        on_change=on_user_change(key, lambda places: _on_mask(session, answer, places)),
    )


def labels(names: dict[int, str]) -> dict[int, str]:
    """Return the labels of the buttons. Repeated tokens get zero-width characters, because labels must differ."""
    names_by_position: dict[int, str] = {}
    times: dict[str, int] = {}
    for place, name in names.items():
        times[name] = times.get(name, 0) + 1
        names_by_position[place] = (plain(visible(name)) or "?") + ZERO_WIDTH * (times[name] - 1)
    return names_by_position


def truths(answer: Answer) -> dict[int, str]:
    """Return the tokens of a row by position, masked ones too; "" for a mask whose token is not known."""
    masked = dict(zip(answer["places"].tolist(), map(str, answer["truths"]), strict=True))
    names = {place: masked.get(place, str(name)) for place, name in enumerate(answer["tokens"])}
    return {place: name for place, name in names.items() if name not in MARKS}


def _on_mask(session: TrainingSession, answer: Answer, places: list[int]) -> None:
    """Mask these tokens and no others, and select the one that was added."""
    before = set(cloze(session).hidden if cloze(session).row else answer["places"].tolist())
    if before == set(places):
        return
    new = sorted(set(places) - before)
    mine = cloze(session)
    mine.row, mine.hidden = row_of(answer, set(places)), tuple(places)
    focus_position(session, VIEW, (new or sorted(places) or [-1])[0])
    ROW_PICKER.refresh(session)


def row_of(answer: Answer, hidden: set[int]) -> str:
    """Return the row as a task reads it, with these positions masked."""
    sentences: dict[int, list[str]] = {}
    for place, name in truths(answer).items():
        text = (f"[{name}]" if name else BLANK) if place in hidden or not name else name
        sentences.setdefault(int(answer["segments"][place]), []).append(text)
    return "[SEP]".join(TOKEN_SEPARATOR + TOKEN_SEPARATOR.join(parts) for parts in sentences.values())


def _is_empty(session: TrainingSession) -> bool:
    """Return whether the user chose an own row and has not written one."""
    return cloze(session).source == "own" and not join_sentences(cloze(session).text, cloze(session).second)


def _undo_masks(session: TrainingSession) -> None:
    """Mask what the data or the text masks, and nothing else."""
    cloze(session).hidden = ()
    _reset(session)
    ROW_PICKER.refresh(session)


OWN_ROW = ROW_PICKER.intervention(
    "own_text", N_("Your own text is read, not an example of the data."), is_refused=_is_empty
)
HIDDEN_SYMBOLS = Intervention(
    "hidden",
    lambda session: _("You chose which symbols are hidden.") if cloze(session).row else "",
    _undo_masks,
)
