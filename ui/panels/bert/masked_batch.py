"""A batch as BERT is shown it in training: what is hidden, what is replaced by what, and which pairs are torn apart."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.charts.render import answers
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible

HIDDEN = "[MASK]"


def batch_panel(session: TrainingSession) -> None:
    """Row by row, with what is asked in colours."""
    answer = answers(session.run, "masked_batch")
    if not answer:
        st.caption(_("Blanks are what pre-training is about: choose the goal “fill blanks”."))
        return
    st.markdown(
        _(
            "Of the symbols that are asked for, most are :blue-background[hidden], some are "
            ":orange-background[replaced] and some are :green-background[left as they are]. The net does not know "
            "which: so it has to have an idea of every place."
        )
    )
    for row in range(len(answer["ids"])):
        st.markdown(f"{row + 1}. {_row(answer, row)}{_pair(int(answer['apart'][row]))}")
    st.caption(
        _(
            "After the arrow stands what is true, in brackets what the net would put there now, where that is "
            "something else. Every time a row comes by, other symbols are chosen."
        )
    )


def _row(answer: dict[str, Any], row: int) -> str:
    parts = zip(answer["ids"][row], answer["inputs"][row], answer["is_masked"][row], answer["likely"][row], strict=True)
    return " ".join(
        _symbol(str(true), str(seen), str(guess), bool(asked)) for true, seen, asked, guess in parts if true
    )


def _symbol(true: str, seen: str, guess: str, asked: bool) -> str:
    """One symbol as Markdown, coloured if it is asked for."""
    name = plain(visible(true))
    if not asked:
        return name
    wrong = f" ({plain(visible(guess))})" if guess != true else ""
    if seen == HIDDEN:
        return f":blue-background[▢ → {name}{wrong}]"
    if seen == true:
        return f":green-background[{name}{wrong}]"
    return f":orange-background[{plain(visible(seen))} → {name}{wrong}]"


def _pair(apart: int) -> str:
    return {0: " · " + _("they follow each other"), 1: " · " + _("torn apart")}.get(apart, "")


BATCH = Inspector(N_("Batch"), lambda _session: {"masked_batch": {}}, batch_panel)
