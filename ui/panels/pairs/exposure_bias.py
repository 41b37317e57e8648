"""Exposure bias: accuracy at each position with teacher forcing, and without it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from ui.charts.lines import lines
from ui.charts.render import answers, chart
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _


def question(_session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the panel."""
    return {"exposure_bias": {}}


def exposure_panel(session: TrainingSession) -> None:
    """Draw a line for each mode, the gap between them, and the setting that changes it."""
    answer = answers(session.run, "exposure_bias")
    left, right = st.columns([3, 2], gap="medium")
    with right:
        st.markdown(
            _(
                "In training the decoder is told the true symbols so far: teacher forcing. Alone it reads what it "
                "wrote itself; after one error it is where it has never been. The gap is called **exposure bias**."
            )
        )
    if not answer:
        left.caption(_("Waiting for the net …"))
        return
    with left:
        _curves(answer)
    with right:
        forced, free = (_mean(answer, name) for name in ("forced", "free"))
        words = _("Told the true answer **{forced:.1%}** of the symbols are right, alone **{free:.1%}**.")
        st.markdown(words.format(forced=forced, free=free))
        if "net.forcing" not in session.experiment.settings_by_key():
            return
        st.caption(
            _(
                "Turn “Teacher forcing” down in the knobs of the net, even while it trains: then it learns from its "
                "own errors as well."
            )
        )


def _mean(answer: dict[str, np.ndarray], name: str) -> float:
    """Return the share over all positions, each weighted by the number of outputs that long."""
    counts = answer["counts"].astype(float)
    return float((np.nan_to_num(answer[name]) * counts).sum() / max(1.0, counts.sum()))


def _curves(answer: dict[str, np.ndarray]) -> None:
    titles = (_("told the true answer"), _("alone"))
    x_title, y_title = _("Place in the answer"), _("Share of right symbols")
    alt = _("{title} over {axis}: {lines}.", title=y_title, axis=x_title, lines=_(", ").join(titles))
    look: dict[str, Any] = {"dashed": titles[:1], "number": ".0%", "top": 1.0}
    spec = lines(titles, x_title, y_title, _("The net"), description=alt, **look)
    count = len(answer["forced"])
    rows = {
        "x": np.tile(np.arange(1, count + 1), 2),
        "y": np.nan_to_num(np.concatenate([answer["forced"], answer["free"]])).astype(np.float64),
        "line": np.repeat(titles, count).tolist(),
    }
    chart("exposure", spec, pa.table(rows))


EXPOSURE = Inspector(N_("Exposure bias"), question, exposure_panel)
