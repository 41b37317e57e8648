"""Run an expensive probe in the background when the user clicks a button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.fragments.rerun import redraw
from ui.session.requests.probe_request import Answer, ProbeRequest
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, problem

KEPT = "on_demand"


def probe_button(
    session: TrainingSession,
    probe: str,
    arguments: Mapping[str, Any],
    label: str,
    icon: str = "timer",
    survey: bool = False,
    dated: bool = True,
) -> Answer:
    """Draw a button that runs a probe on the current run; return the last answer to these arguments, empty if none.

    A `survey` is answered in parts and can be stopped; once it was asked for, other arguments begin it anew. `dated`:
    the answer tells after how many updates it was given.
    """
    request: ProbeRequest | None = session.selection.choices.get(f"{KEPT}/{probe}")
    if request and request.run != session.run.id:
        request = None
    if request and request.arguments != arguments:
        request = _begin(session, probe, arguments, survey) if survey else None
    if request:
        request.renew()
    moving = request is not None and request.moving
    session.probes.is_waiting |= moving
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if request and moving and survey:
            st.button(_("Stop"), key=f"{KEPT}/{probe}/stop", icon=":material/stop:", on_click=request.stop)
            st.progress(request.share, _("Measuring …"), width=320)
        else:
            ask = lambda: _on_click(session, probe, arguments, survey)  # noqa: E731
            look: dict[str, Any] = {"icon": f":material/{icon}:", "type": "primary", "disabled": moving}
            st.button(label, key=f"{KEPT}/{probe}", on_click=ask, **look)
        if moving and not survey:
            st.markdown(_("Measuring …"))
        elif request and request.answer and dated and not moving:
            step = int(request.answer.get("index", request.step))  # a run may have gone on before the probe was asked
            st.caption(_("Measured after {step:,} updates.", step=step))
    if request and request.problem:
        st.warning(problem(request.problem), icon=":material/block:")
    return (request.answer or {}) if request else {}


def _on_click(session: TrainingSession, probe: str, arguments: Mapping[str, Any], survey: bool) -> None:
    _begin(session, probe, arguments, survey)
    redraw("live")


def _begin(session: TrainingSession, probe: str, arguments: Mapping[str, Any], survey: bool) -> ProbeRequest:
    """Run the probe now, in place of a request under way. The last answer to the same arguments stays until then."""
    run = session.run
    before: ProbeRequest | None = session.selection.choices.get(f"{KEPT}/{probe}")
    step = run.index if run.shown.step is None or survey else run.shown.step
    request = session.selection.choices[f"{KEPT}/{probe}"] = ProbeRequest(run.id, step, probe, dict(arguments))
    if before:
        before.stop()
    if before and (before.run, before.arguments) == (run.id, request.arguments) and not survey:
        request.answer = before.answer
    request.begin(session.engine, run, survey)
    return request
