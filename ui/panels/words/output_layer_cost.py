"""The cost of an update with each output layer by the size of the vocabulary, measured on demand in the worker."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.engine.run import Run
from nets.engine.workers.backends import WorkerLost
from nets.experiment.user_error import Problem
from nets.training.messages import Watch
from ui.charts.lines import lines
from ui.charts.render import chart
from ui.fragments.rerun import redraw
from ui.inspect.inspectors import Inspector
from ui.session.requests.probe_request import WORKER_ENDED
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _, problem

SIZES = (1_000, 3_000, 10_000, 30_000, 50_000)
LAYERS = {
    "softmax": N_("full softmax"),
    "hierarchical": N_("hierarchical softmax"),
    "negative": N_("negative sampling"),
}
STATE = "output-cost"


@dataclass
class Measuring:
    """A measurement in the background.

    Attributes:
        found: Milliseconds of an update by vocabulary and layer.
        problem: Why it ended early; None if it did not.
        asking: The running measurement; None before it begins.
    """

    found: dict[int, dict[str, float]] = field(default_factory=dict)
    problem: Problem | None = None
    asking: Future[None] | None = None

    @property
    def moving(self) -> bool:
        """Whether the measurement goes on."""
        return self.asking is not None and not self.asking.done()

    def go(self, run: Run) -> None:
        """Measure one size after the other. Runs in the background."""
        for size in SIZES:
            try:
                answer = run.tell("ask", "output_layer_cost", {"vocabularies": (size,)})
            except Problem as why:
                self.problem = why
                return
            except WorkerLost:
                self.problem = Problem(WORKER_ENDED)
                return
            self.found[size] = dict(zip(map(str, answer["outputs"]), answer["ms"][0].tolist(), strict=True))


def output_cost_panel(session: TrainingSession) -> None:
    """Draw a button, the progress, and the chart."""
    state: Measuring | None = session.selection.choices.get(STATE)
    moving = state is not None and state.moving
    label = _("Measure {count} vocabularies", count=len(SIZES))
    icon = ":material/timer:"
    st.button(label, key="output-cost/go", icon=icon, type="primary", disabled=moving, on_click=lambda: _go(session))
    if state is None:
        st.caption(
            _(
                "Makes updates with all three output layers on random words, with your dimensions and window, for "
                "vocabularies of 1,000 to 50,000 words. It takes some seconds; the run at hand rests."
            )
        )
        return
    if state.moving:
        st.progress(
            len(state.found) / len(SIZES), _("{done} of {all} vocabularies", done=len(state.found), all=len(SIZES))
        )
    if state.problem:
        st.warning(problem(state.problem), icon=":material/block:")
    if state.found:
        _chart(state)


def _go(session: TrainingSession) -> None:
    session.run.pause()
    state = session.selection.choices[STATE] = Measuring()
    run = session.run
    state.asking = session.engine.background(lambda: state.go(run))
    redraw("transport", "live")


def _chart(state: Measuring) -> None:
    """Draw the three lines, and how they grow."""
    titles = tuple(_(title) for title in LAYERS.values())
    points = [
        (size, milliseconds[name], _(title))
        for size, milliseconds in sorted(state.found.items())
        for name, title in LAYERS.items()
    ]
    alt = _("Milliseconds of one update over the size of the vocabulary, for {lines}.", lines=_(", ").join(titles))
    look = {"log": True, "log_x": True, "number": ",.2~r"}
    spec = lines(
        titles,
        _("Words of the vocabulary"),
        _("Milliseconds of one update"),
        _("Output layer"),
        description=alt,
        **look,
    )
    columns = [np.array([each[at] for each in points]) for at in range(3)]
    rows = pa.table({"x": columns[0].astype(np.int32), "y": columns[1].astype(np.float64), "line": columns[2].tolist()})
    chart("output-cost", spec, rows)
    st.markdown("\n".join(f"- {words}" for words in growth(state.found)))
    st.caption(
        _(
            "16 sentences of 20 words in an update. Both axes are logarithmic: a straight line that rises by one "
            "decade in a decade costs in proportion to the vocabulary. Times are of this machine; other trainings on "
            "it lengthen them."
        )
    )


def growth(milliseconds: dict[int, dict[str, float]]) -> list[str]:
    """Describe how much more each layer costs with the largest vocabulary than with the smallest."""
    small, large = min(milliseconds), max(milliseconds)
    if small == large:
        return []
    sentences = []
    for name, title in LAYERS.items():
        sentences.append(
            _(
                "{layer}: {large:,} words instead of {small:,} cost {ratio:.1f} times as much, {after:.2f} ms.",
                layer=_(title),
                small=small,
                large=large,
                ratio=milliseconds[large][name] / milliseconds[small][name],
                after=milliseconds[large][name],
            )
        )
    return sentences


def question(_session: TrainingSession) -> Watch:
    """Return nothing: the measurement begins with the button."""
    return {}


OUTPUT_COST = Inspector(N_("Output layers"), question, output_cost_panel)
