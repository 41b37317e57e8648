"""What was found in the text: three splittings side by side, and the panel that looks into them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.studies.tokens.challenges import CHALLENGES
from nets.studies.tokens.tokenization import SHOWN, Found, Split
from nets.training.challenge import Challenge
from ui.components.tokens import picked, tokens
from ui.fragments.error_boundary import error_boundary, fragment
from ui.page_parts.panel_switch import (
    draw_challenges,
    draw_failure,
    draw_open_panel,
    draw_switch,
    draw_ticker,
    open_panel,
)
from ui.panels.tokens.labels import KINDS, token_words
from ui.panels.tokens.merges import merges_panel
from ui.panels.tokens.state import TokensSession, changed
from ui.panels.tokens.token_costs import prices_panel
from ui.panels.tokens.token_length import size_panel
from ui.panels.tokens.unknown_tokens import strangers_panel
from ui.panels.tokens.vectors import vectors_panel
from ui.panels.tokens.vocabulary import vocabulary_panel
from ui.text.i18n import N_, _, problem

PANELS = {
    "merges": (N_("Merges"), merges_panel),
    "vocabulary": (N_("Vocabulary"), vocabulary_panel),
    "size": (N_("Length of tokens"), size_panel),
    "vectors": (N_("One-hot and embedding"), vectors_panel),
    "strangers": (N_("Unknown tokens"), strangers_panel),
    "prices": (N_("English and Chinese"), prices_panel),
}
POLL = 250  # milliseconds between two looks at whether an answer has come


@fragment("tokens-found")
def found_panel(study: TokensSession) -> None:
    """The answers of the workers; asked for anew until all are there."""
    names = open_panel(study, PANELS)
    study.ask()
    _told(study)
    if study.found is None:
        started = study.splits.answered is not None
        words = _("computing …") if started else _("Waiting for the first answer: the workers are starting …")
        st.caption(words if study.moving else "")
    else:
        with error_boundary("splittings"):
            _summary(study, study.found)
            _three(study, study.found)
        draw_switch(study, PANELS, names)
        draw_open_panel(study, PANELS, names)
    words = _("Sets what this challenge needs, and everything else as it was at first. Your text stays.")
    draw_challenges(study, CHALLENGES, lambda challenge: _start(study, challenge), words)
    draw_ticker(study, POLL, study.moving)


def _told(study: TokensSession) -> None:
    """What did not fit, what had to be done to the text, and what a worker failed at."""
    for found in study.problems:
        st.error(problem(found), icon=":material/block:")
    for note in study.notes:
        st.info(problem(note), icon=":material/info:")
    failed = next((asked for asked in (study.splits, study.met, study.priced) if asked.problem is not None), None)
    if failed is not None:
        draw_failure(study, failed, failed.again)


def _summary(study: TokensSession, found: Found) -> None:
    """How long the text is, or that there is none."""
    if not study.text:
        st.info(_("There is no text yet. Type or paste one above."), icon=":material/edit:")
        return
    unit = {"grapheme": _("characters (graphemes)"), "codepoint": _("characters (code points)")}
    line = f"**{found.characters:,}** {unit[study.settings.unit]} · "
    line += _("**{count}** bytes in UTF-8", count=f"{found.content:,}")
    if len(study.text) > SHOWN:
        line += " · " + _("counted as a whole; the first {count} characters are drawn", count=f"{SHOWN:,}")
    st.markdown(line)


def _three(study: TokensSession, found: Found) -> None:
    for column, kind in zip(st.columns(3, gap="medium"), KINDS, strict=True):
        split = found.splits[kind]
        with column:
            st.markdown(f"**{_(KINDS[kind])}**")
            st.markdown(_counts(split, found))
            chosen = study.chosen[1] if study.chosen and study.chosen[0] == kind else None
            tokens(
                f"tokens/{kind}",
                split.drawn,
                words=token_words(_(KINDS[kind]), pick=True),
                times=_times(split),
                unknowns=kind != "pairs",
                chosen=chosen,
                on_pick=lambda kind=kind: _pick(study, kind),  # type: ignore[misc]
            )


def _counts(split: Split, found: Found) -> str:
    """How many tokens, how long they are, and how many different ones there are to know."""
    if not split.total:  # words of a text that is all white space
        return _("**0** tokens · vocabulary {size}", size=f"{split.size:,}")
    return _(
        "**{total}** tokens · {mean:.2f} characters a token · vocabulary {size}",
        total=f"{split.total:,}",
        mean=found.characters / split.total,
        size=f"{split.size:,}",
    )


def _times(split: Split) -> np.ndarray:
    """How often each drawn token is in the whole text; 0 for one that is not among the frequent ones."""
    counts = np.zeros(max(split.size, 1), np.int64)
    counts[split.ids] = split.counts
    return np.where(split.drawn.ids >= 0, counts[split.drawn.ids], 0)


def _pick(study: TokensSession, kind: str) -> None:
    """A token was chosen: look at its vector."""
    id = picked(st.session_state[f"tokens/{kind}"]["pick"])
    if id is not None:
        study.chosen = (kind, id)
        if not study.hides("vectors"):
            study.panel = "vectors"


def _start(study: TokensSession, challenge: Challenge) -> None:
    study.set_up(challenge)
    changed(study)
