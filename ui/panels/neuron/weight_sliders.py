"""A slider for each weight and bias of the neuron, which writes it into the net."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.engine import manual_edit_commands as hand
from nets.models.neuron.experiment import Neuron
from ui.components.dials import dials
from ui.inspect.edit_weight import LOOKING_BACK, edit_result, undo_write, write
from ui.panels.neuron.parameter_names import entries, meaning, reach, title, values, way
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import _

KEY = "hand"
RECENT_VALUES = 200  # of the history that decide the slider's range


def by_hand(session: TrainingSession) -> None:
    """Draw the sliders, and how the loss has changed with the last one that was moved."""
    experiment, current = of_family(session, Neuron), values(session)
    every = [entry for entry in entries(experiment) if np.isfinite(current.get(entry, np.nan))]
    sliders = [
        {
            "name": title(experiment, entry),
            "title": meaning(experiment, entry),
            "value": current[entry],
            "reach": reach(current[entry], way(session.run, entry)[-RECENT_VALUES:]),
        }
        for entry in every
    ]
    looks_back = session.run.shown.step is not None
    words = {
        "alt": _("Weights and biases of the neuron"),
        "hint": _("Move them by hand: the neuron, its loss and the ball answer at once. Then press Train."),
        "undo": _("Undo"),
    }
    if looks_back:
        words["hint"] = _(LOOKING_BACK)
    dials(
        KEY,
        dials=sliders,
        off=looks_back or session.run.state in ("diverged", "failed", "stopped"),
        undoable=hand.undoable(session.run) is not None,
        words=words,
        on_turn=lambda: _on_change(session),
        on_undo=lambda: undo_write(session, "live"),
    )
    edit_result(session)


def _on_change(session: TrainingSession) -> None:
    """Write the weight of a moved slider or a typed number."""
    change, every = st.session_state[KEY].turn, entries(of_family(session, Neuron))
    if 0 <= change["index"] < len(every):
        entry = every[change["index"]]
        write(session, entry.parameter, entry.place, change["value"], "live", on=bool(change["on"]))
