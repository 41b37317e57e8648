"""Count-based vectors: PMI and its singular value decomposition on the same text, beside the net's vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.training.messages import Watch
from ui.charts.render import answers
from ui.components import cloud as element
from ui.components.matrix import matrix
from ui.inspect.inspectors import Inspector
from ui.panels.words.nearest_neighbours import format_word, listed
from ui.panels.words.word_map import fitting, map_words, marks, on_pick, pairs_of
from ui.panels.words.word_selection import Answer, lexicon, selected_words
from ui.session.training_session import TrainingSession
from ui.text.formatting import table
from ui.text.i18n import N_, _
from ui.text.token_text import visible
from ui.widgets.remembered import choice, choice_arguments

WHICH = {"pmi": "PMI", "cooccurrence": N_("Counts")}
MAX_WORDS, FREQUENT = 100, 40  # words on the map and in the matrix; frequent ones if related pairs are known
ROWS = 6  # neighbours of a word


def question(session: TrainingSession) -> Watch:
    """Return the probe of the same words and map as the net's."""
    words, known_pairs = selected_words(session), pairs_of(lexicon(session))
    paired = [word for pair in known_pairs for word in pair]
    arguments: dict[str, Any] = {"dims": int(choice(session, "map/dims", 2)), "word": words[0] if words else ""}
    arguments |= {"most": FREQUENT if known_pairs else MAX_WORDS, "words": tuple(dict.fromkeys([*words, *paired]))}
    return {"pmi_baseline": arguments, "analogies": {}}


def pmi_panel(session: TrainingSession) -> None:
    """Draw the PMI matrix, both maps side by side, and the scores on analogies."""
    answer = answers(session.run, "pmi_baseline")
    st.markdown(
        _(
            "Nothing is trained here. How often two words stand in one window is counted; **PMI** is the logarithm of "
            "how much more often that is than by chance, and its **singular value decomposition** gives each word a "
            "vector. Skip-gram with negative sampling approaches the same matrix (Levy and Goldberg 2014)."
        )
    )
    if not answer:
        st.caption(_("Counting …"))
        return
    dims = answer["points"].shape[1]
    learned = _same_words(fitting(session, dims), answer)
    maps = {"learned": (_("Learnt by the net"), learned), "counted": (_("Counted: PMI and SVD"), answer)}
    for column, (name, (title, one)) in zip(st.columns(2, gap="medium"), maps.items(), strict=True):
        with column:
            _map(session, name, title, one)
    left, right = st.columns(2, gap="medium")
    with left:
        _matrix(session, answer)
    with right:
        _nearest(session, answer)
        _score(answer, answers(session.run, "analogies"))


def _same_words(answer: Answer, other: Answer) -> Answer:
    """Return a map with only the words that another one has as well."""
    both = np.isin(answer["rows"], other["rows"])
    return {name: answer[name][both] for name in ("rows", "words", "points", "counts")}


def _map(session: TrainingSession, name: str, title: str, answer: Answer) -> None:
    st.markdown(f"**{title}**")
    key = f"counted/{name}"
    neighbours = answers(session.run, "nearest_neighbours") if name == "learned" else {}
    method = choice(session, "map/method", "pca")
    element.cloud(
        key,
        frame=f"{session.run.id}/{name}/{method}/{answer['points'].shape[1]}",
        step=session.run.probe_answers.index if session.run.probe_answers else 0,
        **marks(session, answer, neighbours),
        words=map_words(title, len(answer["words"])),
        on_pick=lambda: on_pick(session, key),
    )


def _matrix(session: TrainingSession, answer: Answer) -> None:
    """Draw the counts or PMI of the most frequent words."""
    which = choice_arguments(session, "counted/which", choice(session, "counted/which", "pmi"))
    st.segmented_control(_("Matrix"), list(WHICH), format_func=lambda name: _(WHICH[name]), required=True, **which)
    name = str(choice(session, "counted/which", "pmi"))
    names = [visible(str(word)) for word in answer["words"]]
    title = _("PMI of two words") if name == "pmi" else _("How often two words share a window")
    words = {
        "title": title,
        "alt": _("{title}: {count} words by {count} words. Arrow keys go from cell to cell.").format(
            title=title, count=len(names)
        ),
        "hint": _("Point at a cell to read it."),
        "cell": _("{row} with {column}: {value}"),
        "heads": "|".join((_("word"), _("word"), _("value"))),
    }
    marked = [names.index(visible(word)) for word in selected_words(session) if visible(word) in names]
    values = answer[name] if name == "pmi" else np.log1p(answer[name])
    matrix(f"counted/{name}", values=values, rows=names, columns=names, words=words, marked=marked)
    if name != "pmi":
        st.caption(_("Logarithms of the counts plus one: a few pairs are a thousand times as frequent as others."))


def _nearest(session: TrainingSession, answer: Answer) -> None:
    """Draw the neighbours of the first word, by the net and by counting."""
    net = answers(session.run, "nearest_neighbours")
    if "0/words" not in net or "near" not in answer:
        return
    st.markdown(_("Nearest to **{word}**:", word=format_word(net["words"][0])))
    by_counting = {"0/words": answer["near"], "0/cosines": answer["cosines"]}
    rows = list(zip(listed(net, 0, ROWS), listed(by_counting, 0, ROWS), strict=False))
    st.markdown(table([_("learnt"), _("counted")], rows, texts=2))


def _score(answer: Answer, learned: Answer) -> None:
    """Draw how many analogies each of the two answers correctly."""
    question_count = int(answer["asked"].sum())
    if not question_count or not learned:
        return
    st.markdown(
        _(
            "Analogies: learnt **{learned:.0%}**, counted **{counted:.0%}** of {asked}.",
            learned=float(learned["right"].sum()) / max(1.0, float(learned["asked"].sum())),
            counted=float(answer["right"].sum()) / question_count,
            asked=question_count,
        )
    )
    st.caption(_("On a small text counting is hard to beat: it uses every pair at once. Word2Vec wins on large ones."))


COUNTED = Inspector(N_("Counted"), question, pmi_panel)
