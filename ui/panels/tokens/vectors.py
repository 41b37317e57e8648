"""A token as a one-hot row and as an embedding: the row times a matrix, really multiplied; two tokens compared."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import streamlit as st

from nets.datasets.text.bpe import legible
from nets.studies.tokens.tokenization import UNKNOWN, Found
from ui.components.tokens import lookup
from ui.fragments.server_value import by_person, put, shown
from ui.panels.tokens.labels import KINDS
from ui.panels.tokens.state import TokensSession
from ui.text.formatting import table
from ui.text.i18n import _, plain
from ui.widgets.selectbox import selectbox

AROUND, FIRST = 3, 2  # rows of the matrix that are drawn around the chosen one, and at the beginning
MOST_OFFERED = 400  # tokens to choose from
MOST_WIDE = 16
SEED = 0


class Vectors(NamedTuple):
    """A vector for each id, (V, D), and a sentence that says where they come from."""

    matrix: np.ndarray
    origin: str


def vectors_of(size: int, width: int) -> Vectors:
    """The vectors of a vocabulary. Nothing has trained them: they are what an embedding begins with."""
    matrix = np.random.default_rng(SEED).normal(0.0, 0.5, (size, width)).astype(np.float32)
    words = _("This matrix is **untrained**: random numbers, as an embedding begins. Training moves its rows.")
    return Vectors(matrix, words)


def vectors_panel(study: TokensSession) -> None:
    """Choose a token and another one; see the product, and how far apart they are either way."""
    found = study.found
    assert found is not None
    kind = study.chosen[0] if study.chosen else "words"
    names = _names(found, kind)
    if len(names) < 2:
        st.caption(_("The text has too few tokens for this."))
        return
    ids = list(names)
    first = next((id for id in ids if names[id][0].isalnum()), ids[0])
    if study.chosen and study.chosen[1] in names:
        first = study.chosen[1]
    if study.chosen is None or study.chosen[1] != first:
        study.chosen = (kind, first)
    kind, first, other, width = _choices(study, kind, names, first)
    size = found.splits[kind].size
    vectors = vectors_of(size, width)
    hot = np.zeros(size, np.float32)
    hot[first] = 1
    product = hot @ vectors.matrix  # (D,)
    rows = _rows(first, size)
    words = {
        "alt": _("A one-hot row times a matrix gives one row of the matrix."),
        "token": _("token · id"),
        "id": _("id"),
        "hot": _("one-hot"),
        "matrix": _("weight matrix, {size} × {width}", size=f"{size:,}", width=width),
        "product": _("one-hot × matrix: the embedding"),
    }
    named = [names.get(row) or _name(found, kind, row) for row in rows]
    lookup(
        "tokens/lookup",
        size=size,
        id=first,
        rows=rows,
        tokens=named,
        values=vectors.matrix[rows],
        product=product,
        words=words,
    )
    st.markdown(vectors.origin)
    apart = float(np.abs(product - vectors.matrix[first]).max())
    words_ = _(
        "All {size} products were added up: the result differs from row {id} by {apart:g}. So nobody multiplies; "
        "the row is looked up."
    )
    st.caption(words_.format(size=f"{size:,}", id=first, apart=apart))
    _distances(names, vectors.matrix, first, other, size)


def _choices(study: TokensSession, kind: str, names: dict[int, str], first: int) -> tuple[str, int, int, int]:
    """Which splitting, which two tokens, and how many numbers a vector has."""
    found = study.found
    assert found is not None
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        put("tokens/vector-kind", kind)
        selectbox(
            _("Splitting"),
            list(KINDS),
            format_func=lambda name: _(KINDS[name]),
            key="tokens/vector-kind",
            width=220,
            on_change=lambda: _other_kind(study),
        )
        put("tokens/vector-token", first)
        selectbox(
            _("Token"),
            list(names),
            format_func=lambda id: f"{names[id]} · {id}",
            key="tokens/vector-token",
            width=200,
            on_change=lambda: _other_token(study),
        )
        beside = [id for id in names if id != first]
        other = study.other if study.other in beside else beside[0]
        shown("tokens/vector-other", other)
        selectbox(
            _("Compared with"),
            beside,
            format_func=lambda id: f"{names[id]} · {id}",
            key="tokens/vector-other",
            width=200,
            on_change=by_person("tokens/vector-other", lambda id: setattr(study, "other", id)),
        )
        shown("tokens/vector-width", study.width)
        wide = by_person("tokens/vector-width", lambda width: setattr(study, "width", width))
        st.slider(
            _("Numbers in a vector"), 2, MOST_WIDE, study.width, key="tokens/vector-width", width=220, on_change=wide
        )
    return kind, first, other, study.width


def _other_kind(study: TokensSession) -> None:
    study.chosen, study.other = (st.session_state["tokens/vector-kind"], -1), -1


def _other_token(study: TokensSession) -> None:
    assert study.chosen is not None
    study.chosen = (study.chosen[0], st.session_state["tokens/vector-token"])


def _names(found: Found, kind: str) -> dict[int, str]:
    """The tokens to choose from, by id: the most frequent ones, and those that are drawn."""
    split = found.splits[kind]
    some = dict(zip(split.ids.tolist(), split.tokens, strict=True))
    drawn = set(split.drawn.ids.tolist()) & some.keys()
    kept = sorted({*split.ids[:MOST_OFFERED].tolist(), *drawn})
    return {id: legible(some[id]) for id in kept}


def _name(found: Found, kind: str, id: int) -> str:
    """What a row of the matrix stands for."""
    if kind == "pairs":
        return legible(found.encoding.vocabulary[id])
    if id == UNKNOWN:
        return _("(unknown)")
    tokens = found.splits[kind].tokens
    return legible(tokens[id - 1]) if id <= len(tokens) else "…"


def _rows(id: int, size: int) -> list[int]:
    """The rows that are drawn: the first, and those around the chosen one."""
    near = range(max(0, id - AROUND), min(size, id + AROUND + 1))
    return sorted({*range(min(FIRST, size)), *near, size - 1})


def _distances(names: dict[int, str], matrix: np.ndarray, first: int, other: int, size: int) -> None:
    """Distance and direction of two tokens, one-hot and embedded."""
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
