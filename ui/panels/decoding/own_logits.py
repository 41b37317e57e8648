"""Scores that a person types, to calculate by hand what the filters make of them."""

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

MOST, LONGEST, LARGEST = 12, 12, 1000  # symbols, characters of one, size of a score
BETWEEN = re.compile(r"[\s,;，、；]+")  # words that are typed one after the other


class Typed(NamedTuple):
    """Symbols with their scores (V,), and which of them the text has already (V,) bool."""

    names: list[str]
    scores: np.ndarray
    seen: np.ndarray


def typed_logits(study: DecodingSession) -> Typed | None:
    """The boxes to type into; what they say, or None and why not."""
    left, right = st.columns([2, 1])
    with left:
        show_value("decoding/typed", study.typed)
        typing = on_user_change("decoding/typed", lambda text: setattr(study, "typed", text))
        st.text_area(
            _("A symbol and its score a line"), key="decoding/typed", height=130, max_chars=600, on_change=typing
        )
    with right:
        show_value("decoding/typed-seen", study.typed_seen)
        seeing = on_user_change("decoding/typed-seen", lambda text: setattr(study, "typed_seen", text))
        about = _("Those are penalised.")
        st.text_input(_("In the text already"), key="decoding/typed-seen", max_chars=100, help=about, on_change=seeing)
    try:
        return read(study.typed or "", study.typed_seen)
    except Problem as refused:
        st.error(problem(refused), icon=":material/block:")
        return None


def read(text: str, seen: str) -> Typed:
    """Symbols and scores of typed lines, and of words or characters that were seen. Raises Problem."""
    found: dict[str, float] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = typed_numbers.named(line)
        if parts is None:
            raise Problem(N_("{line} is not a symbol and a number."), line=line[:40])
        if not abs(parts[1]) <= LARGEST:
            raise Problem(N_("A score is between −{most:,} and {most:,}: {line}"), most=LARGEST, line=line[:40])
        found[parts[0][:LONGEST]] = parts[1]
    if not 2 <= len(found) <= MOST:
        raise Problem(N_("Type between 2 and {most} symbols with their scores."), most=MOST)
    names, words = list(found), {*seen, *BETWEEN.split(seen)}
    return Typed(names, np.array(list(found.values())), np.array([name in words for name in names]))
