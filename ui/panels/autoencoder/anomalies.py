"""Anomalies: the reconstruction error of images that are no digits, compared with that of digits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.models.autoencoder.experiment import Autoencoder
from nets.training.messages import Watch
from ui.charts import lines as charts_lines
from ui.charts.render import answers, chart
from ui.components.gallery import gallery
from ui.inspect.inspectors import Inspector
from ui.panels.images.image_input import input_arguments
from ui.panels.images.tiles import tiles
from ui.session.training_session import TrainingSession, of_family
from ui.text.formatting import number, table
from ui.text.i18n import N_, _

KINDS = {
    "test": N_("test digits"),
    "others": N_("digits never seen"),
    "turned": N_("digits on their side"),
    "shuffled": N_("shuffled pixels"),
    "photo": N_("pieces of a photo"),
}
POINTS = 40  # of a line
Answer = dict[str, np.ndarray]


def question(session: TrainingSession) -> Watch:
    """Return the probe of the anomalies."""
    return {"anomalies": input_arguments(session)}


def oddities_panel(session: TrainingSession) -> None:
    """Draw kinds of images with their errors, as a table, as lines and as images."""
    answer = answers(session.run, "anomalies")
    if not answer or answer["test/images"].shape[1:] != of_family(session, Autoencoder).image:
        st.caption(_("Waiting for the net …"))
        return
    kinds = [str(kind) for kind in answer["kinds"]]
    left, right = st.columns(2)
    with left:
        st.markdown(_table(answer, kinds))
        st.markdown(_own(answer))
    with right:
        _lines(answer, kinds)
    for column, kind in zip(st.columns(len(kinds)), kinds, strict=True):
        with column:
            st.caption(f"**{_(KINDS[kind])}**")
            _gallery(answer, kind)
    st.caption(
        _(
            "Top: what goes in, bottom: what comes out. The net can only say digits: whatever it gets, it answers with "
            "something like one, and the difference gives the stranger away. With a large code it copies strangers too."
        )
    )


def _table(answer: Answer, kinds: list[str]) -> str:
    """Return the mean error of each kind, and how often it is larger than that of a test digit."""
    rows = [
        [_(KINDS[kind]), number(float(answer[f"{kind}/errors"].mean()), 4), f"{share:.1%}" if kind != "test" else "–"]
        for kind, share in zip(kinds, answer["apart"], strict=True)
    ]
    return table([_("Images"), _("Mean error"), _("Worse than a test digit")], rows)


def _own(answer: Answer) -> str:
    """Return the rank of the current image among the test digits."""
    share = float((answer["test/errors"] < answer["error"]).mean())
    text = N_("The image looked at above: error **{error}**, larger than that of {share:.0%} of the test digits.")
    if str(answer["part"]) == "drawn":
        text = N_("Your drawing: error **{error}**, larger than that of {share:.0%} of the test digits.")
    return _(text, error=number(float(answer["error"]), 4), share=share)


def _lines(answer: Answer, kinds: list[str]) -> None:
    """Draw for each kind the share of its images with an error above each threshold."""
    top = max(float(np.quantile(answer[f"{kind}/errors"], 0.98)) for kind in kinds)
    thresholds = np.linspace(0, top, POINTS)
    titles = [_(KINDS[kind]) for kind in kinds]
    above = [(answer[f"{kind}/errors"][None] > thresholds[:, None]).mean(axis=1) for kind in kinds]
    rows = {"x": np.tile(thresholds, len(kinds)), "y": np.concatenate(above), "line": np.repeat(titles, POINTS)}
    words: dict[str, Any] = {"description": _("Of each kind, the share of images with an error above a threshold.")}
    heads = (_("Error of a pixel (mean square)"), _("Share above it"), _("Images"))
    spec = charts_lines.lines(tuple(titles), *heads, number=".0%", top=1.0, height=230, whole=False, **words)
    chart(f"oddities/{len(kinds)}", spec, pa.table(rows))


def _gallery(answer: Answer, kind: str) -> None:
    gallery(
        f"oddities/{kind}",
        stack=tiles([answer[f"{kind}/images"], answer[f"{kind}/outputs"]]),
        captions=[f"{error:.3f}" for error in answer[f"{kind}/errors"]][: len(answer[f"{kind}/images"])],
        words={"alt": _(KINDS[kind]), "row": _("row"), "column": _("column")},
        width=42,
    )


ODDITIES = Inspector(N_("What is no digit"), question, oddities_panel)
