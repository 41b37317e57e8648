"""Positional encodings: the table of positions, and the similarity of any two of them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.charts.render import answers
from ui.components.matrix import matrix
from ui.inspect.inspectors import Inspector
from ui.panels.attention.selection import View
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _
from ui.text.option_labels import option_label

MAX_WIDTH = 64  # numbers of a vector that are drawn
ABOUT = {
    "none": N_(
        "This net is not told where a symbol stands. With a causal mask it can still tell how many came before, by how "
        "thin its attention is spread; with a full mask it sees a bag of symbols."
    ),
    "sinusoidal": N_(
        "Sine and cosine waves of growing length are added to the vectors of the symbols (Vaswani 2017). Nothing of it "
        "is learnt."
    ),
    "learned": N_(
        "A vector for each place is learnt and added (GPT, BERT). At first it is noise; watch neighbours become alike."
    ),
    "rotary": N_(
        "Nothing is added: each two numbers of query and key are turned by an angle that grows with the place, so that "
        "their product knows only how far apart two places are (Su 2021)."
    ),
}


def places_panel(session: TrainingSession, view: View) -> None:
    """Draw the table, and the similarity of any two positions."""
    answer = answers(session.run, view.probe("position_table"))
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    kind = str(answer["kind"])
    st.markdown(f"**{option_label(kind, 'net.positions')}** · {_(ABOUT[kind])}")
    if not answer["table"].shape[1]:
        return
    left, right = st.columns(2, gap="medium")
    table = np.sin(answer["table"]) if kind == "rotary" else answer["table"]
    with left:
        title = _("Sine of the angles") if kind == "rotary" else _("Vectors of the places")
        _map(f"places/table/{view.where}", title, table[:, :MAX_WIDTH], None)
    with right:
        title = _("How alike two places are (cosine)")
        places = [str(at + 1) for at in range(len(table))]
        _map(f"places/alike/{view.where}", title, answer["similarity"].astype(np.float32), places)


def _map(key: str, title: str, values: np.ndarray, columns: list[str] | None) -> None:
    rows = [str(at + 1) for at in range(len(values))]
    words = {
        "title": title,
        "alt": _("{title}: {rows} rows of {columns} numbers.", title=title, rows=len(rows), columns=values.shape[1]),
        "hint": _("Rows are places. Point at a cell to read it."),
        "cell": _("place {row}, place {column}: {value}") if columns else _("place {row}, number {column}: {value}"),
        "heads": "|".join((_("place"), _("column"), _("value"))),
    }
    matrix(key, values=values, rows=rows, columns=columns, words=words)


def positions(view: View) -> Inspector:
    """Return the inspector of a stack's positions."""
    where = {"where": view.where} if view.where else {}
    probes = lambda _session: {view.probe("position_table"): where}  # noqa: E731
    return Inspector(N_("Positions"), probes, lambda session: places_panel(session, view))
