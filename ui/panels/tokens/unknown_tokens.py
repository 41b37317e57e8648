"""Another text in the vocabularies that were learnt: what each kind does with what it does not know."""

from __future__ import annotations

import streamlit as st

from nets.studies.tokens.unknown_tokens import Met
from ui.components.tokens import tokens
from ui.fragments.server_value import by_person, shown
from ui.panels.tokens.labels import KINDS, token_words
from ui.panels.tokens.state import TokensSession
from ui.text.i18n import _, plain


def strangers_panel(study: TokensSession) -> None:
    """A box for the second text, and the three ways to split it."""
    if not study.lesson.hides("data.second"):
        shown("tokens/second", study.second)
        st.text_area(
            _("Another text, from which nothing is learnt"),
            key="tokens/second",
            height=90,
            on_change=by_person("tokens/second", study.write_second),
        )
    ways = study.ways
    if ways is None:
        st.caption(_("computing …"))
        return
    for column, kind in zip(st.columns(3, gap="medium"), KINDS, strict=True):
        with column:
            _one(kind, ways[kind], study.second)


def _one(kind: str, met: Met, second: str) -> None:
    st.markdown(f"**{_(KINDS[kind])}**")
    line = _("{total} tokens, **{unknown}** of them unknown.", total=met.total, unknown=met.unknown)
    if met.names:
        line += " " + _("Not in the vocabulary: {names}", names=plain(" ".join(met.names)))
    st.markdown(line)
    words = token_words(_(KINDS[kind]))
    tokens(f"tokens/met-{kind}", met.drawn, words=words, unknowns=kind != "pairs")
    if not met.unknown and met.back == second:
        st.caption(":material/check_circle: " + _("Decoded again, it is the very same text."))
        return
    st.caption(_("Decoded again, this comes back:"))
    st.text(met.back)
