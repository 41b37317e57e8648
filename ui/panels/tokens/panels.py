"""Draw the text in its three tokenizations side by side, and the panels below."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.studies.tokens.tokenization import SHOWN_CHARACTERS, TextAnalysis, Tokenization
from ui.components.tokens import parse_pick, tokens
from ui.fragments.error_boundary import error_boundary, fragment
from ui.page_parts.panel_switch import draw_failure, draw_refusals, draw_study
from ui.panels.tokens.labels import KINDS, token_words
from ui.panels.tokens.merges import merges_panel
from ui.panels.tokens.state import TokensSession
from ui.panels.tokens.token_costs import costs_panel
from ui.panels.tokens.token_length import length_panel
from ui.panels.tokens.unknown_tokens import unknown_tokens_panel
from ui.panels.tokens.vectors import vectors_panel
from ui.panels.tokens.vocabulary import vocabulary_panel
from ui.text.i18n import N_, _, problem

PANELS = {
    "merges": (N_("Merges"), merges_panel),
    "vocabulary": (N_("Vocabulary"), vocabulary_panel),
    "size": (N_("Length of tokens"), length_panel),
    "vectors": (N_("One-hot and embedding"), vectors_panel),
    "strangers": (N_("Unknown tokens"), unknown_tokens_panel),
    "prices": (N_("English and Chinese"), costs_panel),
}


@fragment("tokens-found")
def draw_panels(study: TokensSession) -> None:
    """Draw the tokenizations and one panel."""
    words = _("Sets what this challenge needs, and everything else as it was at first. Your text stays.")
    draw_study(study, PANELS, above=_tokenizations, challenge_help=words)


def _tokenizations(study: TokensSession) -> bool:
    draw_refusals(study)
    for note in study.notes:
        st.info(problem(note), icon=":material/info:")
    draw_failure(study)
    analysis = study.analysis
    if analysis is None:
        has_started = study.texts.analysis.answered is not None
        words = _("computing …") if has_started else _("Waiting for the first answer: the workers are starting …")
        st.caption(words if study.is_waiting else "")
        return False
    with error_boundary("splittings"):
        _summary(study, analysis)
        for column, kind in zip(st.columns(3, gap="medium"), KINDS, strict=True):
            with column:
                _tokenization(study, analysis, kind)
    return True


def _summary(study: TokensSession, analysis: TextAnalysis) -> None:
    """Draw the length of the text, or that there is no text."""
    if not study.text:
        st.info(_("There is no text yet. Type or paste one above."), icon=":material/edit:")
        return
    unit = {"grapheme": _("characters (graphemes)"), "codepoint": _("characters (code points)")}
    line = f"**{analysis.characters:,}** {unit[study.settings.unit]} · "
    line += _("**{count}** bytes in UTF-8", count=f"{analysis.bytes:,}")
    if len(study.text) > SHOWN_CHARACTERS:
        character_limit = f"{SHOWN_CHARACTERS:,}"
        line += " · " + _("counted as a whole; the first {count} characters are drawn", count=character_limit)
    st.markdown(line)


def _tokenization(study: TokensSession, analysis: TextAnalysis, kind: str) -> None:
    tokenization, state = analysis.tokenizations[kind], study.panels.vectors
    st.markdown(f"**{_(KINDS[kind])}**")
    st.markdown(_counts(tokenization, analysis))
    tokens(
        f"tokens/{kind}",
        tokenization.beginning,
        words=token_words(_(KINDS[kind]), pick=True),
        times=_frequencies(tokenization),
        unknowns=kind != "pairs",
        chosen=state.token if state.kind == kind else None,
        on_pick=lambda: _on_pick(study, kind),
    )


def _counts(tokenization: Tokenization, analysis: TextAnalysis) -> str:
    """Return how many tokens there are, their mean length, and the size of the vocabulary."""
    size = f"{tokenization.vocabulary_size:,}"
    if not tokenization.total:  # words of a text that is all white space
        return _("**0** tokens · vocabulary {size}", size=size)
    return _(
        "**{total}** tokens · {mean:.2f} characters a token · vocabulary {size}",
        total=f"{tokenization.total:,}",
        mean=analysis.characters / tokenization.total,
        size=size,
    )


def _frequencies(tokenization: Tokenization) -> np.ndarray:
    """Return how often each drawn token is in the whole text (N,); 0 for one that is not among the frequent ones."""
    counts = np.zeros(max(tokenization.vocabulary_size, 1), np.int64)
    counts[tokenization.ids] = tokenization.counts
    ids = tokenization.beginning.ids
    return np.where(ids >= 0, counts[ids], 0)


def _on_pick(study: TokensSession, kind: str) -> None:
    """Show the vector of the token that was clicked."""
    token = parse_pick(st.session_state[f"tokens/{kind}"]["pick"])
    if token is not None:
        study.panels.vectors.kind, study.panels.vectors.token = kind, token
        if not study.hides("vectors"):
            study.panel = "vectors"
