"""The row that the page of BERT looks at: one of the data or a user's own, and which of its symbols are hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.attention.selection import Answer, View, focus, latest_answer
from ui.session.intervention import Intervention, Lifetime, expire, subject
from ui.session.training_session import TrainingSession, page_state
from ui.text.i18n import _, plain
from ui.text.token_text import visible
from ui.widgets.example_index import example_index
from ui.widgets.example_source import draw_own_text, draw_sources, replace_example

LONGEST = 300  # characters of an own sentence
MARKS = ("[PAD]", "[CLS]", "[SEP]")
BLANK = "[MASK]"
APART = "\x1f"  # between symbols, for a task to read: see nets.models.bert.corpus
NOTHING = "\u2060"
MAX_TOLD = 20  # symbols of a list


@dataclass
class Cloze:
    """Which row the user looks at."""

    source: str = "test"
    text: str = ""  # of their own
    second: str = ""  # the sentence after it
    row: str = ""  # the row with the symbols hidden that they chose; "": as the data or the text has it
    hidden: tuple[int, ...] = ()  # those symbols, in the order in which they were chosen


LIFETIMES = (
    Lifetime(("source", "text", "second"), subject, drafts=("text", "second")),
    Lifetime(("row", "hidden"), lambda experiment: experiment.data),
)


def cloze(session: TrainingSession) -> Cloze:
    """Which row the user looks at."""
    return expire(session, page_state(session, Cloze), LIFETIMES)


def input_arguments(session: TrainingSession) -> dict[str, Any]:
    """Return the arguments of probes for the current row."""
    held, (part, index) = cloze(session), session.selection.example
    text = held.row or (join_sentences(held.text, held.second) if held.source == "own" else "")
    return {"part": part, "index": index} | ({"text": text} if text else {})


def join_sentences(first: str, second: str) -> str:
    """Return two sentences as a task reads them; one if the other is empty."""
    return " [SEP] ".join(part.strip() for part in (first, second) if part.strip())


VIEW = View(input_arguments)


def refresh(session: TrainingSession) -> None:
    """After another choice: wait a moment for what the net says of it, and draw it. A callback ends so."""
    wanted = input_arguments(session)
    session.probes.watch = {
        probe: replace_example(arguments, wanted | ({"at": focus(session, VIEW).at} if "at" in arguments else {}))
        for probe, arguments in session.probes.watch.items()
    }
    session.wait_for_answer()
    redraw("cloze", "live")


def take(session: TrainingSession, source: str, index: int | None = None) -> None:
    """Look at this row from now on, at its first blank."""
    held = cloze(session)
    held.source, held.row = source, ""
    if source != "own":
        session.selection.example = (source, session.selection.example[1] if index is None else index)
    _at_the_first(session)
    refresh(session)


def _at_the_first(session: TrainingSession) -> None:
    held = focus(session, VIEW)
    held.at, held.other = -1, -1


def into_focus(session: TrainingSession, answer: Answer) -> None:
    """Where nobody chose a place, look at the first blank."""
    held = focus(session, VIEW)
    if held.at < 0 and len(answer.get("places", ())):
        held.at = int(answer["places"][0])


@fragment("cloze")
def cloze_panel(session: TrainingSession) -> None:
    """Which row all panels look at, and what of it is hidden."""
    held, found = cloze(session), latest_answer(session, VIEW, "mask_predictions")
    session.redraws.drawn_state["cloze"] = drawing_key(session)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        draw_sources("cloze", _("Text"), held.source, lambda name: take(session, name))
        if held.source == "own":
            _own(session, "text", _("Your own"), _("Write, with [MASK] or _ for a blank"))
            _own(session, "second", _("and what follows"), _("may stay empty"))
        else:
            counts = found["counts"].tolist() if found else [1, 1]
            most = max(1, counts[held.source != "train"])
            example_index(
                "cloze", session.selection.example[1], most, lambda number: take(session, held.source, number)
            )
    _draw_unknown(session, found)
    if found and not _is_empty(session):
        _symbols(session, found)


def drawing_key(session: TrainingSession) -> object:
    """Return what the panel shows besides choices."""
    answer = latest_answer(session, VIEW, "mask_predictions")
    names = ("tokens", "places", "truths", "unknown")
    return tuple(tuple(answer[name].tolist()) for name in names) if answer else ()


def _own(session: TrainingSession, name: str, title: str, hint: str) -> None:
    """A line to write in."""
    text, wrote = getattr(cloze(session), name), lambda text: _wrote(session, name, text)
    draw_own_text(f"cloze/{name}", text, LONGEST, wrote, title, hint)


def _wrote(session: TrainingSession, name: str, text: str) -> None:
    setattr(cloze(session), name, text)
    cloze(session).row = ""
    _at_the_first(session)
    refresh(session)


def _draw_unknown(session: TrainingSession, answer: Answer) -> None:
    """Draw which tokens of the row the net does not know."""
    if _is_empty(session):
        return
    if answer and len(answer["unknown"]):
        strange = _(", ").join(plain(visible(str(symbol))) for symbol in answer["unknown"][:MAX_TOLD])
        words = _("The net has never seen {symbols}. It reads each of them as one and the same unknown symbol.")
        st.warning(words.format(symbols=strange), icon=":material/search_off:")
    if answer and bool(answer["cut"]):
        st.caption(_("The text is longer than the net can read at once; its end is cut off."))


def _symbols(session: TrainingSession, answer: Answer) -> None:
    """Every symbol as a button: pressed, it is hidden from the net."""
    names = labels(truths(answer))
    key = "cloze/hidden"
    show_value(key, list(cloze(session).hidden) if cloze(session).row else [int(place) for place in answer["places"]])
    st.pills(
        _("Click a symbol to hide it, or to show it again"),
        list(names),
        format_func=lambda place: names.get(place, "?"),
        selection_mode="multi",
        key=key,
        on_change=on_user_change(key, lambda places: _hid(session, answer, places)),
    )


def labels(names: dict[int, str]) -> dict[int, str]:
    """What the buttons say: a browser tells them apart by that alone, so what comes again gets signs of no width."""
    made: dict[int, str] = {}
    times: dict[str, int] = {}
    for place, name in names.items():
        times[name] = times.get(name, 0) + 1
        made[place] = (plain(visible(name)) or "?") + NOTHING * (times[name] - 1)
    return made


def truths(answer: Answer) -> dict[int, str]:
    """The symbols of a row by their places, those that are hidden as well; "" for a blank that nobody knows."""
    known = dict(zip(answer["places"].tolist(), map(str, answer["truths"]), strict=True))
    names = {place: known.get(place, str(name)) for place, name in enumerate(answer["tokens"])}
    return {place: name for place, name in names.items() if name not in MARKS}


def _hid(session: TrainingSession, answer: Answer, places: list[int]) -> None:
    """Hide these symbols and no others; the one that was hidden just now comes into focus."""
    before = set(cloze(session).hidden if cloze(session).row else answer["places"].tolist())
    if before == set(places):
        return
    new = sorted(set(places) - before)
    mine = cloze(session)
    mine.row, mine.hidden = row_of(answer, set(places)), tuple(places)
    held = focus(session, VIEW)
    held.at, held.other = (new or sorted(places) or [-1])[0], -1
    refresh(session)


def row_of(answer: Answer, hidden: set[int]) -> str:
    """The row as a task reads it, with these places hidden."""
    sentences: dict[int, list[str]] = {}
    for place, name in truths(answer).items():
        written = (f"[{name}]" if name else BLANK) if place in hidden or not name else name
        sentences.setdefault(int(answer["segments"][place]), []).append(written)
    return "[SEP]".join(APART + APART.join(parts) for parts in sentences.values())


def _is_empty(session: TrainingSession) -> bool:
    """Whether the user wants to write a row and has not."""
    return cloze(session).source == "own" and not join_sentences(cloze(session).text, cloze(session).second)


def _describe_own(session: TrainingSession) -> str:
    if cloze(session).source != "own" or _is_empty(session):
        return ""
    return _("Your own text is read, not an example of the data.")


def _show_as_it_was(session: TrainingSession) -> None:
    """Hide what the data or the text hides, and nothing else."""
    cloze(session).row, cloze(session).hidden = "", ()
    _at_the_first(session)
    refresh(session)


OWN_ROW = Intervention(
    "own_text", _describe_own, lambda session: take(session, session.selection.example[0]), is_refused=_is_empty
)
HIDDEN_SYMBOLS = Intervention(
    "hidden",
    lambda session: _("You chose which symbols are hidden.") if cloze(session).row else "",
    _show_as_it_was,
)
