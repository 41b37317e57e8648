"""Two texts side by side: a pinned one and the current one; both follow the training."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.charts.render import answers
from ui.components.alignment import alignment
from ui.inspect.inspectors import Inspector
from ui.panels.pairs.alignment import words
from ui.panels.pairs.output_text import agreement, symbols, verdict
from ui.panels.pairs.source_input import (
    PINNED,
    Answer,
    input_arguments,
    latest_answer,
    readable_text,
    sentence,
)
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _, plain
from ui.widgets.input_picker import is_about


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the pinned text."""
    pinned = sentence(session).pinned
    return {PINNED: pinned} if pinned else {}


def two_panel(session: TrainingSession) -> None:
    """Draw the buttons, and both texts."""
    state = sentence(session)
    with st.container(horizontal=True, gap="small"):
        st.button(_("Pin the text at hand"), key="two/pin", icon=":material/keep:", on_click=lambda: _pin(session))
        st.button(_("Let go"), key="two/free", icon=":material/keep_off:", disabled=not state.pinned,
                  on_click=lambda: _free(session))  # fmt: skip
    if not state.pinned:
        st.caption(_("Pin a text, then choose another one above: both are shown here, as the net translates them now."))
        return
    answer = answers(session.run, PINNED)
    columns = st.columns(2, gap="medium")
    for column, title, name, one in (
        (columns[0], _("Pinned"), "pinned", answer if is_about(answer, state.pinned) else {}),
        (columns[1], _("At hand"), "hand", latest_answer(session)),
    ):
        with column:
            st.markdown(f"**{title}**")
            _text(session, name, one)


def _pin(session: TrainingSession) -> None:
    sentence(session).pinned = input_arguments(session)
    session.request_probes(question(session))


def _free(session: TrainingSession) -> None:
    sentence(session).pinned = None
    session.probes.watch = {probe: arguments for probe, arguments in session.probes.watch.items() if probe != PINNED}


def _text(session: TrainingSession, name: str, answer: Answer) -> None:
    """Draw source, output and alignment of one text."""
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    sentence = verdict(
        readable_text(session, answer["output"]),
        readable_text(session, answer["target"]),
        bool(answer.get("right", False)),
    )
    st.markdown(f"**{plain(readable_text(session, answer['source'], 'source'))}** → {sentence}")
    if "weights" not in answer:
        return
    output, target = [str(each) for each in answer["output"]], symbols(answer, "target")
    alignment(
        f"two/{name}",
        source=[str(each) for each in answer["source"]],
        output=output,
        weights=answer["weights"],
        words=words(len(output), len(answer["source"])),
        right=agreement(output, target) if target else None,
    )


TWO = Inspector(N_("Two texts"), question, two_panel)
