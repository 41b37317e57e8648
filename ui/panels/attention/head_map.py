"""One head: its weights as a map, and the text, in which each token shows what it attends to."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.training.messages import Watch
from ui.components.influence import influence, parse_pick
from ui.components.matrix import matrix
from ui.components.matrix import parse_pick as read_cell
from ui.panels.attention.selection import Answer, View, asking, head_choice, latest_answer, names_of, place, select
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, plain

TOP = 3  # positions that are listed
MAX_POSITIONS = 96  # on an edge of the map, to keep frames small


def question(session: TrainingSession, view: View) -> Watch:
    """Return the probe of the selected head."""
    return {view.probe("attention_head"): asking(session, view, "layer", "head", "at")}


def head_panel(session: TrainingSession, view: View) -> None:
    """Draw the choice of the head, its map, and its text."""
    head_choice(session, view, f"head/{view.where}")
    answer = latest_answer(session, view, "attention_head", "layer", "head", "at")
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    _text(session, view, answer)
    st.markdown(_describe_focus(answer))
    _map(session, view, answer)


def _map(session: TrainingSession, view: View, answer: Answer) -> None:
    """Draw the weights of all positions; of a long text, of those up to the selected one."""
    rows, columns = names_of(answer), names_of(answer, "sources")
    first = max(0, place(answer, int(answer["at"])) + 1 - MAX_POSITIONS)
    across = first if len(columns) == len(rows) else 0
    rows, columns = rows[first : first + MAX_POSITIONS], columns[across : across + MAX_POSITIONS]
    part = (slice(first, first + MAX_POSITIONS), slice(across, across + MAX_POSITIONS))
    key = f"head/map/{view.where}"
    layer, head = int(answer["layer"]) + 1, int(answer["head"]) + 1
    title = _("Weights of layer {layer}, head {head}", layer=layer, head=head)
    matrix(
        key,
        values=mask_values(answer["weights"][part], answer["mask"][part]),
        rows=rows,
        columns=columns,
        marked=[place(answer, int(answer["at"])) - first],
        words=map_words(title, len(rows), len(columns)),
        on_pick=lambda: _on_pick_query(session, view, key, (len(rows), len(columns)), (first, across)),
    )


def mask_values(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return the values, nan where nothing may be read."""
    return np.where(mask, values.astype(np.float32), np.float32(np.nan))


def _on_pick_query(
    session: TrainingSession, view: View, key: str, size: tuple[int, int], first: tuple[int, int]
) -> None:
    cell = read_cell(st.session_state[key].get("pick"), *size)
    if cell:
        select(session, view, at=first[0] + cell[0], other=first[1] + cell[1])


def _text(session: TrainingSession, view: View, answer: Answer) -> None:
    symbols, sources = names_of(answer), names_of(answer, "sources")
    key = f"head/text/{view.where}"
    is_crossed, at = view.where == "crossed", place(answer, int(answer["at"]))
    influence(
        key,
        tokens=symbols,
        shares=answer["weights"] if len(symbols) <= MAX_POSITIONS else answer["weights"][at],
        sources=sources if is_crossed else None,
        at=at,
        later=not bool(answer["mask"].all()),
        words=text_words(),
        on_pick=lambda: _on_pick_key(session, view, key, len(symbols)),
    )


def _on_pick_key(session: TrainingSession, view: View, key: str, most: int) -> None:
    at = parse_pick(st.session_state[key].get("pick"), most)
    if at is not None:
        select(session, view, at=at)


def text_words() -> dict[str, str]:
    """Return the labels of a text that shows what each token attends to."""
    return {
        "title": _("Where each symbol looks"),
        "alt": _(
            "The text; the symbol in orange looks at the others, at the blue ones most. Arrow keys choose another."
        ),
        "hint": _("Point at a symbol to see where it looks; click to keep it in focus."),
        "cell": _("“{written}” looks at “{symbol}”: {share}"),
        "from": _("looks"),
        "to": _("is looked at"),
        "heads": "|".join((_("place"), _("symbol"), _("weight"))),
    }


def _describe_focus(answer: Answer) -> str:
    """Return which positions the selected token attends to most, in words."""
    at = place(answer, int(answer["at"]))
    weights, columns = answer["weights"][at], names_of(answer, "sources")
    best = [one for one in np.argsort(-weights, kind="stable")[:TOP].tolist() if weights[one] > 0]
    looks = _(", ").join(f"“{plain(columns[one])}” ({one + 1}) **{weights[one]:.0%}**" for one in best)
    words = _("Symbol {place}, “{symbol}”, looks at {list}.")
    return words.format(place=at + 1, symbol=plain(names_of(answer)[at]), list=looks)


def map_words(title: str, rows: int, columns: int) -> dict[str, str]:
    """Return the labels of a map of weights."""
    alt = _("{title}: a row for each of {rows} places that look, a column for each of {columns} that are looked at.")
    return {
        "title": title,
        "alt": alt.format(title=title, rows=rows, columns=columns),
        "hint": _("Rows look, columns are looked at. Point at a cell to read it."),
        "cell": _("“{row}” looks at “{column}”: {value}"),
        "heads": "|".join((_("looks"), _("is looked at"), _("weight"))),
        "blank": _("masked"),
    }
