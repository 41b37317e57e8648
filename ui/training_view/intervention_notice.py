"""Draw notices of what the user changed by hand, above the answer, with an undo button."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nets.engine import manual_edit_commands as by_hand
from ui.inspect.edit_weight import undo_write
from ui.session.intervention import Intervention
from ui.session.training_session import TrainingSession
from ui.text.i18n import _


def draw_interventions(session: TrainingSession, interventions: Sequence[Intervention]) -> None:
    """Draw a line for each active intervention."""
    for one in interventions:
        words = one.describe(session)
        if not words:
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"by-hand-{one.name}"):
            st.markdown(f":material/back_hand: {words}", width="content")
            if one.can_undo(session):
                st.button(
                    _("Undo"),
                    key=f"undo/{one.name}",
                    icon=":material/undo:",
                    type="tertiary",
                    on_click=one.undo,
                    args=(session,),
                )


def _describe_weights(session: TrainingSession) -> str:
    if not session.run.edits:
        return ""
    return _(
        "Changes by hand in this run: {count}. Its settings alone no longer lead to these numbers. "
        "Reset begins again without the changes.",
        count=len(session.run.edits),
    )


WEIGHTS = Intervention(
    "weights",
    _describe_weights,
    lambda session: undo_write(session, "neuron"),
    lambda session: by_hand.undoable(session.run) is not None and session.run.shown.step is None,
)  # of any page: weights that were typed or dragged, and updates on chosen examples; they end with their run
