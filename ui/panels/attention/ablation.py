"""Ablation: the loss on test examples without one head, layer part, the norms or the positions."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from ui.components.matrix import matrix, parse_pick
from ui.inspect.inspectors import Inspector
from ui.inspect.probe_button import probe_button
from ui.panels.attention.selection import View, select
from ui.session.requests.probe_request import Answer
from ui.session.training_session import TrainingSession
from ui.text.formatting import difference, table
from ui.text.i18n import N_, _


def ablation_panel(session: TrainingSession, view: View) -> None:
    """Draw the button, a map of all heads, and a table of the other parts."""
    where: dict[str, Any] = {"where": view.where} if view.where else {}
    st.markdown(
        _("Each part is switched off by itself, and the loss on some test examples is measured again. Nothing is lost.")
    )
    answer = probe_button(session, view.probe("ablation"), where, _("Switch each part off"), "power_settings_new")
    if not answer:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _heads(session, view, answer)
    with right:
        st.markdown(_parts(answer))
    st.caption(
        _(
            "Loss as it is: {loss:.3f} nats a symbol, over {symbols:,} symbols. Above zero: the part was of use. A "
            "head may look busy and yet be worth nothing, and others may stand in for one that is gone.",
            loss=float(answer["loss"]),
            symbols=int(answer["tokens"]),
        )
    )


def _heads(session: TrainingSession, view: View, answer: Answer) -> None:
    """Draw how much the loss rises without each head; a click selects a head."""
    rise = (answer["heads"] - answer["loss"]).astype(np.float32)
    layers, heads = rise.shape
    key = f"ablation/{view.where}"
    title = _("How much the loss rises without a head")
    words = {
        "title": title,
        "alt": _("{title}: {rows} layers of {columns} heads.", title=title, rows=layers, columns=heads),
        "hint": _("Point at a head to read it; click to have it in focus under “Attention”."),
        "cell": _("{row}, {column}: {value} nats"),
        "heads": "|".join((_("Layer"), _("Head"), _("rise of the loss"))),
    }
    matrix(
        key,
        values=rise,
        rows=[_("Layer {number}", number=layer + 1) for layer in range(layers)],
        columns=[_("Head {number}", number=head + 1) for head in range(heads)],
        numbers=True,
        words=words,
        on_pick=lambda: _on_select(session, view, key, layers, heads),
    )


def _on_select(session: TrainingSession, view: View, key: str, layers: int, heads: int) -> None:
    cell = parse_pick(st.session_state[key].get("pick"), layers, heads)
    if cell:
        select(session, view, layer=cell[0], head=cell[1])


def _parts(answer: Answer) -> str:
    """Return a table of the loss without each attention and feed-forward part, all norms, all positions."""
    loss, rows = float(answer["loss"]), []
    for name, title in (
        ("attentions", _("attention of layer {number}")),
        ("feeds", _("feed-forward of layer {number}")),
    ):
        rows += [(title.format(number=at + 1), float(value)) for at, value in enumerate(answer[name])]
    rows += [(_("all layer norms"), float(answer["norms"])), (_("all positions"), float(answer["positions"]))]
    cells = [[title, f"{value:.3f}", difference(value - loss, 3)] for title, value in rows if value == value]
    return table([_("without"), _("loss"), _("rise")], [[_("as it is"), f"{loss:.3f}", ""], *cells])


def ablation(view: View) -> Inspector:
    """Return the inspector of a stack's ablation."""
    return Inspector(N_("Switch off"), lambda _session: {}, lambda session: ablation_panel(session, view))
