"""A question to the net that is dear: asked when a person presses a button, and answered in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.fragments.rerun import redraw
from ui.session.requests.probe_request import Demand, Found
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, problem

KEPT = "on_demand"


def on_demand(
    session: TrainingSession,
    probe: str,
    arguments: Mapping[str, Any],
    label: str,
    icon: str = "timer",
    survey: bool = False,
    dated: bool = True,
) -> Found:
    """A button that asks this of the run at hand, and the last answer to these arguments; empty before there is one.

    A `survey` is answered in parts and can be stopped; once it was asked for, other arguments begin it anew. `dated`:
    the answer tells after how many updates it was given.
    """
    held: Demand | None = session.selection.choices.get(f"{KEPT}/{probe}")
    if held and held.run != session.run.id:
        held = None
    if held and held.arguments != arguments:
        held = _begin(session, probe, arguments, survey) if survey else None
    if held:
        held.watched()
    moving = held is not None and held.moving
    session.probes.is_waiting |= moving
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if held and moving and survey:
            st.button(_("Stop"), key=f"{KEPT}/{probe}/stop", icon=":material/stop:", on_click=held.stop)
            st.progress(held.share, _("Measuring …"), width=320)
        else:
            ask = lambda: _ask(session, probe, arguments, survey)  # noqa: E731
            look: dict[str, Any] = {"icon": f":material/{icon}:", "type": "primary", "disabled": moving}
            st.button(label, key=f"{KEPT}/{probe}", on_click=ask, **look)
        if moving and not survey:
            st.markdown(_("Measuring …"))
        elif held and held.found and dated and not moving:
            step = int(held.found.get("index", held.step))  # a run may have gone on before it was looked at
            st.caption(_("Measured after {step:,} updates.", step=step))
    if held and held.problem:
        st.warning(problem(held.problem), icon=":material/block:")
    return (held.found or {}) if held else {}


def _ask(session: TrainingSession, probe: str, arguments: Mapping[str, Any], survey: bool) -> None:
    _begin(session, probe, arguments, survey)
    redraw("live")


def _begin(session: TrainingSession, probe: str, arguments: Mapping[str, Any], survey: bool) -> Demand:
    """Ask now; what is asked already is not followed any further. The last answer to the same stays until then."""
    run = session.run
    before: Demand | None = session.selection.choices.get(f"{KEPT}/{probe}")
    step = run.index if run.shown.step is None or survey else run.shown.step
    held = session.selection.choices[f"{KEPT}/{probe}"] = Demand(run.id, step, probe, dict(arguments))
    if before:
        before.stop()
    if before and (before.run, before.arguments) == (run.id, held.arguments) and not survey:
        held.found = before.found
    held.begin(session.engine, run, survey)
    return held
