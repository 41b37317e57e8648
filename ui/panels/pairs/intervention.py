"""Decode again with edited attention or another source token, and compare with the first output."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import streamlit as st

from nets.models.pairs import PairExperiment
from nets.models.seq2seq.challenges import Mended
from ui.charts.render import answers
from ui.components import alignment as element
from ui.inspect.inspectors import Inspector
from ui.panels.pairs.alignment import words
from ui.panels.pairs.output_text import mark_differences, symbols
from ui.panels.pairs.source_input import (
    Answer,
    input_arguments,
    latest_answer,
    place,
    readable_text,
    select_position,
    sentence,
    side,
)
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _
from ui.text.token_text import visible
from ui.widgets.input_picker import is_about
from ui.widgets.remembered import choice, choice_arguments
from ui.widgets.selectbox import selectbox

MODES = {"row": N_("Set the attention of one symbol"), "symbol": N_("Replace a symbol of the source")}
MODE = "what_if/way"
MAX_ATTEMPTS = 20


def way(session: TrainingSession) -> str:
    """Return what is edited: attention, or only the source if this net's attention cannot be edited."""
    return str(choice(session, MODE, "row")) if of_family(session, PairExperiment).has_manual_attention else "symbol"


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the current text with the user's edits."""
    state, answer = sentence(session), latest_answer(session)
    arguments: dict[str, Any] = {**input_arguments(session), "at": -1, "weights": (), "replaced": -1, "symbol": ""}
    if way(session) == "row" and state.row and answer:
        arguments |= {"at": place(session, answer), "weights": state.row}
    elif way(session) == "symbol" and state.swap:
        arguments |= {"replaced": state.swap[0], "symbol": state.swap[1]}
    return {"what_if": arguments}


def is_changed(session: TrainingSession) -> bool:
    """Return whether anything is changed."""
    arguments = question(session)["what_if"]
    return bool(arguments["weights"]) or arguments["replaced"] >= 0


def refresh(session: TrainingSession) -> None:
    """Request the probe again. A callback ends with it."""
    session.request_probes(question(session))


def what_if_panel(session: TrainingSession) -> None:
    """Draw the edits, and both outputs."""
    original, answer = latest_answer(session), answers(session.run, "what_if")
    if not original or not is_about(answer, input_arguments(session)):
        st.caption(_("Waiting for the net …"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if of_family(session, PairExperiment).has_manual_attention:
            widget = choice_arguments(session, MODE, way(session), lambda _way: refresh(session))
            title = _("What is changed")
            st.segmented_control(title, list(MODES), format_func=lambda name: _(MODES[name]), required=True, **widget)
        if way(session) == "symbol":
            _swap(session, original)
        off = not is_changed(session)
        st.button(
            _("As it was"), key="what_if/undo", icon=":material/undo:", disabled=off, on_click=lambda: _undo(session)
        )
    _answers(session, answer)
    _record_repair(session, answer)
    if of_family(session, PairExperiment).has_attention:
        _maps(session, original, answer)
    st.caption(_("The weights of the net stay as they are: it only decodes this one text again."))


def _swap(session: TrainingSession, answer: Answer) -> None:
    """Draw the choice of a source token, and of the token that replaces it."""
    source = [str(each) for each in answer["source"]]
    swap = sentence(session).swap
    at = min(swap[0], len(source) - 1) if swap else 0
    name = lambda one: f"{one + 1}: {visible(source[one]) if one < len(source) else ''}"  # noqa: E731
    widget = choice_arguments(session, "what_if/place", at, lambda one: _on_swap(session, one, source[one]))
    selectbox(_("Symbol"), range(len(source)), format_func=name, width=130, **widget)
    options = list(dict.fromkeys([source[at], *side(session, "source").tokens]))
    widget = choice_arguments(
        session, "what_if/symbol", swap[1] if swap else source[at], lambda one: _on_swap(session, at, one)
    )
    selectbox(_("Stands there instead"), options, format_func=visible, width=170, **widget)


def _on_swap(session: TrainingSession, at: int, symbol: str) -> None:
    sentence(session).swap = (at, symbol)
    refresh(session)


def _undo(session: TrainingSession) -> None:
    sentence(session).row, sentence(session).swap = (), None
    refresh(session)


def _answers(session: TrainingSession, answer: Answer) -> None:
    """Draw both outputs, one above the other, with the differences marked."""
    before, after = symbols(answer, "output"), symbols(answer, "changed")
    joint = " " if side(session, "target").unit == "words" else ""
    first, second = mark_differences(before, after, joint)
    nothing = _("**nothing**")
    lines = [_("Before: {answer}", answer=first or nothing), _("After: {answer}", answer=second or nothing)]
    if is_changed(session):
        differences = sum(one != other for one, other in zip_longest(before, after))
        same = _("Nothing has changed.")
        lines.append(_("Different symbols: **{count}**", count=differences) if differences else same)
    st.markdown("  \n".join(lines))


def _record_repair(session: TrainingSession, answer: Answer) -> None:
    """Keep a wrong output that became right by an edit of attention, for the challenges."""
    if not answer["repaired"]:
        return
    source = readable_text(session, answer["source"], "source")
    target, before, after = (readable_text(session, answer[name]) for name in ("target", "output", "changed"))
    one = Mended(source, target, before, after)
    if one not in session.challenge_progress.attempts:
        session.challenge_progress.attempts = [*session.challenge_progress.attempts[-MAX_ATTEMPTS:], one]
    st.markdown(_("It was wrong and is right now, by attention alone."))


def _maps(session: TrainingSession, result: Answer, answer: Answer) -> None:
    """Draw the editable alignment, and the one after the edit."""
    state, row_wise = sentence(session), way(session) == "row"
    left, right = st.columns(2, gap="medium")
    output, source = [str(each) for each in result["output"]], [str(each) for each in result["source"]]
    size = words(len(output), len(source))
    with left:
        element.alignment(
            "what_if/before",
            source=source,
            output=output,
            weights=result["weights"],
            words=size | {"title": _("Before: drag the bars of a row") if row_wise else _("Before")},
            chosen=place(session, result) if row_wise else None,
            row=state.row if row_wise and len(state.row) == len(source) else None,
            on_pick=(lambda: _on_pick(session)) if row_wise else None,
            on_edit=(lambda: _on_edit(session)) if row_wise else None,
        )
    with right:
        kept = answer["kept"].tolist()
        after = [str(each) for each in answer["changed"]]
        element.alignment(
            "what_if/after",
            source=[str(each) for each in answer["changed_source"]],
            output=after,
            weights=answer["changed_weights"],
            words=size | {"title": _("After")},
            marked=[at for at in range(len(after)) if at >= len(kept) or not kept[at]],
        )


def _on_pick(session: TrainingSession) -> None:
    at = element.parse_pick(st.session_state["what_if/before"].get("pick"))
    if at is not None and at != sentence(session).at:
        select_position(session, at)


def _on_edit(session: TrainingSession) -> None:
    edit = element.parse_edit(st.session_state["what_if/before"].get("edit"))
    if edit is None:
        return
    sentence(session).at, sentence(session).row = edit.at, edit.weights
    refresh(session)


WHAT_IF = Inspector(N_("What if"), question, what_if_panel)
