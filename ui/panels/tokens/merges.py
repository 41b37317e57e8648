"""Byte-pair encoding merge by merge."""

from __future__ import annotations

import streamlit as st

from ui.components.tokens import merging
from ui.panels.tokens.labels import token_words
from ui.panels.tokens.state import TokensSession
from ui.text.i18n import _


def merges_panel(study: TokensSession) -> None:
    """The merges in order, to be played; the text as it is after so many; where the learning came to its end."""
    found = study.found
    assert found is not None
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
    part, name = found.splits["pairs"].drawn, str(hash(study.question))
    merging("tokens/merging", part, found.encoding, found.gone, found.content, name=name, words=words)
    if len(found.encoding.vocabulary) < study.settings.vocabulary and found.encoding.merges:
        most = len(found.encoding.vocabulary)
        st.caption(_("Learning ended at a vocabulary of {size}: no pair comes twice any more.", size=most))
    if found.encoding.merges:
        st.caption(_("Of pairs that are equally frequent, the one with the smaller ids is merged first."))
