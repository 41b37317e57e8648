"""Explain one update, step by step, before it is made: forward, loss, backward and the new weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from nets.engine import manual_edit_commands as by_hand
from nets.experiment.user_error import N_, Problem
from nets.training.manual_edits import Taught
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.inspect.update_phases import DRAW, Phases
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, problem
from ui.widgets.number_field import kept_number, number_of

KEY = "update"  # of the update that the user looks at, in session.selection.choices


@fragment("update")
def update_panel(session: TrainingSession) -> None:
    """Draw the next update, phase by phase, with a button that makes it."""
    with st.expander(_("One update, step by step"), icon=":material/footprint:"):
        st.caption(_("See every number of an update before it is made. Training pauses; nothing changes until then."))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _choice(session)
        _draw_result(session)
        if _update(session).get("stamp") == _state(session):
            _phases(session, _update(session)["told"])
        elif _update(session):
            st.caption(_("The net has changed since. Look at the update again."))


def _update(session: TrainingSession) -> dict[str, Any]:
    """Return the update that the user looks at, with its result; empty if none."""
    update: dict[str, Any] = session.selection.choices.get(KEY, {})
    return update


def _state(session: TrainingSession) -> tuple[str, int, int]:
    """Return what a displayed update belongs to: a run, its step, and its edits by hand."""
    return session.run.id, session.run.index, len(session.run.edits)


def _choice(session: TrainingSession) -> None:
    """Draw the choice between the next batch and an example."""
    st.segmented_control(
        _("Learn from"),
        list(SOURCES),
        default="batch",
        format_func=lambda name: _(SOURCES[name]),
        key="update/source",
        required=True,
        on_change=lambda: _on_change_source(session),
    )
    if st.session_state.get("update/source") == "example":
        look = lambda: _on_click_look(session)  # noqa: E731
        kept_number(_("Training example"), 1, 10_000_000, key="update/example", width=160, then=look)
    st.button(
        _("Look at this update"), key="update/look", icon=":material/search:", on_click=lambda: _on_click_look(session)
    )


SOURCES = {"batch": N_("the next batch"), "example": N_("one example")}


def _examples() -> tuple[int, ...] | None:
    """Return the selected training examples; None for the next batch."""
    if st.session_state.get("update/source") != "example":
        return None
    return (number_of("update/example") - 1,)


def _on_change_source(session: TrainingSession) -> None:
    session.selection.choices[KEY] = {}
    redraw("update")


def _on_click_look(session: TrainingSession) -> None:
    """Compute the numbers of the update; the run pauses, and the page shows its present."""
    session.run.pause()
    session.run.recall(None)
    _try(session, lambda: {"told": by_hand.rehearse(session.run, _examples()), "examples": _examples()})


def _on_click_make(session: TrainingSession) -> None:
    """Make the displayed update, if the net is still the same."""
    if _update(session).get("stamp") == _state(session):
        _try(session, lambda: {"made": by_hand.teach(session.run, _update(session)["examples"])})
    redraw("update", "transport", "live", "neuron")


def _try(session: TrainingSession, do: Callable[[], dict]) -> None:
    try:
        session.selection.choices[KEY] = do()
    except Problem as error:
        session.selection.choices[KEY] = {"problem": error}
    session.selection.choices[KEY]["stamp"] = _state(session)
    redraw("update", "transport", "live", "neuron")


def _draw_result(session: TrainingSession) -> None:
    """Draw the result of the last click."""
    if "problem" in _update(session):
        st.error(problem(_update(session)["problem"]), icon=":material/block:")
    result = _update(session).get("made")
    if isinstance(result, Taught):
        words = _(
            "The update was made: training loss {before:.4g} → {after:.4g}. This run was changed by hand; its settings "
            "alone no longer lead to these numbers.",
            before=result.before["train_loss"],
            after=result.after["train_loss"],
        )
        st.info(words, icon=":material/edit:")
    elif "made" in _update(session):
        st.caption(_("The update was made."))


PHASES = {
    "forward": N_("1 Forward"),
    "loss": N_("2 Loss"),
    "backward": N_("3 Backward"),
    "update": N_("4 Update"),
}


def _phases(session: TrainingSession, phases: Phases) -> None:
    """Draw the phases, one at a time, and after the last the button that makes the update."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        phase = st.segmented_control(
            _("Phase"),
            list(PHASES),
            default="forward",
            format_func=lambda name: _(PHASES[name]),
            key="update/phase",
            required=True,
        )
        last = phase == "update"
        st.button(_("Next phase"), key="update/next", icon=":material/arrow_forward:", disabled=last, on_click=_next)
        make = _("Make this update")
        st.button(
            make, key="update/make", type="primary", icon=":material/check:", on_click=lambda: _on_click_make(session)
        )
    row = 0
    if len(phases["examples"]) > 1 and phase != "update":
        row = _row(phases)
    st.markdown(DRAW[phase or "forward"](session, phases, row))


def _next() -> None:
    names = list(PHASES)
    at = names.index(st.session_state.get("update/phase") or "forward")
    st.session_state["update/phase"] = names[min(at + 1, len(names) - 1)]
    redraw("update")


def _row(phases: Phases) -> int:
    """Draw the choice of an example of the batch."""
    count = len(phases["examples"])
    return kept_number(_("Example of the batch"), 1, count, key="update/row", width=180) - 1
