"""The scrubber: choose a moment of a run, which every panel then shows, or the present."""

from __future__ import annotations

from time import monotonic
from typing import Any

import streamlit as st

from ui.components.scrubber import scrub_bar
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.session.training_session import Bench
from ui.text.i18n import _

GROW_SECONDS = 1.0  # how often the range grows while a run trains


@fragment("scrubber")
def scrubber(bench: Bench) -> None:
    """A range over the moments of the run at hand. The live view has it drawn again when `outdated` says so."""
    bench.scrubbed = (_stamp(bench), monotonic())
    shown = bench.run.shown
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
        run=bench.run.id,
        moments=shown.moments,
        shown=shown.chosen,
        heard=bench.heard,
        words=words,
        on_moment=lambda: _chosen(bench),
    )


def outdated(bench: Bench) -> bool:
    """Whether the range shows another run or moment than it should, or has not grown for a while."""
    if bench.scrubbed is None:
        return False  # this page has no scrubber
    (drawn, moments), when = bench.scrubbed
    now, present = _stamp(bench)
    if now != drawn:
        return True
    resting = bench.run.state != "running"
    return present != moments and (resting or monotonic() - when >= GROW_SECONDS)


def _stamp(bench: Bench) -> tuple[tuple[str, int | None], tuple[int, ...]]:
    return (bench.run.id, bench.run.shown.chosen), bench.run.shown.moments


def _chosen(bench: Bench) -> None:
    """A moment was chosen in the browser: look at it, and draw what shows it."""
    said: Any = st.session_state["scrub"].moment or {}
    step, number = said.get("step"), said.get("number")
    bench.run.recall(step if isinstance(step, int) and not isinstance(step, bool) else None)
    bench.companions.recall(bench.run.shown.chosen)
    bench.heard = number if isinstance(number, int) else bench.heard
    redraw("scrubber", "live")
