"""Show a token as a one-hot row and as an embedding, the row times a matrix, and compare two tokens."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import streamlit as st

from nets.datasets.text.bpe import legible
from nets.studies.tokens.tokenization import UNKNOWN, TextAnalysis
from ui.components.tokens import lookup
from ui.fragments.server_value import on_user_change, put_value, show_value
from ui.panels.tokens.labels import KINDS
from ui.panels.tokens.state import TokensSession, VectorsState
from ui.text.formatting import table
from ui.text.i18n import _, plain
from ui.widgets.selectbox import selectbox

ROWS_AROUND, FIRST_ROWS = 3, 2  # of the matrix that are drawn around the chosen one, and at the beginning
MAX_OPTIONS = 400  # tokens to choose from
MAX_WIDTH = 16
SEED = 0


class Vectors(NamedTuple):
    """A vector for each id (V, D), and a sentence about their origin."""

    matrix: np.ndarray
    origin: str


def vectors_of(size: int, width: int) -> Vectors:
    """Return untrained vectors for a vocabulary: random numbers, as an embedding begins."""
    matrix = np.random.default_rng(SEED).normal(0.0, 0.5, (size, width)).astype(np.float32)
    words = _("This matrix is **untrained**: random numbers, as an embedding begins. Training moves its rows.")
    return Vectors(matrix, words)


def vectors_panel(study: TokensSession) -> None:
    """Draw the choice of two tokens, the product for the first, and the distances between them."""
    analysis, state = study.analysis, study.panels.vectors
    assert analysis is not None
    names = _names(analysis, state.kind)
    if len(names) < 2:
        st.caption(_("The text has too few tokens for this."))
        return
    ids = list(names)
    default = next((id for id in ids if names[id][0].isalnum()), ids[0])
    first = state.token = state.token if state.token in names else default
    other = _choices(state, names, first)
    size = analysis.tokenizations[state.kind].vocabulary_size
    vectors = vectors_of(size, state.width)
    hot = np.zeros(size, np.float32)
    hot[first] = 1
    product = hot @ vectors.matrix  # (D,)
    rows = _rows(first, size)
    words = {
        "alt": _("A one-hot row times a matrix gives one row of the matrix."),
        "token": _("token · id"),
        "id": _("id"),
        "hot": _("one-hot"),
        "matrix": _("weight matrix, {size} × {width}", size=f"{size:,}", width=state.width),
        "product": _("one-hot × matrix: the embedding"),
    }
    row_names = [names.get(row) or _name(analysis, state.kind, row) for row in rows]
    lookup(
        "tokens/lookup",
        size=size,
        id=first,
        rows=rows,
        tokens=row_names,
        values=vectors.matrix[rows],
        product=product,
        words=words,
    )
    st.markdown(vectors.origin)
    difference = float(np.abs(product - vectors.matrix[first]).max())
    conclusion = _(
        "All {size} products were added up: the result differs from row {id} by {apart:g}. So nobody multiplies; "
        "the row is looked up."
    )
    st.caption(conclusion.format(size=f"{size:,}", id=first, apart=difference))
    _distances(names, vectors.matrix, first, other, size)


def _choices(state: VectorsState, names: dict[int, str], first: int) -> int:
    """Draw the choice of the tokenization, the two tokens and the width; return the second token."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        put_value("tokens/vector-kind", state.kind)
        selectbox(
            _("Splitting"),
            list(KINDS),
            format_func=lambda name: _(KINDS[name]),
            key="tokens/vector-kind",
            width=220,
            on_change=lambda: _on_choose_kind(state),
        )
        put_value("tokens/vector-token", first)
        selectbox(
            _("Token"),
            list(names),
            format_func=lambda id: f"{names[id]} · {id}",
            key="tokens/vector-token",
            width=200,
            on_change=lambda: _on_choose_token(state),
        )
        others = [id for id in names if id != first]
        other = state.other if state.other in others else others[0]
        show_value("tokens/vector-other", other)
        selectbox(
            _("Compared with"),
            others,
            format_func=lambda id: f"{names[id]} · {id}",
            key="tokens/vector-other",
            width=200,
            on_change=on_user_change("tokens/vector-other", lambda id: setattr(state, "other", id)),
        )
        key = "tokens/vector-width"
        show_value(key, state.width)
        on_change = on_user_change(key, lambda width: setattr(state, "width", width))
        st.slider(_("Numbers in a vector"), 2, MAX_WIDTH, state.width, key=key, width=220, on_change=on_change)
    return other


def _on_choose_kind(state: VectorsState) -> None:
    state.kind, state.token, state.other = st.session_state["tokens/vector-kind"], -1, -1


def _on_choose_token(state: VectorsState) -> None:
    state.token = st.session_state["tokens/vector-token"]


def _names(analysis: TextAnalysis, kind: str) -> dict[int, str]:
    """Return the tokens to choose from by id: the most frequent ones, and those at the beginning of the text."""
    tokenization = analysis.tokenizations[kind]
    frequent = dict(zip(tokenization.ids.tolist(), tokenization.tokens, strict=True))
    beginning_ids = set(tokenization.beginning.ids.tolist()) & frequent.keys()
    options = sorted({*tokenization.ids[:MAX_OPTIONS].tolist(), *beginning_ids})
    return {id: legible(frequent[id]) for id in options}


def _name(analysis: TextAnalysis, kind: str, id: int) -> str:
    """Return the token of a row of the matrix."""
    if kind == "pairs":
        return legible(analysis.encoding.vocabulary[id])
    if id == UNKNOWN:
        return _("(unknown)")
    tokens = analysis.tokenizations[kind].tokens
    return legible(tokens[id - 1]) if id <= len(tokens) else "…"


def _rows(id: int, size: int) -> list[int]:
    """Return the rows that are drawn: the first, those around the chosen one, and the last."""
    near = range(max(0, id - ROWS_AROUND), min(size, id + ROWS_AROUND + 1))
    return sorted({*range(min(FIRST_ROWS, size)), *near, size - 1})


def _distances(names: dict[int, str], matrix: np.ndarray, first: int, other: int, size: int) -> None:
    """Draw distance and cosine of two tokens, one-hot and embedded."""
    a, b = matrix[first], matrix[other]
    cosine = float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))
    pair = f"{plain(names[first])} – {plain(names[other])}"
    heads = (pair, _("numbers"), _("distance"), _("cosine"))
    rows = [
        (_("one-hot"), f"{size:,}", f"{np.sqrt(2):.3f}", f"{0:.3f}"),
        (_("embedding"), str(len(a)), f"{float(np.linalg.norm(a - b)):.3f}", f"{cosine:.3f}"),
    ]
    st.markdown(table(heads, rows))
    st.caption(
        _(
            "One-hot rows are all equally far apart and have no direction in common: they tell tokens apart, no more. "
            "Embedded tokens can be near or far, and directions between them can come to mean something."
        )
    )
