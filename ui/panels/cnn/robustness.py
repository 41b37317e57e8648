"""Robustness: accuracy of the current net and of comparison runs under shift, rotation and scale."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.engine.run import Run
from nets.models.cnn.experiment import Convolutional
from ui.charts.lines import shares_of_nets
from ui.charts.render import answers, chart
from ui.components.gallery import gallery
from ui.components.pictures import inked
from ui.inspect.inspectors import Inspector
from ui.panels.cnn.comparison_variants import compare, possible
from ui.panels.images.image_input import IMAGE_PICKER, belongs_to, input_arguments
from ui.session.training_session import TrainingSession, of_family
from ui.text.few_tests import FEW_TESTS, few_tests
from ui.text.i18n import N_, _
from ui.text.option_labels import option_label

KINDS = {"shift": N_("Shift"), "turn": N_("Turn"), "size": N_("Size")}
AXES = {
    "shift": N_("Shift to the right (share of the edge)"),
    "turn": N_("Turned clockwise (degrees)"),
    "size": N_("Size"),
}
WHAT = {
    "probability": N_("Probability of the true class"),
    "accuracy": N_("Share of {count} test images that are right"),
}
EVERY = 2  # draw every second image


def _kind(session: TrainingSession) -> str:
    kind = str(st.session_state.get("tolerance/kind"))
    return kind if kind in _kinds(session) else "shift"


def _kinds(session: TrainingSession) -> list[str]:
    """Return the kinds of movement; signals cannot be rotated."""
    return [name for name in KINDS if name != "turn" or len(of_family(session, Convolutional).image) == 3]


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of every net; the image starts unmoved."""
    still = {name: value for name, value in input_arguments(session).items() if name not in ("shift", "turn", "size")}
    return {"robustness": {"kind": _kind(session), **still}}


def tolerance_panel(session: TrainingSession) -> None:
    """Draw accuracy over the amount of movement, and the moved images."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.segmented_control(
            _("Moved by"),
            _kinds(session),
            default="shift",
            format_func=lambda name: _(KINDS[name]),
            key="tolerance/kind",
            required=True,
            on_change=lambda: _anew(session),
        )
    nets = [
        (option_label(of_family(session, Convolutional).net.kind, "net.kind"), session.run),
        *session.comparison_runs.titled,
    ]
    results = [(title, answers(run, "robustness")) for title, run in nets if _is_measured(session, run)]
    if not results:
        st.caption(_("Waiting for the net …"))
        return
    columns, tested = st.columns(2), int(results[0][1]["tested"])
    for column, (name, title) in zip(columns, WHAT.items(), strict=True):
        with column:
            _curves(name, _(title, count=tested), _(AXES[_kind(session)]), results)
    if tested < FEW_TESTS:
        st.caption(few_tests(tested))
    _row(session, results[0][1])
    if "mlp" in possible(session) and "mlp" not in session.comparison_runs.runs:
        st.button(
            _("Compare with an MLP of equal size"),
            key="tolerance/compare",
            icon=":material/compare_arrows:",
            help=_("It is trained for as many steps, on the same images in the same order."),
            on_click=lambda: compare(session, "mlp"),
        )


def _is_measured(session: TrainingSession, run: Run) -> bool:
    answer = answers(run, "robustness")
    return belongs_to(run, answer) and str(answer["kind"]) == _kind(session)


def _curves(name: str, title: str, axis: str, results: list[tuple[str, dict[str, np.ndarray]]]) -> None:
    """Draw a line for each net."""
    titles = [net for net, _answer in results]
    rows = {
        "x": np.concatenate([answer["values"] for _net, answer in results]),
        "y": np.concatenate([np.nan_to_num(answer[name]) for _net, answer in results]).astype(np.float64),
        "net": np.repeat(titles, [len(answer["values"]) for _net, answer in results]),
    }
    about = _("{title} over {axis}, for {nets}.", title=title, axis=axis, nets=", ".join(titles))
    is_factor = bool(rows["x"].min() > 0)  # of the size
    spec = shares_of_nets(tuple(titles), axis, title, is_factor, description=about)
    chart(f"tolerance/{name}/{axis}/{len(titles)}", spec, pa.table(rows))


def _row(session: TrainingSession, answer: dict[str, np.ndarray]) -> None:
    """Draw the image as it moves, and the current net's predictions."""
    classes = of_family(session, Convolutional).classes
    values, predictions = answer["values"][::EVERY], answer["predictions"][::EVERY]
    words = {"alt": _("The image moved further and further, and what the net says of it.")}
    gallery(
        "tolerance/row",
        stack=inked(answer["images"][::EVERY], 1.0),
        captions=[f"{value:.3g}: {classes[place]}" for value, place in zip(values, predictions, strict=True)],
        words=words | {"row": _("row"), "column": _("column")},
        width=62,
    )


def _anew(session: TrainingSession) -> None:
    session.probes.add(question(session))
    IMAGE_PICKER.refresh(session)


TOLERANCE = Inspector(N_("Tolerance"), question, tolerance_panel)
