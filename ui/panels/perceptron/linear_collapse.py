"""Layers without activation functions, multiplied into one layer that computes the same function."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from ui.charts.render import answers
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession
from ui.text.formatting import input_names, number, table, weight
from ui.text.i18n import N_, _, plain

CELLS = 10  # rows and columns of a matrix


def collapse_panel(session: TrainingSession) -> None:
    """Draw the single layer that equals a linear net, with its numbers; a hint for any other net."""
    answer = answers(session.run, "linear_collapse")
    if getattr(session.experiment.net, "hidden", None) == ():
        st.caption(_("This net has a single layer already."))
        return
    if not _linear(session) or not answer:
        st.caption(_("With the identity as every activation, the layers collapse into one. Try it in the knobs."))
        return
    shapes = " · ".join(f"{weight(f'({rows}×{columns})')}" for rows, columns in answer["shapes"][::-1])
    rows, columns = answer["weight"].shape
    words = _(
        "{count} layers = this one layer: {shapes} = {product}; largest difference of the answers {difference:.0e}.",
        count=len(answer["shapes"]),
        shapes=shapes,
        product=weight(f"({rows}×{columns})"),
        difference=float(answer["difference"]),
    )
    why = _("Why: W₂(W₁x + b₁) + b₂ = (W₂W₁)x + (W₂b₁ + b₂). Without a bend between them, more layers can say no more.")
    st.markdown("\n\n".join([f"**{words}**", _matrix(answer, session.selection.titles), why]))


def _linear(session: TrainingSession) -> bool:
    return set(getattr(session.experiment.net, "activation", ())) == {"identity"}


def _matrix(answer: dict[str, np.ndarray], titles: tuple[Sequence[str], Sequence[str]]) -> str:
    """Return the product and its bias as a table, an output in each row."""
    matrix, bias = answer["weight"][:CELLS, :CELLS], answer["bias"]
    names = input_names(1, answer["weight"].shape[1], titles[0])[:CELLS]
    outputs = titles[1] if len(titles[1]) == len(bias) else [str(i + 1) for i in range(len(bias))]
    rows = [
        [plain(outputs[i]), *(weight(number(value)) for value in row), weight(number(bias[i]))]
        for i, row in enumerate(matrix)
    ]
    return table([_("Output"), *names, _("bias")], rows)


COLLAPSE = Inspector(N_("Collapse"), lambda session: {"linear_collapse": {}}, collapse_panel)
