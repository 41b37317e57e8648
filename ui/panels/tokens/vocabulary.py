"""The vocabulary of each splitting: ids, tokens, counts."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import streamlit as st

from nets.datasets.text.bpe import BYTES, legible
from nets.studies.tokens.tokenization import Found
from ui.fragments.server_value import by_person, shown
from ui.panels.tokens.labels import KINDS
from ui.panels.tokens.state import TokensSession
from ui.text.i18n import _


def vocabulary_panel(study: TokensSession) -> None:
    """A table to sort and search; of byte pairs all that was learnt, with the two parts of each token."""
    found = study.found
    assert found is not None
    kind = study.listed
    shown("tokens/vocabulary-kind", kind)
    st.segmented_control(
        _("Splitting"),
        list(KINDS),
        format_func=lambda name: _(KINDS[name]),
        key="tokens/vocabulary-kind",
        required=True,
        label_visibility="collapsed",
        on_change=by_person("tokens/vocabulary-kind", lambda name: setattr(study, "listed", name)),
    )
    rows = _learnt(found) if kind == "pairs" else _listed(found, kind)
    st.dataframe(pa.table(rows), height=380, hide_index=True)
    if kind == "pairs":
        st.caption(
            _("256 bytes, of which those in the text are listed, and one token a merge. Nothing is ever unknown.")
        )
    else:
        words = _(
            "{size} ids: 0 is for everything unknown, the others go by frequency. The {count} most frequent are listed."
        )
        st.caption(words.format(size=f"{found.splits[kind].size:,}", count=f"{len(found.splits[kind].ids):,}"))


def _listed(found: Found, kind: str) -> dict[str, Any]:
    split = found.splits[kind]
    return {
        _("id"): split.ids,
        _("token"): [legible(token) for token in split.tokens],
        _("bytes"): [len(token) for token in split.tokens],
        _("count"): split.counts,
    }


def _learnt(found: Found) -> dict[str, Any]:
    vocabulary, counts = found.encoding.vocabulary, found.counts
    parts = {merge.made: merge for merge in found.encoding.merges}
    ids = sorted((id for id in range(len(vocabulary)) if id >= BYTES or counts[id]), key=lambda id: -counts[id])
    made = [parts.get(id) for id in ids]
    return {
        _("id"): ids,
        _("token"): [legible(vocabulary[id]) for id in ids],
        _("made of"): [f"{legible(vocabulary[m.left])} + {legible(vocabulary[m.right])}" if m else "" for m in made],
        _("bytes"): [len(vocabulary[id]) for id in ids],
        _("merged, times"): [m.done if m else 0 for m in made],
        _("count in the text now"): [int(counts[id]) for id in ids],
    }
