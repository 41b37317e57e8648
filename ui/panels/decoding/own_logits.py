"""Read logits that a user types, for a calculation by hand."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import streamlit as st

from nets.datasets import typed_numbers
from nets.experiment.user_error import N_, Problem
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.decoding.state import DecodingSession
from ui.text.i18n import _, problem

MAX_TOKENS, MAX_NAME, MAX_LOGIT = 12, 12, 1000
SEPARATORS = re.compile(r"[\s,;，、；]+")  # between words


class TypedLogits(NamedTuple):
    """Tokens with their logits (V,), and which of them are already in the text (V,) bool."""

    names: list[str]
    scores: np.ndarray
    seen: np.ndarray


def logits_form(study: DecodingSession) -> TypedLogits | None:
    """Draw boxes to type into; return the logits, or None after drawing why they cannot be read."""
    state = study.steps
    left, right = st.columns([2, 1])
    with left:
        key = "decoding/typed"
        show_value(key, state.typed_logits)
        on_change = on_user_change(key, lambda text: setattr(state, "typed_logits", text))
        label = _("A symbol and its score a line")
        st.text_area(label, key=key, height=130, max_chars=600, on_change=on_change)
    with right:
        key = "decoding/typed-seen"
        show_value(key, state.typed_seen)
        on_change = on_user_change(key, lambda text: setattr(state, "typed_seen", text))
        about = _("Those are penalised.")
        st.text_input(_("In the text already"), key=key, max_chars=100, help=about, on_change=on_change)
    try:
        return parse_logits(state.typed_logits or "", state.typed_seen)
    except Problem as refused:
        st.error(problem(refused), icon=":material/block:")
        return None


def parse_logits(text: str, seen: str) -> TypedLogits:
    """Parse tokens with their logits.

    Args:
        text: A token and its logit in each line.
        seen: The words or characters that are already in the text.

    Raises:
        Problem: If a line is no token with a number, or there are too few or too many.
    """
    logits: dict[str, float] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = typed_numbers.named(line)
        if parts is None:
            raise Problem(N_("{line} is not a symbol and a number."), line=line[:40])
        if not abs(parts[1]) <= MAX_LOGIT:
            raise Problem(N_("A score is between −{most:,} and {most:,}: {line}"), most=MAX_LOGIT, line=line[:40])
        logits[parts[0][:MAX_NAME]] = parts[1]
    if not 2 <= len(logits) <= MAX_TOKENS:
        raise Problem(N_("Type between 2 and {most} symbols with their scores."), most=MAX_TOKENS)
    names, words = list(logits), {*seen, *SEPARATORS.split(seen)}
    return TypedLogits(names, np.array(list(logits.values())), np.array([name in words for name in names]))
