"""The input of a page of sequences: an example of the data, or a sequence of the user's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from nets.engine.run import Run
from nets.experiment.user_error import Problem
from nets.models.recurrent.examples import counts, tokenize
from nets.models.recurrent.experiment import Recurrent
from nets.models.recurrent.settings import CELL_ARRAYS, GATES
from ui.charts.render import answers
from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import on_user_change, show_value
from ui.session.intervention import Lifetime, expire, subject
from ui.session.training_session import TrainingSession, of_family, page_state
from ui.text.i18n import N_, _, problem
from ui.widgets.input_picker import InputPicker
from ui.widgets.selectbox import selectbox

MEANINGS = {-1: N_("I do not say"), 1: N_("positive"), 0: N_("negative")}
MAX_TEXT_CHARACTERS = 400
MAX_UNITS = 32  # that are drawn at a time
MAX_CELLS = 24_000  # of heat maps in a frame


@dataclass
class Sequence:
    """State of a page of sequences: its input, and what is selected."""

    source: str = "test"
    text: str = ""  # the user's own
    meant: int = -1  # sentiment of the user's sentence, a class; -1 if not given
    at: int = 0  # selected step
    layer: str = ""  # selected layer and direction, by module name; "" for the first
    unit: int = 0
    force: dict[str, float] = field(default_factory=dict)  # clamped gates of any cell


LIFETIMES = (
    Lifetime(("source", "text", "meant"), subject, drafts=("text", "meant")),
    Lifetime(("force",), lambda experiment: (*subject(experiment), experiment.net.cell)),
)


def sequence(session: TrainingSession) -> Sequence:
    """Return the state of the page."""
    return expire(session, page_state(session, Sequence), LIFETIMES)


def input_arguments(session: TrainingSession) -> dict[str, Any]:
    """Return the arguments of probes for the sequence: part and index, and the user's own text."""
    part, index = session.selection.example
    arguments: dict[str, Any] = {"part": part, "index": index}
    if sequence(session).source == "own" and sequence(session).text and misread(session) is None:
        arguments["text"] = sequence(session).text
    return arguments


def misread(session: TrainingSession) -> Problem | None:
    """Return why the net cannot read the user's sequence; None if it can."""
    try:
        tokenize(of_family(session, Recurrent).data, sequence(session).text)
    except Problem as refusal:
        return refusal
    return None


def unrolled_arguments(session: TrainingSession) -> dict[str, Any]:
    """Return the arguments of the probe `unrolled`: the sequence, the clamped gates, the meaning."""
    state, gates = sequence(session), GATES.get(of_family(session, Recurrent).net.cell, ())
    force = {gate: value for gate, value in state.force.items() if gate in gates}
    arguments = input_arguments(session) | ({"force": force} if force else {})
    return arguments | ({"meant": state.meant} if "text" in arguments and can_mean(session) else {})


def can_mean(session: TrainingSession) -> bool:
    """Return whether a sequence has a sentiment."""
    return of_family(session, Recurrent).data.name == "sentiment"


def belongs_to(run: Run, answer: dict[str, np.ndarray]) -> bool:
    """Return whether an answer about a sequence belongs to the current data and net."""
    experiment = run.experiment
    assert isinstance(experiment, Recurrent)
    if not answer:
        return False
    info, numbers = experiment.info, answer.get("names", ())
    known = set(answer["tokens"].tolist()) <= set(info.tokens) if "tokens" in answer else not info.tokens
    return known and ("tokens" in answer or tuple(map(str, numbers)) == info.features)


SEQUENCE_PICKER = InputPicker(
    "sequence",
    sequence,
    input_arguments,
    lambda session, part: counts(of_family(session, Recurrent).data)[part],
    is_available=lambda session, source: source != "own" or bool(of_family(session, Recurrent).info.tokens),
    composed={"unrolled": unrolled_arguments},
)


@fragment("sequence")
def sequence_panel(session: TrainingSession) -> None:
    """Draw the choice of the sequence that all panels look at."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        SEQUENCE_PICKER.draw_source(session, _("Sequence"))
        SEQUENCE_PICKER.draw_index(session)
        _units(session)
    if SEQUENCE_PICKER.source(session) == "own":
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _own(session)
        _draw_refusal(session)


def _own(session: TrainingSession) -> None:
    """Draw an input for a text, and for its meaning."""
    state = sequence(session)
    SEQUENCE_PICKER.draw_text(session, MAX_TEXT_CHARACTERS)
    if can_mean(session):
        show_value("sequence/meant", state.meant)
        selectbox(
            _("It means"),
            list(MEANINGS),
            format_func=lambda meaning: _(MEANINGS[meaning]),
            key="sequence/meant",
            width=150,
            on_change=on_user_change("sequence/meant", lambda meaning: _on_choose_meaning(session, meaning)),
        )


def at_a_time(experiment: Recurrent) -> int:
    """Return how many units of a layer are drawn at a time, so that a frame stays small."""
    rows = len(CELL_ARRAYS.get(experiment.net.cell, ("hidden",))) + experiment.net.layers * (1 + experiment.both) - 1
    return max(4, min(MAX_UNITS, experiment.net.hidden, MAX_CELLS // (rows * experiment.info.length)))


def _units(session: TrainingSession) -> None:
    """Draw a choice of the units to draw, if not all fit."""
    hidden, count = of_family(session, Recurrent).net.hidden, at_a_time(of_family(session, Recurrent))
    if hidden <= count:
        return
    show_value("sequence/units", min(sequence(session).unit, hidden - 1) // count * count)
    selectbox(
        _("Units"),
        range(0, hidden, count),
        format_func=lambda first: f"{first + 1}–{min(first + count, hidden)} / {hidden}",
        key="sequence/units",
        width=150,
        on_change=on_user_change("sequence/units", lambda first: select(session, unit=first)),
    )


def select(session: TrainingSession, **at: Any) -> None:
    """Select this step, layer or unit. A callback ends with it."""
    state = sequence(session)
    for name, value in at.items():
        setattr(state, name, value)
    if "cell_arithmetic" in session.probes.watch:
        session.probes.add({"cell_arithmetic": step_arguments(session)})
    SEQUENCE_PICKER.refresh(session, "step")


def step_arguments(session: TrainingSession) -> dict[str, Any]:
    """Return the arguments of the probe `cell_arithmetic`: the sequence, and the step and unit in focus.

    Step, layer and unit are ones that the net has; the length of the sequence is that of the last answer.
    """
    state, net, answer = sequence(session), of_family(session, Recurrent).net, latest_answer(session)
    steps = len(answer["tokens" if "tokens" in answer else "numbers"]) if answer else state.at + 1
    layers = [str(name) for name in answer["layers"]] if answer else []
    layer = state.layer if state.layer in layers else "layers.0.forward_layer"
    return {
        **input_arguments(session),
        "at": min(state.at, steps - 1),
        "unit": min(state.unit, net.hidden - 1),
        "layer": layer,
    }


def _draw_refusal(session: TrainingSession) -> None:
    """Draw why the user's sequence cannot be read, and which tokens the net knows."""
    state, experiment = sequence(session), of_family(session, Recurrent)
    refusal = misread(session)
    if refusal is not None and state.text:
        st.warning(problem(refusal), icon=":material/block:")
    with st.popover(_("What the net can read"), icon=":material/menu_book:"):
        joint = " " if experiment.data.name in ("sentiment", "tagging") else ""
        st.text(joint.join(experiment.info.tokens[1:])[:MAX_LISTED_CHARACTERS])


MAX_LISTED_CHARACTERS = 3000


def _on_choose_meaning(session: TrainingSession, meaning: int) -> None:
    sequence(session).meant = meaning
    SEQUENCE_PICKER.refresh(session)


def latest_answer(session: TrainingSession) -> dict[str, np.ndarray]:
    """Return the unrolled states of the current net; empty before an answer that fits."""
    answer = answers(session.run, "unrolled")
    return answer if belongs_to(session.run, answer) else {}


OWN_SEQUENCE = SEQUENCE_PICKER.intervention(
    "own_sequence",
    N_("Your own sequence is read, not an example of the data."),
    is_refused=lambda session: sequence(session).source == "own" and misread(session) is not None,
)
