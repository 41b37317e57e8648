"""Draw the notice that a new net is ready and untrained, with a button that trains it.

A new net may begin far from the button "Train": in the sidebar, in a panel, at the end of the page. The notice is fixed
at the bottom of the window, wherever the page is scrolled to.
"""

from __future__ import annotations

import streamlit as st

from ui.fragments.rerun import redraw
from ui.session.training_session import TrainingSession
from ui.text.i18n import _

KEY = "new_net"  # in session.selection.choices: the id of the run that is announced


def announce(session: TrainingSession) -> None:
    """Announce that the current run is ready and untrained, until it is trained or the notice is closed."""
    session.selection.choices[KEY] = session.run.id


def is_announced(session: TrainingSession) -> bool:
    """Return whether the current run is announced and waits for its first step."""
    run = session.run
    return session.selection.choices.get(KEY) == run.id and run.index == 0 and run.state == "paused" and not run.problem


def draw_new_net(session: TrainingSession) -> None:
    """Draw the notice with its buttons, if a new net is announced."""
    if not is_announced(session):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="new-net"):
        st.markdown(_("The new net is ready, untrained."), width="content")
        train, close = lambda: _on_click_train(session), lambda: _on_click_close(session)
        st.button(_("Train"), key="new-net/train", icon=":material/play_arrow:", type="primary", on_click=train)
        st.button("", key="new-net/close", icon=":material/close:", type="tertiary", help=_("Close"), on_click=close)


def _on_click_train(session: TrainingSession) -> None:
    session.run.play()
    redraw("transport", "fix", "runs", "live")


def _on_click_close(session: TrainingSession) -> None:
    session.selection.choices.pop(KEY, None)
    redraw("live")
