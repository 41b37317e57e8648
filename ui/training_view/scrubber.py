"""Draw the scrubber, which selects the moment of a run that every panel shows, or the present."""

from __future__ import annotations

from time import monotonic
from typing import Any

import streamlit as st

from ui.components.scrubber import scrub_bar
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.session.training_session import TrainingSession
from ui.text.i18n import _

GROW_SECONDS = 1.0  # how often the range grows while a run trains


@fragment("scrubber")
def scrubber(session: TrainingSession) -> None:
    """Draw a range over the moments of the current run. The live view redraws it if it is outdated."""
    session.redraws.scrubber_state = (_state(session), monotonic())
    displayed = session.run.shown
    words = {
        "label": _("Moment of the run"),
        "hint": _("Drag to look back at the run. The training goes on."),
        "step": _("Step {step}"),
        "live": _("Live"),
        "back": _("Play back the run"),
        "stop": _("Stop the play-back"),
    }
    scrub_bar(
        "scrub",
        run=session.run.id,
        moments=displayed.moments,
        shown=displayed.chosen,
        heard=session.redraws.moment_number,
        words=words,
        on_moment=lambda: _on_moment(session),
    )


def is_scrubber_outdated(session: TrainingSession) -> bool:
    """Return whether the range shows another run or moment than it should, or has not grown for a while."""
    if session.redraws.scrubber_state is None:
        return False  # this page has no scrubber
    (drawn_moment, drawn_range), drawn_at = session.redraws.scrubber_state
    moment, moments = _state(session)
    if moment != drawn_moment:
        return True
    is_resting = session.run.state != "running"
    return moments != drawn_range and (is_resting or monotonic() - drawn_at >= GROW_SECONDS)


def _state(session: TrainingSession) -> tuple[tuple[str, int | None], tuple[int, ...]]:
    return (session.run.id, session.run.shown.chosen), session.run.shown.moments


def _on_moment(session: TrainingSession) -> None:
    """Show the moment that the user has selected."""
    moment: Any = st.session_state["scrub"].moment or {}
    step, number = moment.get("step"), moment.get("number")
    session.run.recall(step if isinstance(step, int) and not isinstance(step, bool) else None)
    session.comparison_runs.recall(session.run.shown.chosen)
    session.redraws.moment_number = number if isinstance(number, int) else session.redraws.moment_number
    redraw("scrubber", "live")
