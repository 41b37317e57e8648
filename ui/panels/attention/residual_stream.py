"""The residual stream: its norm, the norm of its gradient, and what each part adds to the logit of a token."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from ui.charts.lines import lines
from ui.charts.render import chart
from ui.components.matrix import matrix
from ui.inspect.inspectors import Inspector
from ui.panels.attention.selection import Answer, View, asking, latest_answer
from ui.session.training_session import TrainingSession
from ui.text.formatting import number
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible

POINTS = {
    "entry": N_("entrance"),
    "attention": N_("attention"),
    "crossed": N_("cross-attention"),
    "feed": N_("feed-forward"),
}


def stream_panel(session: TrainingSession, view: View) -> None:
    """Draw the norms along the net, and what each part adds to a logit."""
    answer = latest_answer(session, view, "residual_stream", "at")
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _draw_norms(view, answer)
    with right:
        _draw_contributions(view, answer)


def _draw_norms(view: View, answer: Answer) -> None:
    """Draw the norm of the stream, and of its gradient, from the entrance to the output."""
    titles = (_("the stream"), _("gradient there"))
    alt = _("Over the parts of the net from the entrance: the length of the stream, and of the gradient there.")
    spec = lines(titles, _("Part, counted from the entrance"), _("Length"), _("Line"), description=alt, log=True)
    count = len(answer["points"])
    rows = [
        (at, float(value), title)
        for title, name in zip(titles, ("norms", "gradients"), strict=True)
        for at, value in enumerate(answer[name])
        if np.isfinite(value) and value > 0
    ]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(("x", "y", "line"))}
    st.markdown(_("**Length of the stream, and of the gradient of the loss by what each part made**"))
    chart(f"stream/{view.where}", spec, pa.table(columns))
    names = [_(POINTS[str(point)]) for point in answer["points"]]
    st.caption(" · ".join(f"{at} {name}" for at, name in enumerate(names)))
    first, last = float(answer["gradients"][0]), float(answer["gradients"][count - 1])
    if last > 0:
        words = _("At the entrance the gradient is **{share}** times as long as at the last part.")
        st.markdown(words.format(share=number(first / last, 2)))
    st.caption(
        _("Switch the residual connections or the layer norm off in the knobs and watch the gradient fade or explode.")
    )


def _draw_contributions(view: View, answer: Answer) -> None:
    """Draw what each part adds to the logit of the current token."""
    symbol = plain(visible(str(answer["token"])))
    if not np.isfinite(answer["embedding_logit"]):
        st.markdown(
            _(
                "What each part says for **{symbol}** cannot be told apart: without residual connections, or with "
                "norms behind the parts, the stream is no sum.",
                symbol=symbol,
            )
        )
        return
    names = [name for name in ("attention", "crossed", "feed") if f"{name}_logit" in answer]
    values = np.stack([answer[f"{name}_logit"] for name in names], axis=1)
    columns = [_(POINTS[name]) for name in names]
    if "heads_logit" in answer:
        values = np.concatenate([values, answer["heads_logit"]], axis=1)
        columns += [_("Head {number}", number=head + 1) for head in range(answer["heads_logit"].shape[1])]
    title = _("What each part adds to the score of the symbol")
    rows = [_("Layer {number}", number=layer + 1) for layer in range(len(values))]
    matrix(
        f"stream/added/{view.where}",
        values=values,
        rows=rows,
        columns=columns,
        numbers=True,
        words={
            "title": title,
            "alt": _("{title}: {rows} rows of {columns} numbers.", title=title, rows=len(rows), columns=len(columns)),
            "hint": _("Blue: for the symbol. Orange: against it. The attention is the sum of its heads and a bias."),
            "cell": _("{row}, {column}: {value}"),
            "heads": "|".join((_("Layer"), _("part"), _("score"))),
        },
    )
    words = _(
        "The score of **{symbol}** is {logit} = entrance {entry} + the parts of all layers {parts} + biases {rest}."
    )
    parts = sum(float(answer[f"{name}_logit"].sum()) for name in names)
    figures = {
        "logit": answer["logit"],
        "entry": answer["embedding_logit"],
        "parts": parts,
        "rest": answer["rest_logit"],
    }
    st.markdown(words.format(symbol=symbol, **{name: number(float(value), 2) for name, value in figures.items()}))


def stream(view: View) -> Inspector:
    """Return the inspector of a stack's residual stream."""
    probes = lambda session: {view.probe("residual_stream"): asking(session, view, "at")}  # noqa: E731
    return Inspector(N_("Residual stream"), probes, lambda session: stream_panel(session, view))
