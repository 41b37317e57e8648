"""A training batch of BERT: masked and replaced tokens, and sentence pairs that do not belong together."""

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
    """Draw the batch row by row, with the targets in colours."""
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
        _symbol(str(true), str(token), str(guess), bool(is_target)) for true, token, is_target, guess in parts if true
    )


def _symbol(true: str, token: str, guess: str, is_target: bool) -> str:
    """Return one token as Markdown, coloured if it is a target."""
    name = plain(visible(true))
    if not is_target:
        return name
    wrong = f" ({plain(visible(guess))})" if guess != true else ""
    if token == HIDDEN:
        return f":blue-background[▢ → {name}{wrong}]"
    if token == true:
        return f":green-background[{name}{wrong}]"
    return f":orange-background[{plain(visible(token))} → {name}{wrong}]"


def _pair(is_random: int) -> str:
    return {0: " · " + _("they follow each other"), 1: " · " + _("torn apart")}.get(is_random, "")


BATCH = Inspector(N_("Batch"), lambda _session: {"masked_batch": {}}, batch_panel)
