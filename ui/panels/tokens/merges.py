"""Show byte-pair encoding merge by merge."""

from __future__ import annotations

import streamlit as st

from ui.components.tokens import merging
from ui.panels.tokens.labels import token_words
from ui.panels.tokens.state import TokensSession
from ui.text.i18n import _


def merges_panel(study: TokensSession) -> None:
    """Draw the merges in order with the text after each, and say why learning ended."""
    analysis = study.analysis
    assert analysis is not None
    words = token_words(_("By byte-pair encoding")) | {
        "label": _("Merges done"),
        "place": _("merge {k} · vocabulary {size} · {left} tokens"),
        "start": _("Before the first merge every byte is a token."),
        "merge": _("merge"),
        "left": _("left"),
        "right": _("right"),
        "count": _("times merged:"),
        "often": _("times"),
        "back": _("One merge back"),
        "next": _("The next merge"),
        "play": _("Play the merges"),
        "stop": _("Stop"),
        "none": _("No pair of tokens comes twice: there is nothing to merge."),
    }
    beginning, name = analysis.tokenizations["pairs"].beginning, str(hash(study.question))
    merging("tokens/merging", beginning, analysis.encoding, analysis.gone, analysis.bytes, name=name, words=words)
    if len(analysis.encoding.vocabulary) < study.settings.vocabulary and analysis.encoding.merges:
        size = len(analysis.encoding.vocabulary)
        st.caption(_("Learning ended at a vocabulary of {size}: no pair comes twice any more.", size=size))
    if analysis.encoding.merges:
        st.caption(_("Of pairs that are equally frequent, the one with the smaller ids is merged first."))
