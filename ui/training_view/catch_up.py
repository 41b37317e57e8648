"""Show which comparison runs have made fewer steps than the current run, with a button that trains them.

A comparison run that is chosen after the training has ended begins at step 0, and its curve would say nothing.
"""

from __future__ import annotations

import streamlit as st

from ui.fragments.rerun import redraw
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.text.option_labels import variant_label


def draw_catch_up(session: TrainingSession) -> None:
    """Draw a line with a button, or the progress, if comparison runs have made fewer steps than the current run."""
    comparison_runs, steps = session.comparison_runs, session.run.index
    names = comparison_runs.behind(session.run)
    if not names:
        return
    nets = _(", ").join(f"{variant_label(name)} ({comparison_runs.runs[name].index:,})" for name in names)
    is_catching_up = any(comparison_runs.runs[name].viewer.goal is not None for name in names)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="catch-up"):
        if is_catching_up:
            share = min(comparison_runs.runs[name].index for name in names) / steps
            st.progress(share, _("Catching up to step {step:,}: {nets}", step=steps, nets=nets), width=420)
            st.button(_("Stop"), key="catch-up/stop", icon=":material/stop:", on_click=lambda: _on_click_stop(session))
        else:
            st.markdown(
                _("The current run has made {step:,} steps; fewer have: {nets}.", step=steps, nets=nets),
                width="content",
            )
            st.button(
                _("Train up to step {step:,}", step=steps),
                key="catch-up/start",
                icon=":material/fast_forward:",
                type="primary",
                on_click=lambda: _on_click_start(session),
            )


def _on_click_start(session: TrainingSession) -> None:
    session.comparison_runs.catch_up(session.run)
    redraw("live")


def _on_click_stop(session: TrainingSession) -> None:
    session.comparison_runs.rest()
    redraw("live")
