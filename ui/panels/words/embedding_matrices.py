"""The two matrices that are learnt, side by side: words as inputs, and words as outputs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from nets.training.messages import Watch
from ui.charts.render import answers
from ui.components.matrix import matrix
from ui.inspect.inspectors import Inspector
from ui.panels.words.word_selection import refresh, selected_words
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _
from ui.text.token_text import visible
from ui.widgets.remembered import choice, choice_arguments

AMOUNTS = (20, 40, 60)


def question(session: TrainingSession) -> Watch:
    """Return the probe of the selected and the most frequent words."""
    return {"embedding_matrices": {"words": selected_words(session), "most": int(choice(session, "matrices/most", 40))}}


def matrices_panel(session: TrainingSession) -> None:
    """Draw both matrices as heat maps of the same words."""
    most = choice_arguments(
        session,
        "matrices/most",
        int(choice(session, "matrices/most", 40)),
        lambda _most: refresh(session, question(session)),
    )
    st.segmented_control(_("Words"), AMOUNTS, required=True, **most)
    answer = answers(session.run, "embedding_matrices")
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    words = [visible(str(word)) for word in answer["words"]]
    marked = [words.index(visible(word)) for word in selected_words(session) if visible(word) in words]
    titles = {"input": _("Input matrix: the word vectors"), "output": _("Output matrix: context vectors")}
    for column, (name, title) in zip(st.columns(2, gap="medium"), titles.items(), strict=True):
        with column:
            if name == "output" and answer["nodes"]:
                nodes = [_("node {number}", number=node) for node in range(len(answer[name]))]
                draw_matrix(f"matrices/{name}", title, answer[name], nodes)
            else:
                draw_matrix(f"matrices/{name}", title, answer[name], words, marked)
    st.caption(
        _(
            "A row is a word, a column one of its numbers; blue is above zero, orange below. The input matrix is what "
            "people call the word vectors. The output matrix scores which words stand around; in the softmax of all "
            "words and with negative sampling its rows are words as well, in the hierarchical one they are turns of "
            "the tree."
        )
    )


def draw_matrix(key: str, title: str, values: np.ndarray, rows: list[str], marked: Sequence[int] = ()) -> None:
    """Draw a matrix (R, D) as a heat map, a word in each row; the `marked` rows stand out."""
    alt = _("{title}: {rows} rows of {columns} numbers. Arrow keys go from cell to cell.")
    title_text = {
        "title": title,
        "alt": alt.format(title=title, rows=len(values), columns=values.shape[1]),
        "hint": _("Point at a cell to read it."),
        "cell": _("{row}, number {column}: {value}"),
        "heads": "|".join((_("word"), _("number"), _("value"))),
    }
    matrix(key, values=values, rows=rows, words=title_text, marked=list(marked))


MATRICES = Inspector(N_("Two matrices"), question, matrices_panel)
