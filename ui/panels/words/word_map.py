"""The live map of a net's word vectors, and the choice of its contents."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import streamlit as st

from nets.datasets.text.world_grammar import COUNTRIES, PAIRS
from ui.charts.render import answers
from ui.components import cloud as element
from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.words.word_selection import (
    Answer,
    lexicon,
    map_probes,
    refresh,
    select_words,
    selected_words,
    unique_words,
    vocabulary,
)
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _
from ui.text.token_text import visible
from ui.widgets.remembered import choice, choice_arguments
from ui.widgets.selectbox import selectbox

METHODS = {"pca": "PCA", "tsne": "t-SNE"}
AMOUNTS = (50, 100, 200, 300)
KINDS = {
    "country": N_("countries"),
    "capital": N_("capitals"),
    "language": N_("languages"),
    "currency": N_("currencies"),
    "man": N_("men"),
    "woman": N_("women"),
}
LINES = 3  # from each selected word to its neighbours


@fragment("words")
def words_panel(session: TrainingSession) -> None:
    """Draw the choice of words, and of the map."""
    words_choice(session)


def words_choice(session: TrainingSession) -> None:
    """Draw the widgets of `words_panel`; they are redrawn when the words of the net change."""
    session.redraws.drawn_state["words"] = _choice_of(session)
    words = list(selected_words(session))
    show_value("lexicon/chosen", words)
    st.multiselect(
        _("Words looked at"),
        list(dict.fromkeys([*words, *vocabulary(session)])),
        format_func=visible,
        key="lexicon/chosen",
        accept_new_options=True,
        placeholder=_("Type or choose words"),
        on_change=on_user_change("lexicon/chosen", lambda words: select_words(session, words)),
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _draw_map_settings(session)


def _choice_of(session: TrainingSession) -> tuple[tuple[str, ...], ...]:
    return selected_words(session), tuple(vocabulary(session))


def _draw_map_settings(session: TrainingSession) -> None:
    """Draw the choice of the method, the dimensions and the number of words."""
    again = lambda _value: refresh(session, map_probes(session))  # noqa: E731
    method = choice_arguments(session, "map/method", choice(session, "map/method", "pca"), again)
    about = _("PCA shows the directions in which the vectors differ most. t-SNE keeps near words near.")
    st.segmented_control(
        _("Projection"), list(METHODS), format_func=lambda name: METHODS[name], required=True, help=about, **method
    )
    dims = choice_arguments(session, "map/dims", int(choice(session, "map/dims", 2)), again)
    st.segmented_control(_("Dimensions"), (2, 3), required=True, **dims)
    most = choice_arguments(session, "map/most", int(choice(session, "map/most", 200)), again)
    about = _("The most frequent ones are drawn, and those that you look at.")
    selectbox(_("Words on the map"), AMOUNTS, width=160, help=about, **most)


def word_map(session: TrainingSession, key: str = "cloud") -> None:
    """Draw the map of the current vectors, and how much of them it shows."""
    session.redraws.current_state["words"] = _choice_of(session)
    method, dims = choice(session, "map/method", "pca"), int(choice(session, "map/dims", 2))
    answer = fitting(session, dims)
    step = session.run.probe_answers.index if session.run.probe_answers else 0
    element.cloud(
        key,
        frame=f"{session.run.id}/{method}/{dims}",
        step=step,
        **marks(session, answer, answers(session.run, "nearest_neighbours")),
        words=map_words(_("Word vectors"), len(answer["words"])),
        on_pick=lambda: on_pick(session, key),
    )
    st.caption(_caption(answer, method))


def fitting(session: TrainingSession, dims: int) -> Answer:
    """Return the latest map; empty while there is none with this number of dimensions."""
    answer = answers(session.run, "word_map")
    if answer and answer["points"].shape[1] == dims:
        return answer
    empty = {"rows": np.zeros(0, np.int64), "words": np.zeros(0, str), "points": np.zeros((0, dims), np.float32)}
    return empty | {"counts": np.zeros(0, np.int64)}


def marks(session: TrainingSession, answer: Answer, neighbours: Answer) -> dict[str, Any]:
    """Return what the element draws: words, points, selected words, lines to neighbours, and groups."""
    names = [str(word) for word in answer["words"]]
    rows = {name: int(row) for name, row in zip(names, answer["rows"], strict=True)}
    selected = [
        rows[form] for word in selected_words(session) for form in dict.fromkeys((word, word.lower())) if form in rows
    ]
    near = [line for place, row in enumerate(neighbours.get("rows", ())) for line in _near(place, int(row), neighbours)]
    kinds, pairs = kinds_of(lexicon(session)), pairs_of(lexicon(session))
    return {
        "names": [visible(name) for name in names],
        "rows": answer["rows"].tolist(),
        "points": answer["points"],
        "counts": answer["counts"].tolist() if "counts" in answer and answer["counts"].any() else None,
        "chosen": selected,
        "near": near,
        "pairs": [(rows[one], rows[other]) for one, other in pairs if one in rows and other in rows],
        "groups": [list(KINDS).index(kinds[name]) if name in kinds else -1 for name in names] if kinds else None,
        "legend": [_(title) for title in KINDS.values()] if kinds else [],
    }


@cache
def kinds_of(lexicon: str) -> dict[str, str]:
    """Return the kinds of the words of the generated world by word; empty for other texts."""
    name, _slash, language = lexicon.partition("/")
    if name != "world":
        return {}
    named = zip(KINDS, zip(*COUNTRIES[language], strict=True), strict=False)
    kinds = {word: kind for kind, words in named for word in words}
    people = {word: kind for pair in PAIRS[language] for word, kind in zip(pair, ("man", "woman"), strict=True)}
    return kinds | people


@cache
def pairs_of(lexicon: str) -> tuple[tuple[str, str], ...]:
    """Return related words of the generated world: country and capital, man and woman."""
    name, _slash, language = lexicon.partition("/")
    if name != "world":
        return ()
    return (*((row[0], row[1]) for row in COUNTRIES[language]), *((row[0], row[1]) for row in PAIRS[language]))


def _near(place: int, row: int, neighbours: Answer) -> list[tuple[int, int, float]]:
    """Return lines from a selected word to its nearest neighbours."""
    if f"{place}/rows" not in neighbours:
        return []
    nearest = zip(neighbours[f"{place}/rows"].tolist(), neighbours[f"{place}/cosines"].tolist(), strict=True)
    return [(row, other, cosine) for other, cosine in list(nearest)[:LINES]]


def _caption(answer: Answer, method: str) -> str:
    """Return how far the map can be trusted."""
    if not len(answer["words"]):
        return _("Waiting for the net …")
    if method == "tsne":
        return _(
            "t-SNE puts words side by side that are near by cosine. How large groups are and how far apart they lie "
            "says nothing."
        )
    explained = np.nan_to_num(answer["explained"]) if "explained" in answer else np.zeros(1)
    return _(
        "A map of {dims} directions holds {share:.0%} of how these vectors differ; the rest is not seen.",
        dims=len(explained),
        share=float(explained.sum()),
    )


def map_words(title: str, count: int) -> dict[str, str]:
    """Return the labels of the map."""
    return {
        "title": title,
        "alt": _(
            "{title}: a map of {count} words. Arrow keys move or turn it, Shift with them goes from word to word, "
            "Enter chooses, plus and minus enlarge and shrink.",
            title=title,
            count=count,
        ),
        "hint": _("Point at a word to read it, click to look at it, Shift-click to add it. Drag to move or turn."),
        "word": _("{word}: {count} times in the text"),
        "cosine": _("cosine with {word} {value}"),
        "find": _("Find a word"),
        "closer": _("Closer"),
        "farther": _("Farther away"),
        "fit": _("Show all"),
        "trails": _("Trails"),
        "heads": "|".join((_("word"), _("count"), _("kind"))),
    }


def on_pick(session: TrainingSession, key: str) -> None:
    """Select the word that was clicked on the map or searched for; none if it was cleared."""
    pick = element.parse_pick(st.session_state[key].get("pick"))
    if pick is None:
        return
    spelled = {visible(word): word for word in vocabulary(session)}
    word = spelled.get(pick.word, pick.word)
    select_words(session, unique_words([*(selected_words(session) if pick.more else ()), word]))
