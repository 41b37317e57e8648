"""Beam search: several hypotheses are extended at once, as a tree, beside the greedy output."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from ui.charts.render import answers
from ui.components.beam import beam
from ui.inspect.inspectors import Inspector
from ui.panels.pairs.source_input import Answer, input_arguments, side
from ui.session.training_session import TrainingSession
from ui.text.formatting import number, table
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible
from ui.widgets.input_picker import is_about
from ui.widgets.remembered import choice, choice_arguments

WIDTH, PENALTY = "beam/width", "beam/penalty"
MAX_WIDTH = 6


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the search."""
    width, penalty = int(choice(session, WIDTH, 3)), float(choice(session, PENALTY, 1.0))
    return {"beam_tree": {**input_arguments(session), "width": width, "penalty": penalty}}


def beam_panel(session: TrainingSession) -> None:
    """Draw width and penalty, the tree, and the outputs by rank."""
    again = lambda _value: _refresh(session)  # noqa: E731
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        about_width = _("How many answers are carried on at once. 1 is the greedy search: always the likeliest symbol.")
        widget = choice_arguments(session, WIDTH, int(choice(session, WIDTH, 3)), again)
        st.slider(_("Width of the beam"), 1, MAX_WIDTH, st.session_state[WIDTH], width=220, help=about_width, **widget)
        about_penalty = _(
            "Answers are ranked by the sum of their log-probabilities over their length to this power. 0 favours short "
            "answers, 1 takes the mean, more favours long ones."
        )
        widget = choice_arguments(session, PENALTY, float(choice(session, PENALTY, 1.0)), again)
        st.slider(
            _("Length penalty"), -1.0, 3.0, st.session_state[PENALTY], 0.25, width=220, help=about_penalty, **widget
        )
    answer = answers(session.run, "beam_tree")
    if not answer or not is_about(answer, input_arguments(session)):
        st.caption(_("Waiting for the net …"))
        return
    tree("beam", answer, " " if side(session, "target").unit == "words" else "")
    _ranked(answer)


def _refresh(session: TrainingSession) -> None:
    session.request_probes(question(session))


def way_to(answer: Answer, node: int) -> list[int]:
    """Return the path from the start to a node; nodes are counted without the start."""
    parents: list[int] = answer["parent"].tolist()
    path: list[int] = []
    while node > 0:
        path.insert(0, node - 1)
        node = parents[node]
    return path


def tree(key: str, answer: Answer, joint: str = "") -> None:
    """Draw the tree of a search; `joint` stands between two tokens."""
    beam(
        key,
        tokens=[str(each) for each in answer["tokens"][1:]],
        parents=(answer["parent"][1:] - 1).tolist(),
        depths=(answer["depth"][1:] - 1).tolist(),
        logs=answer["log_prob"][1:],
        totals=answer["total"][1:],
        kept=answer["kept"][1:].tolist(),
        finished=answer["finished"][1:].tolist(),
        best=way_to(answer, int(answer["ends"][0])),
        greedy=greedy_way(answer),
        joint=joint,
        words=words(len(answer["tokens"]) - 1),
    )


def greedy_way(answer: Answer) -> list[int]:
    """Return the nodes of the greedy output, as far as the search has expanded them."""
    node = 0
    while len(after := np.flatnonzero(answer["parent"] == node)):
        node = int(after[answer["log_prob"][after].argmax()])
    return way_to(answer, node)


def _ranked(answer: Answer) -> None:
    """Draw the outputs of the beam by rank, then the greedy one."""
    greedy = [_("greedy"), format_output(answer["greedy"]), number(float(answer["greedy_score"]))]
    ranks(answer["hypotheses"], answer["scores"], answer["true"], greedy)
    if str(answer["hypotheses"][0]) != str(answer["greedy"]):
        st.markdown(_("The beam has found an answer that greedy search misses."))


def format_output(text: object) -> str:
    """Return an output as Markdown; a dash for an empty one."""
    return plain(visible(str(text))) or "–"


def ranks(texts: np.ndarray, scores: np.ndarray, true: np.ndarray, *more: list[str]) -> None:
    """Draw a table of outputs with their scores, best first, correct ones ticked, and `more` rows below."""
    answers_of = zip(texts, scores, true, strict=True)
    rows = [
        [str(place + 1), f"**{format_output(text)}**{' ✓' * bool(right)}", number(float(score))]
        for place, (text, score, right) in enumerate(answers_of)
    ]
    st.markdown(table([_("Rank"), _("Answer"), _("Score")], [*rows, *more], texts=2))


def words(count: int) -> dict[str, str]:
    """Return the labels of the tree."""
    return {
        "title": _("The tree of the search"),
        "alt": _(
            "The tree of the beam search: {count} nodes, a column for each place of the answer. Arrow keys go from "
            "node to node.",
            count=count,
        ),
        "hint": _("Each box: a symbol and its log-probability. Point at one to read the way to it."),
        "node": _("{text} · log-probability {log} ({chance}) · sum {total} · {state}"),
        "kept": _("carried on"),
        "pruned": _("given up"),
        "finished": _("a finished answer"),
        "best": _("the best answer"),
        "greedy": _("greedy"),
        "heads": "|".join((_("way"), _("symbol"), _("place"), _("log-probability"), _("sum"), _("state"))),
    }


BEAM = Inspector(N_("Beam search"), question, beam_panel)
