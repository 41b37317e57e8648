"""Compare how many tokens the same sentences need in English and in Chinese."""

from __future__ import annotations

import streamlit as st

from nets.studies.tokens.token_costs import (
    MAX_SENTENCE_CHARACTERS,
    MIN_VOCABULARY,
    SENTENCES,
    TRAINING_CHARACTERS,
    TokenCosts,
)
from ui.panels.tokens.state import TokensSession
from ui.text.formatting import table
from ui.text.i18n import N_, _, plain

ENCODINGS = {
    "en": N_("byte pairs learnt from English"),
    "zh": N_("byte pairs learnt from Chinese"),
    "both": N_("byte pairs learnt from both, half and half"),
    "yours": N_("byte pairs learnt from your text"),
}


def costs_panel(study: TokensSession) -> None:
    """Draw the sentences to compare, and a table of their lengths, counted in each way."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        english = st.text_input(_("An idea in English"), key="tokens/idea-en", max_chars=MAX_SENTENCE_CHARACTERS)
        chinese = st.text_input(_("The same in Chinese"), key="tokens/idea-zh", max_chars=MAX_SENTENCE_CHARACTERS)
        st.button(
            _("Count this pair"),
            key="tokens/idea-count",
            disabled=not (english.strip() and chinese.strip()),
            on_click=lambda: setattr(study.panels, "sentences", ((english, chinese),)),
        )
        st.button(
            _("The pairs that come along"),
            key="tokens/idea-all",
            disabled=study.panels.sentences == SENTENCES,
            on_click=lambda: setattr(study.panels, "sentences", SENTENCES),
        )
    costs = study.costs
    if costs is None:
        st.caption(_("computing …"))
        return
    st.markdown(_table(costs))
    words = _(
        "Ideas counted: {count}. The encodings learnt for comparison have a vocabulary of at most {size}. "
        "English is Python's own help, "
        "Chinese are little generated stories; {length} characters of each. "
        "What is cheap is what the encoding has read much of."
    )
    st.caption(
        words.format(
            count=len(study.panels.sentences),
            size=max(MIN_VOCABULARY, study.settings.vocabulary),
            length=f"{TRAINING_CHARACTERS:,}",
        )
    )
    with st.expander(_("The ideas"), key="tokens/ideas"):
        st.markdown("\n".join(f"- {plain(english)} — {plain(chinese)}" for english, chinese in study.panels.sentences))


def _table(costs: dict[str, TokenCosts]) -> str:
    english, chinese = costs["en"], costs["zh"]
    rows = [
        (_("characters"), english.characters, chinese.characters),
        (_("words"), english.words, chinese.words),
        (_("bytes in UTF-8"), english.bytes, chinese.bytes),
        *((_(title), english.tokens[name], chinese.tokens[name]) for name, title in ENCODINGS.items()),
    ]
    heads = (_("counted in"), _("English"), _("Chinese"), _("Chinese ÷ English"))
    return table(heads, [(name, f"{a:,}", f"{b:,}", f"{b / a:.2f}") for name, a, b in rows if a])
