"""Clamp gates to a value and compare the answers. Training is not affected."""

from __future__ import annotations

from functools import partial

import streamlit as st

from nets.models.recurrent.experiment import Recurrent
from nets.models.recurrent.settings import GATES
from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.sequences.answer_text import Answer, format_answer
from ui.panels.sequences.sequence_input import SEQUENCE_PICKER, sequence, unrolled_arguments
from ui.session.intervention import Intervention
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _

MODES = {"free": N_("free"), "0": "0", "1": "1", "between": N_("between")}
TITLES = {
    "reset": N_("Reset gate r"),
    "update": N_("Update gate z"),
    "input": N_("Input gate i"),
    "forget": N_("Forget gate f"),
    "output": N_("Output gate o"),
}
EFFECTS = {
    ("reset", 0): N_("The candidate leaves the past out: it sees only what comes in."),
    ("reset", 1): N_("The candidate sees all of the old state."),
    ("update", 0): N_("The new state is the candidate; of the old one nothing is kept."),
    ("update", 1): N_("The old state is kept, here for ever: nothing that is read comes in."),
    ("input", 0): N_("Nothing new comes into the cell."),
    ("input", 1): N_("All of each candidate is added to the cell."),
    ("forget", 0): N_("The cell is emptied at every step: nothing is remembered but the last candidate."),
    ("forget", 1): N_("The cell forgets nothing and only adds up."),
    ("output", 0): N_("The cell shows nothing: every state is 0."),
    ("output", 1): N_("The cell shows all it holds."),
}


def clamped_answer(experiment: Recurrent, answer: Answer) -> str:
    """Return the answer, and beside one with clamped gates the answer without."""
    words = format_answer(experiment, answer)
    if not len(answer["gates"]):
        return words
    return (
        _("**With force:** {forced}", forced=words)
        + "  \n"
        + _("**Without:** {plain}", plain=format_answer(experiment, answer, "plain"))
    )


@fragment("gates")
def gates_panel(session: TrainingSession) -> None:
    """Draw a choice for each gate of the current cell: free, or clamped."""
    cell = of_family(session, Recurrent).net.cell
    gates = GATES.get(cell, ())
    if not gates:
        return
    clamped = sequence(session).force
    active = [gate for gate in gates if gate in clamped]
    with st.expander(_("Gates by force"), icon=":material/door_sliding:", key="gates-open", on_change="rerun") as panel:
        if not panel.open:
            return
        st.caption(
            _("Tried on the net as it is, for all units at all steps; the training does not notice.")
            + (" " + _(CONVENTION) if cell == "gru" else "")
        )
        for column, gate in zip(st.columns(len(gates)), gates, strict=True):
            with column:
                _gate(session, gate)
        if active:
            free = lambda: _hold(session, dict.fromkeys(active))  # noqa: E731
            st.button(_("All free"), key="gates/free", icon=":material/undo:", on_click=free)


CONVENTION = N_(
    "PyTorch's convention: h′ = (1 − z) · n + z · h. A z near 1 keeps the old state; some books write it the other way "
    "round."
)


def _gate(session: TrainingSession, gate: str) -> None:
    value = sequence(session).force.get(gate)
    mode = "free" if value is None else f"{value:g}" if value in (0, 1) else "between"
    key = f"gates/{gate}"
    show_value(key, mode)
    st.segmented_control(
        _(TITLES[gate]),
        list(MODES),
        format_func=lambda name: _(MODES[name]),
        key=key,
        required=True,
        on_change=on_user_change(key, partial(_on_choose, session, gate)),
    )
    if mode == "between" and value is not None:
        show_value(f"{key}/value", value)
        slide = on_user_change(f"{key}/value", lambda number: _hold(session, {gate: number}))
        st.slider(_("Held at"), 0.01, 0.99, value, 0.01, key=f"{key}/value", on_change=slide)
    elif value is not None:
        st.caption(_(EFFECTS[gate, int(value)]))


def _on_choose(session: TrainingSession, gate: str, mode: str) -> None:
    _hold(session, {gate: {"free": None, "0": 0.0, "1": 1.0, "between": 0.5}[mode]})


def _hold(session: TrainingSession, values: dict[str, float | None]) -> None:
    """Clamp gates to values; None frees a gate."""
    force = sequence(session).force | values
    sequence(session).force = {gate: value for gate, value in force.items() if value is not None}
    SEQUENCE_PICKER.refresh(session, "gates")


def _release(session: TrainingSession) -> None:
    _hold(session, dict.fromkeys(sequence(session).force))


def _describe(session: TrainingSession) -> str:
    """Return which gates are clamped to which values; "" if none is."""
    clamped = unrolled_arguments(session).get("force", {})
    gates = _(", ").join(f"{_(TITLES[gate])} = {value:g}" for gate, value in clamped.items())
    return _("Held by force: {gates}. The net itself sets its gates differently.", gates=gates) if clamped else ""


FORCED_GATES = Intervention("gates", _describe, _release)
