"""One head as matrices with their numbers, from Q, K and V to its output, and one product in full."""

from __future__ import annotations

from math import sqrt

import numpy as np
import streamlit as st

from ui.components.matrix import matrix, parse_pick
from ui.inspect.inspectors import Inspector
from ui.panels.attention.head_map import mask_values, question
from ui.panels.attention.selection import Answer, View, focus, head_choice, latest_answer, names_of, place, select
from ui.session.training_session import TrainingSession
from ui.text.formatting import datum, factor, largest, number, weight
from ui.text.i18n import N_, _, plain

PLACES = 9  # positions of a text whose rows and columns are drawn
UNITS = 8  # numbers of a vector that are drawn
TERMS = 6  # products of a sum that are written out
Frame = tuple[str, np.ndarray, list[str], list[str] | None]  # title, numbers, names of rows and columns


def numbers_panel(session: TrainingSession, view: View) -> None:
    """Draw every matrix of the head for the positions with the largest weights, then one product."""
    head_choice(session, view, f"numbers/{view.where}")
    answer = latest_answer(session, view, "attention_head", "layer", "head", "at")
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    rows, columns = visible_positions(answer)
    st.markdown(_shapes(answer))
    for frames in (
        _query_key_value_frames(answer, rows, columns),
        *_score_frames(answer, rows, columns),
        _output_frames(answer, rows),
    ):
        for column, (name, frame) in zip(st.columns(len(frames), gap="medium"), frames.items(), strict=True):
            with column:
                _frame(session, view, answer, name, frame, (rows, columns))
    st.caption(
        _(
            "Of {count} places those are drawn that count most for the one in focus; grey cells are masked. Click a "
            "cell of the scores to choose two places, whose product is written out below.",
            count=len(answer["tokens"]),
        )
    )
    st.markdown(_product(session, view, answer))


def visible_positions(answer: Answer) -> tuple[list[int], list[int]]:
    """Return the query and key positions that are drawn, the selected one among them."""
    at = place(answer, int(answer["at"]))
    columns = np.argsort(-answer["weights"][at], kind="stable")[:PLACES].tolist()
    if len(answer["weights"]) != len(answer["key"]) or names_of(answer) != names_of(
        answer, "sources"
    ):  # the answer is about another text
        first = max(0, min(at - PLACES // 2, len(answer["weights"]) - PLACES))
        return list(range(first, min(first + PLACES, len(answer["weights"])))), sorted(columns)
    both = sorted({at, *columns[: PLACES - 1]})
    return both, both


def _labels(names: list[str], places: list[int]) -> list[str]:
    return [f"{names[at]} {at + 1}" for at in places]


def _query_key_value_frames(answer: Answer, rows: list[int], columns: list[int]) -> dict[str, Frame]:
    """Return queries, keys and values of the drawn positions."""
    queries, keys = _labels(names_of(answer), rows), _labels(names_of(answer, "sources"), columns)
    return {
        "query": (_("Q: what a place asks for"), answer["query"][rows, :UNITS], queries, None),
        "key": (_("K: what a place offers"), answer["key"][columns, :UNITS], keys, None),
        "value": (_("V: what it hands on"), answer["value"][columns, :UNITS], keys, None),
    }


def _score_frames(answer: Answer, rows: list[int], columns: list[int]) -> list[dict[str, Frame]]:
    """Return the steps from scores to weights, two frames side by side."""
    queries, keys = _labels(names_of(answer), rows), _labels(names_of(answer, "sources"), columns)
    part = np.ix_(rows, columns)
    mask = answer["mask"][part]
    steps = {
        "raw": (_("1 Scores Q·Kᵀ"), answer["raw"][part]),
        "scaled": (_("2 divided by √K"), answer["scaled"][part]),
        "masked": (_("3 masked"), mask_values(answer["scaled"][part], mask)),
        "weights": (_("4 softmax of each row"), mask_values(answer["weights"][part], mask)),
    }
    frames = {name: (title, values, queries, keys) for name, (title, values) in steps.items()}
    return [{name: frames[name] for name in pair} for pair in (("raw", "scaled"), ("masked", "weights"))]


def _output_frames(answer: Answer, rows: list[int]) -> dict[str, Frame]:
    """Return the frames of the head's output."""
    queries = _labels(names_of(answer), rows)
    title = _("5 Output: V mixed by the weights")
    added = _("6 What it adds: length of the vector")
    return {
        "mixed": (title, answer["mixed"][rows, :UNITS], queries, None),
        "norms": (added, answer["norms"][rows, None], queries, [_("length")]),
    }


def _frame(
    session: TrainingSession, view: View, answer: Answer, name: str, frame: Frame, places: tuple[list[int], list[int]]
) -> None:
    title, values, rows, columns = frame
    at, other = place(answer, int(answer["at"])), _other(session, view, answer)
    key = f"numbers/{name}/{view.where}"
    marks = {"key": (1, other), "value": (1, other)}.get(name, (0, at))
    cell = _("“{row}” and “{column}”: {value}") if columns else _("{row}, number {column}: {value}")
    words = {
        "title": title,
        "alt": _("{title}: {rows} rows of {columns} numbers.", title=title, rows=len(rows), columns=values.shape[1]),
        "hint": _("Point at a cell to read it."),
        "cell": cell,
        "heads": "|".join((_("row"), _("column"), _("value"))),
        "blank": _("masked"),
    }
    pickable = name in ("raw", "scaled", "masked", "weights")
    matrix(
        key,
        values=values,
        rows=rows,
        columns=columns,
        marked=[places[marks[0]].index(marks[1])] if marks[1] in places[marks[0]] else [],
        numbers=True,
        words=words,
        on_pick=(lambda: _on_pick(session, view, key, places)) if pickable else None,
    )


def _on_pick(session: TrainingSession, view: View, key: str, places: tuple[list[int], list[int]]) -> None:
    cell = parse_pick(st.session_state[key].get("pick"), len(places[0]), len(places[1]))
    if cell:
        select(session, view, at=places[0][cell[0]], other=places[1][cell[1]])


def _other(session: TrainingSession, view: View, answer: Answer) -> int:
    """Return the position whose product is written out: the selected one, else the one with the largest weight."""
    selected, at = focus(session, view).other, place(answer, int(answer["at"]))
    return selected if 0 <= selected < answer["weights"].shape[1] else int(answer["weights"][at].argmax())


def _shapes(answer: Answer) -> str:
    """Return what the letters stand for, and the size of each matrix."""
    queries, keys, width = len(answer["query"]), len(answer["key"]), answer["query"].shape[1]
    words = _(
        "Layer {layer}, head {head} · Q ({asks} × {width}), K and V ({asked} × {width}), scores and weights "
        "({asks} × {asked}), output ({asks} × {width})"
    )
    layer, head = int(answer["layer"]) + 1, int(answer["head"]) + 1
    return words.format(layer=layer, head=head, asks=queries, asked=keys, width=width)


def _product(session: TrainingSession, view: View, answer: Answer) -> str:
    """Return the score of two positions as a sum, scaled, and as a weight."""
    at, other = place(answer, int(answer["at"])), _other(session, view, answer)
    query, key, width = answer["query"][at], answer["key"][other], answer["query"].shape[1]
    terms = [
        f"{weight(factor(float(query[one]), 2))} · {datum(factor(float(key[one]), 2))}"
        for one in largest(query * key, min(TERMS, width))
    ]
    more = " + …" if width > TERMS else ""
    query_name, key_name = plain(names_of(answer)[at]), plain(names_of(answer, "sources")[other])
    raw, scaled = float(answer["raw"][at, other]), float(answer["scaled"][at, other])
    lines = [
        _("**“{asks}” ({at}) asks “{asked}” ({other})**", asks=query_name, at=at + 1, asked=key_name, other=other + 1),
        f"q · k = {' + '.join(terms)}{more} = **{number(raw)}**",
        f"÷ √{width} = {number(raw)} ÷ {number(sqrt(width))} = **{number(scaled)}**",
    ]
    if not answer["mask"][at, other]:
        return "  \n".join([*lines, _("It is masked: its weight is 0 whatever the score.")])
    scores = answer["scaled"][at][answer["mask"][at]].astype(np.float64)
    top = float(scores.max())
    total = float(np.exp(scores - top).sum())
    share = float(answer["weights"][at, other])
    softmax = f"exp({number(scaled)} − {factor(top)}) ÷ {number(total)} = **{share:.1%}**"
    return "  \n".join([*lines, f"softmax = {softmax}"])


def numbers(view: View) -> Inspector:
    """Return the inspector of a head's numbers."""
    draw = lambda session: numbers_panel(session, view)  # noqa: E731
    return Inspector(N_("Numbers of a head"), lambda session: question(session, view), draw)
