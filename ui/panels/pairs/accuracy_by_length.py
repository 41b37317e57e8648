"""Accuracy by the length of the source, of the current net and of variants with the same seed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.engine.run import Run
from nets.models.pairs import PairExperiment
from ui.charts.lines import lines
from ui.charts.render import answers, chart
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession, of_family
from ui.text.formatting import table
from ui.text.i18n import N_, _
from ui.widgets.variant_select import variant_select

AHEAD = 0.2  # difference in steps, as a share, that is pointed out


def question(_session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of each net."""
    return {"accuracy_by_length": {}}


def length_panel(session: TrainingSession) -> None:
    """Draw the choice of variants, a line for each net, and the accuracy of each."""
    variant_select(session, of_family(session, PairExperiment).variants)
    nets = [(_("at hand"), session.run), *session.comparison_runs.titled]
    results = [(title, run, answers(run, "accuracy_by_length")) for title, run in nets]
    results = [(title, run, answer) for title, run, answer in results if answer and len(answer["lengths"])]
    if not results:
        st.caption(_("Waiting for the net …"))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _curves(results)
    with right:
        _draw_accuracies(results)
        st.caption(
            _(
                "Pairs that were made for this alone; none of them is learnt. An answer counts when it is right from "
                "beginning to end."
            )
        )
        st.caption(_(WHY[of_family(session, PairExperiment).family]))
        steps = [run.index for _title, run, _answer in results[:2]]
        if max(steps) - min(steps) > AHEAD * max(steps):
            st.caption(_("One has learnt longer than the other. “Reset” lets both begin together."))
        longest = int(results[0][2]["longest"])
        if max(int(answer["lengths"].max()) for _title, _run, answer in results) > longest:
            st.caption(_("Sources of more than {count} symbols are longer than any that is learnt.", count=longest))


WHY = {
    "seq2seq": N_("Without attention one vector of fixed length has to hold the whole source: long ones suffer first."),
    "transformer": N_(
        "Without positions the net cannot tell “ab” from “ba”. Places beyond those it has learnt mean nothing to it: "
        "hardly any net of this kind writes longer answers than it was taught."
    ),
}


def _curves(results: list[tuple[str, Run, dict[str, np.ndarray]]]) -> None:
    """Draw accuracy over the length of the source."""
    titles = tuple(title for title, _run, _answer in results)
    x_title, y_title = _("Symbols of the source"), _("Share of right answers")
    alt = _("{title} over {axis}, for {nets}.", title=y_title, axis=x_title, nets=", ".join(titles))
    spec = lines(titles, x_title, y_title, _("Net"), description=alt, number=".0%", top=1.0)
    rows = {
        "x": np.concatenate([answer["lengths"] for _title, _run, answer in results]),
        "y": np.concatenate([np.nan_to_num(answer["accuracy"]) for _title, _run, answer in results]).astype(np.float64),
        "line": np.repeat(titles, [len(answer["lengths"]) for _title, _run, answer in results]).tolist(),
    }
    chart(f"by_length/{'/'.join(titles)}", spec, pa.table(rows))


def _draw_accuracies(results: list[tuple[str, Run, dict[str, np.ndarray]]]) -> None:
    """Draw the accuracy on the shortest and the longest sources at this step."""
    rows = [[title, f"{run.index:,}", *(_share(answer, at) for at in (0, -1))] for title, run, answer in results]
    st.markdown(table([_("Net"), _("Step"), _("shortest"), _("longest")], rows))


def _share(answer: dict[str, np.ndarray], at: int) -> str:
    return f"{answer['lengths'][at]}: **{answer['accuracy'][at]:.0%}**"


LENGTH = Inspector(N_("Length"), question, length_panel)
