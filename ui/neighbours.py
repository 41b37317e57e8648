"""The nearest words of those that a person looks at, and how near these are to one another, by cosine."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import streamlit as st

from ui.bench import Bench
from ui.lexicon import Found, looked_at
from ui.panels import answers
from ui.symbols import visible
from ui.titles import number
from ui.words import _, plain

ROWS = 8  # neighbours that are shown
COLUMNS = 3  # words whose neighbours are shown side by side


def neighbours_panel(bench: Bench) -> None:
    """A column of neighbours for each word, then the words among themselves."""
    words, found = looked_at(bench), answers(bench.run, "neighbours")
    if not words:
        st.caption(_("Choose a word: its neighbours are told here."))
        return
    if not found:
        st.caption(_("Waiting for the net …"))
        return
    known = [word for word in words if word not in unknown(found)]
    if missing := [word for word in words if word in unknown(found)]:
        listed = _(", ").join(plain(visible(word)) for word in missing)
        st.warning(_("Not in the vocabulary: {words}.", words=listed), icon=":material/search_off:")
    if known:
        st.markdown(_nearest(found, words, known[-COLUMNS:]))
        st.caption(_("The nearest words by cosine: 1 is the same direction, 0 at right angles, −1 opposite."))
    if len(known) > 1:
        st.markdown(_among(found, words))


def unknown(found: Found) -> set[str]:
    """The words that the net does not have."""
    return {str(word) for word in found.get("unknown", ())}


def cosine(value: float) -> str:
    """As it is written."""
    return number(value, 2)


def _nearest(found: Found, words: tuple[str, ...], shown: list[str]) -> str:
    """A Markdown table: for each word its neighbours downwards."""
    columns = []
    for word in shown:
        place = words.index(word)
        names, values = found.get(f"{place}/words", ()), found.get(f"{place}/cosines", ())
        columns.append([f"{plain(visible(str(n)))} {cosine(float(v))}" for n, v in zip(names, values, strict=True)])
    rows = [[column[row] if row < len(column) else "" for column in columns] for row in range(ROWS)]
    heads = [f"**{plain(visible(word))}**" for word in shown]
    lines = [heads, [":--"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _among(found: Found, words: tuple[str, ...]) -> str:
    """The cosines of the chosen words with one another."""
    said = [
        f"{plain(visible(words[one]))} – {plain(visible(words[other]))} **{cosine(value)}**"
        for one, other, value in among(found, words)
    ]
    return _("Among themselves: {pairs}", pairs=" · ".join(said))


def among(found: Found, words: tuple[str, ...]) -> list[tuple[int, int, float]]:
    """Each two of the chosen words that the net has, and their cosine."""
    cosines = found.get("pairs", np.zeros((0, 0)))
    if len(cosines) != len(words):
        return []  # the answer is about other words
    pairs = [(one, other, float(cosines[one, other])) for one, other in combinations(range(len(words)), 2)]
    return [pair for pair in pairs if np.isfinite(pair[2])]
