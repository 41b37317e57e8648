"""Edit the attention of one word, and decode the rest of the caption again."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from nets.datasets.images.digit_strips import BETWEEN
from nets.models.captioner.experiment import Captioner
from ui.charts.render import answers
from ui.components.alignment import alignment, parse_edit
from ui.components.gaze import parse_pick, parse_place
from ui.inspect.inspectors import Inspector
from ui.panels.captioning.image_attention import draw
from ui.panels.captioning.strip_input import caption, focus, input_arguments, latest_answer, select_word
from ui.panels.images.image_input import belongs_to
from ui.panels.pairs.alignment import words as alignment_words
from ui.panels.pairs.output_text import END, agreement, mark_differences, symbols
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _

Answer = dict[str, np.ndarray]


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the strip with the attention that the user has set."""
    moved = caption(session).moved if of_family(session, Captioner).net.attention != "none" else {}
    return {"caption_what_if": {"at": 0, "weights": (), **moved, **input_arguments(session)}}


def what_if_panel(session: TrainingSession) -> None:
    """Draw the strip to click on, the weights to edit, and both captions."""
    if of_family(session, Captioner).net.attention == "none":
        st.caption(_("This net has no attention to move."))
        return
    original, answer = latest_answer(session), answers(session.run, "caption_what_if")
    if (
        not original
        or not belongs_to(session.run, answer)
        or tuple(answer["places"]) != of_family(session, Captioner).places
    ):
        st.caption(_("Waiting for the net …"))
        return
    _compare_captions(session, answer)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(_("**Before.** Click a place: the net has to look there for the word in focus."))
        place, pick = partial(_on_click_place, session), partial(_on_pick, session)
        draw(session, "what_if/before", answer, chosen=focus(session), on_place=place, on_pick=pick)
    with right:
        st.markdown(_("**After.** From the moved word on, all words are written again."))
        target = symbols(answer, "target")
        agreement_marks = agreement(answer["changed"].tolist(), target) if target else None
        draw(session, "what_if/after", answer, "changed_", chosen=int(answer["at"]), right=agreement_marks)
    _row(session, original)
    st.caption(_("The weights of the net stay as they are: it only writes this one caption again."))


def _compare_captions(session: TrainingSession, answer: Answer) -> None:
    """Return both captions, one above the other, with the differences marked."""
    before, after = ([word for word in answer[name].tolist() if word != END] for name in ("output", "changed"))
    first, second = mark_differences(before, after, BETWEEN[of_family(session, Captioner).data.language])
    lines = [_("Before: {answer}", answer=first or _("**nothing**"))]
    lines += [_("After: {answer}", answer=second or _("**nothing**"))]
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown("  \n".join(lines))
        off = not caption(session).moved
        undo = partial(_move, session, {})
        st.button(_("As it was"), key="what_if/undo", icon=":material/undo:", disabled=off, on_click=undo)
        even = partial(_even, session)
        st.button(_("Look everywhere alike"), key="what_if/even", icon=":material/blur_on:", on_click=even)


def _row(session: TrainingSession, answer: Answer) -> None:
    """Draw the attention of the selected word as bars, one for each position."""
    at, moved = focus(session), caption(session).moved
    rows, columns = answer["weights"].shape[1:]
    names = [f"{row + 1}·{column + 1}" for row in range(rows) for column in range(columns)]
    output = answer["output"].tolist()
    words = alignment_words(len(output), len(names))
    words |= {"title": _("The share of every place, row · column: drag the bars, or type")}
    alignment(
        "what_if/row",
        source=names,
        output=output,
        weights=answer["weights"].reshape(len(output), -1),
        words=words,
        chosen=at,
        row=moved["weights"] if moved and moved["at"] == at and len(moved["weights"]) == len(names) else None,
        on_pick=partial(_on_pick_row, session),
        on_edit=partial(_on_edit, session),
        thin=True,
    )


def _move(session: TrainingSession, moved: dict[str, Any]) -> None:
    """Set the attention, and request the answer. A callback ends with it."""
    caption(session).moved = moved
    session.request_probes(question(session))


def _on_click_place(session: TrainingSession) -> None:
    """Put all attention on the clicked place of the strip."""
    pick, (rows, columns) = (
        parse_place(st.session_state["what_if/before"]["place"]),
        of_family(session, Captioner).places,
    )
    if pick is None or pick[1] >= rows or pick[2] >= columns:
        return
    at, row, column = pick
    caption(session).at = at
    weights = np.zeros((rows, columns))
    weights[row, column] = 1
    _move(session, {"at": at, "weights": tuple(weights.ravel().tolist())})


def _even(session: TrainingSession) -> None:
    rows, columns = of_family(session, Captioner).places
    _move(session, {"at": focus(session), "weights": (1.0,) * (rows * columns)})


def _on_edit(session: TrainingSession) -> None:
    edit = parse_edit(st.session_state["what_if/row"]["edit"])
    if edit is not None and sum(edit.weights) > 0:
        _move(session, {"at": edit.at, "weights": edit.weights})


def _on_pick(session: TrainingSession) -> None:
    at = parse_pick(st.session_state["what_if/before"]["pick"])
    if at is not None:
        select_word(session, at)


def _on_pick_row(session: TrainingSession) -> None:
    at = parse_pick(st.session_state["what_if/row"]["pick"])
    if at is not None:
        select_word(session, at)


WHAT_IF = Inspector(N_("What if"), question, what_if_panel)
