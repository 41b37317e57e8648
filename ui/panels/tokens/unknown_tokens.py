"""Split another text with the vocabularies of the first, and show which tokens are unknown."""

from __future__ import annotations

import streamlit as st

from nets.studies.tokens.unknown_tokens import UnknownTokens
from ui.components.tokens import tokens
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.tokens.labels import KINDS, token_words
from ui.panels.tokens.state import TokensSession
from ui.text.i18n import _, plain


def unknown_tokens_panel(study: TokensSession) -> None:
    """Draw a box for the second text, and its three tokenizations."""
    if not study.link.lesson.hides("data.second"):
        show_value("tokens/second", study.second_text)
        st.text_area(
            _("Another text, from which nothing is learnt"),
            key="tokens/second",
            height=90,
            on_change=on_user_change("tokens/second", study.set_second_text),
        )
    results = study.unknown_tokens
    if results is None:
        st.caption(_("computing …"))
        return
    for column, kind in zip(st.columns(3, gap="medium"), KINDS, strict=True):
        with column:
            _tokenization(kind, results[kind], study.second_text)


def _tokenization(kind: str, result: UnknownTokens, second_text: str) -> None:
    st.markdown(f"**{_(KINDS[kind])}**")
    line = _("{total} tokens, **{unknown}** of them unknown.", total=result.total, unknown=result.unknown)
    if result.names:
        line += " " + _("Not in the vocabulary: {names}", names=plain(" ".join(result.names)))
    st.markdown(line)
    words = token_words(_(KINDS[kind]))
    tokens(f"tokens/met-{kind}", result.tokenized, words=words, unknowns=kind != "pairs")
    if not result.unknown and result.decoded == second_text:
        st.caption(":material/check_circle: " + _("Decoded again, it is the very same text."))
        return
    st.caption(_("Decoded again, this comes back:"))
    st.text(result.decoded)
