"""Train nets without one part each side by side, and compare how the gradient reaches their blocks."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.engine.run import Run
from nets.models.transformer.variants import variants
from nets.training.messages import Watch
from ui.charts.lines import lines
from ui.charts.render import answers, chart
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession
from ui.text.formatting import number, table
from ui.text.i18n import N_, _
from ui.widgets.variant_select import variant_select

BLOCK = re.compile(r"^(?:(\w+)\.)?blocks\.(\d+)\.")  # of the name of a parameter
STACKS = {"encoder": N_("encoder {number}"), "decoder": N_("decoder {number}"), "stack": N_("layer {number}")}
MIN_SHARE = 1e-3  # of the gradient at the last block; less has little effect


def question(session: TrainingSession) -> Watch:
    """Return the probes of the current net and of the comparison runs."""
    return {"gradients": {"lr": session.experiment.fit.lr}}


def breaks_panel(session: TrainingSession) -> None:
    """Draw the choice of variants, a gradient line for each net, and the accuracy of each."""
    variant_select(session, variants(session.experiment))
    nets = [(title, run, depth(answers(run, "gradients"))) for title, run in _nets(session)]
    if not any(norms for _title, _run, norms in nets):
        st.caption(_("There are gradients from the first step on."))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _curves([each for each in nets if each[2]])
    with right:
        st.markdown(_results_table(nets))
        st.caption(
            _(
                "Without residual connections the gradient has no short way down: it shrinks at every block, and the "
                "encoder hardly learns. Without layer norm the stream grows and updates become wild at higher learning "
                "rates. Without positions the net reads a bag of symbols: it can put letters in order, not turn them "
                "round."
            )
        )


def _nets(session: TrainingSession) -> list[tuple[str, Run]]:
    return [(_("at hand"), session.run), *session.comparison_runs.titled]


def depth(answer: dict[str, np.ndarray]) -> dict[str, float]:
    """Return the gradient norm of each block by title, from the entrance to the output; empty without gradients."""
    squares: dict[str, float] = {}
    for name, norm in zip(answer.get("parameters", ()), answer.get("norm", ()), strict=True):
        block = BLOCK.match(str(name))
        if block:
            title = _(STACKS.get(str(block[1]), STACKS["stack"]), number=int(block[2]) + 1)
            squares[title] = squares.get(title, 0.0) + float(norm) ** 2
    return {title: total**0.5 for title, total in squares.items()} if any(squares.values()) else {}


def _curves(nets: list[tuple[str, Run, dict[str, float]]]) -> None:
    """Draw the gradient norm of each block's weights, a line for each net."""
    titles = tuple(title for title, _run, _norms in nets)
    x_title, y_title = _("Block, counted from the entrance"), _("Norm of the gradient")
    alt = _("{title} over {axis}, for {nets}.", title=y_title, axis=x_title, nets=_(", ").join(titles))
    spec = lines(titles, x_title, y_title, _("Net"), description=alt, log=True, number=".1~e")
    points = [
        (at + 1, norm, title)
        for title, _run, norms in nets
        for at, norm in enumerate(norms.values())
        if np.isfinite(norm) and norm > 0
    ]
    rows = {name: [point[place] for point in points] for place, name in enumerate(("x", "y", "line"))}
    chart(f"breaks/{'/'.join(titles)}", spec, pa.table(rows))
    names = list(nets[0][2])
    st.caption(" · ".join(f"{at} {name}" for at, name in enumerate(names, 1)))


def _results_table(nets: list[tuple[str, Run, dict[str, float]]]) -> str:
    """Return a table: steps, accuracy, and the gradient of the first block relative to the last, of each net."""
    rows = []
    for title, run, norms in nets:
        share = _share(list(norms.values()))
        figure = f"test_{run.experiment.metric}"
        good = f"**{run.history.last(figure):.1%}**" if figure in run.history else "–"
        rows.append([title, f"{run.index:,}", good, share])
    return table([_("Net"), _("Step"), _("right"), _("first block ÷ last")], rows)


def _share(norms: list[float]) -> str:
    """Return the gradient of the first block over that of the last, in orange if it is nearly zero."""
    if not norms or not norms[-1]:
        return "–"
    share = norms[0] / norms[-1]
    return f":orange[{number(share)}]" if share < MIN_SHARE else number(share)


BREAKS = Inspector(N_("What breaks"), question, breaks_panel)
