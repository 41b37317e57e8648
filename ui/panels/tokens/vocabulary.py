"""List the vocabulary of each tokenization: ids, tokens, counts."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import streamlit as st

from nets.datasets.text.bpe import BYTES, legible
from nets.studies.tokens.tokenization import TextAnalysis
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.tokens.labels import KINDS
from ui.panels.tokens.state import TokensSession
from ui.text.i18n import _


def vocabulary_panel(study: TokensSession) -> None:
    """Draw a table to sort and search; of byte pairs every learnt token with its two parts."""
    analysis = study.analysis
    assert analysis is not None
    kind = study.panels.listed_kind
    show_value("tokens/vocabulary-kind", kind)
    st.segmented_control(
        _("Splitting"),
        list(KINDS),
        format_func=lambda name: _(KINDS[name]),
        key="tokens/vocabulary-kind",
        required=True,
        label_visibility="collapsed",
        on_change=on_user_change("tokens/vocabulary-kind", lambda name: setattr(study.panels, "listed_kind", name)),
    )
    rows = _learnt_tokens(analysis) if kind == "pairs" else _frequent_tokens(analysis, kind)
    st.dataframe(pa.table(rows), height=380, hide_index=True)
    if kind == "pairs":
        st.caption(
            _("256 bytes, of which those in the text are listed, and one token a merge. Nothing is ever unknown.")
        )
    else:
        words = _(
            "{size} ids: 0 is for everything unknown, the others go by frequency. The {count} most frequent are listed."
        )
        st.caption(
            words.format(
                size=f"{analysis.tokenizations[kind].vocabulary_size:,}",
                count=f"{len(analysis.tokenizations[kind].ids):,}",
            )
        )


def _frequent_tokens(analysis: TextAnalysis, kind: str) -> dict[str, Any]:
    tokenization = analysis.tokenizations[kind]
    return {
        _("id"): tokenization.ids,
        _("token"): [legible(token) for token in tokenization.tokens],
        _("bytes"): [len(token) for token in tokenization.tokens],
        _("count"): tokenization.counts,
    }


def _learnt_tokens(analysis: TextAnalysis) -> dict[str, Any]:
    vocabulary, counts = analysis.encoding.vocabulary, analysis.counts
    parts = {merge.made: merge for merge in analysis.encoding.merges}
    ids = sorted((id for id in range(len(vocabulary)) if id >= BYTES or counts[id]), key=lambda id: -counts[id])
    merges = [parts.get(id) for id in ids]
    return {
        _("id"): ids,
        _("token"): [legible(vocabulary[id]) for id in ids],
        _("made of"): [f"{legible(vocabulary[m.left])} + {legible(vocabulary[m.right])}" if m else "" for m in merges],
        _("bytes"): [len(vocabulary[id]) for id in ids],
        _("merged, times"): [m.done if m else 0 for m in merges],
        _("count in the text now"): [int(counts[id]) for id in ids],
    }
