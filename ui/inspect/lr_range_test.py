"""Draw the learning-rate range test (Smith 2017): a copy of the net is trained while its rate rises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from ui.charts.range_test import rates
from ui.charts.render import chart
from ui.inspect.probe_button import probe_button
from ui.session.requests.probe_request import Answer
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _
from ui.widgets.remembered import choice, choice_arguments

STARTS = {"initial": N_("from its initial weights"), "now": N_("from the weights it has")}
WALL = 1.3  # times the loss at the beginning; higher losses are drawn there


def range_panel(session: TrainingSession, turn: Callable[[Mapping[str, Any]], None]) -> None:
    """Draw where the test begins, a button, the loss over the rate, and a rate that `turn` applies."""
    start = str(choice(session, "range_test/start", "initial"))
    st.segmented_control(
        _("The copy begins"),
        list(STARTS),
        format_func=lambda name: _(STARTS[name]),
        required=True,
        **choice_arguments(session, "range_test/start", start),
    )
    arguments = {"start": start}
    label = _("Try all learning rates")
    answer = probe_button(session, "range_test", arguments, label, "speed", survey=True, dated=start == "now")
    if answer and len(answer["rates"]) > 1:
        _curve(session, answer)
        _draw_suggestion(session, answer, turn)
    st.caption(
        _(
            "A copy of the net is trained with a rate that rises from update to update, from far too small to far too "
            "large, until its loss has become far worse (Smith 2017). The run at hand is left as it is. Suggested is a "
            "tenth of the rate at which the smoothed loss was lowest; a schedule or another optimizer asks for a test "
            "of its own."
        )
    )


def rounded(rate: float) -> float:
    """Round a rate to two digits."""
    return float(f"{rate:.1e}")


def _curve(session: TrainingSession, answer: Answer) -> None:
    names = (_("loss of the batch"), _("smoothed"), _("rate at hand"), _("suggested"))
    x_title, y_title = _("Learning rate"), _("Loss")
    alt = _("The loss over the learning rate, which rises with every update.")
    upright = {"now": session.experiment.fit.lr, "suggested": float(answer["suggested"])}
    upright = {name: rate for name, rate in upright.items() if np.isfinite(rate)}
    high = WALL * float(np.nanmax(answer["smooth"][: max(1, len(answer["smooth"]) // 3)]))
    count = len(answer["rates"])
    rows = {
        "x": np.concatenate([answer["rates"], answer["rates"], list(upright.values())]),
        "y": np.concatenate([*(np.fmin(answer[name], high) for name in ("losses", "smooth")), [np.nan] * len(upright)]),
        "kind": ["batch"] * count + ["smooth"] * count + list(upright),
    }
    table = pa.table(rows | {"y": pa.array(rows["y"], from_pandas=True)})
    chart("range_test/curve", rates(x_title, y_title, names, _("Line"), description=alt), table)


def _draw_suggestion(session: TrainingSession, answer: Answer, turn: Callable[[Mapping[str, Any]], None]) -> None:
    """Draw what the test suggests, and a button that applies it."""
    lowest, suggested = float(answer["lowest"]), float(answer["suggested"])
    if not np.isfinite(suggested):
        st.markdown(_("At none of these rates has the loss clearly fallen so far: nothing is suggested."))
        return
    rate, fit = rounded(suggested), session.experiment.fit
    words = _(
        "The smoothed loss was lowest at a rate of about **{lowest:.2g}**. Suggested: **{rate:g}**; at hand: {now:g}.",
        lowest=lowest,
        rate=rate,
        now=fit.lr,
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(words)
        take = lambda: turn({"fit.lr": rate})  # noqa: E731
        label = _("Take {rate:g}", rate=rate)
        st.button(label, key="range_test/take", icon=":material/check:", disabled=fit.lr == rate, on_click=take)
