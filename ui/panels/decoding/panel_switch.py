"""The panels of the page, one open at a time, asked for anew until their answers are there."""

from __future__ import annotations

import streamlit as st

from nets.gpt.challenges import DECODING
from nets.training.challenge import Challenge
from ui.components.ticker import ticker
from ui.page_parts.challenges import cards
from ui.panels.decoding.game import game_panel
from ui.panels.decoding.likelihood_scatter import cloud_panel
from ui.panels.decoding.state import Desk, changed
from ui.panels.decoding.steps import steps_panel
from ui.panels.decoding.strategies import ways_panel
from ui.text.i18n import N_, _, problem
from ui.widgets.error_boundary import error_boundary, fragment
from ui.widgets.server_value import by_person, shown

PANELS = {
    "game": (N_("Guessing game"), game_panel),
    "steps": (N_("Symbol by symbol"), steps_panel),
    "ways": (N_("Greedy, sampling, beam"), ways_panel),
    "cloud": (N_("Why likely is dull"), cloud_panel),
}
POLL = 250  # milliseconds between two looks at whether an answer has come


@fragment("decoding")
def found_panel(desk: Desk) -> None:
    """The panel that is open."""
    panels = [name for name in PANELS if not desk.hides(name)]
    if desk.panel not in panels and panels:
        desk.panel = panels[0]
    _chosen(desk, panels)
    desk.ask()
    _told(desk)
    asked = desk.asked[desk.panel]
    if asked.moving:
        st.caption(_("Waiting for the net …"))
    if panels:
        with st.container(key=f"decoding-panel-{desk.panel}"), error_boundary("panel"):
            PANELS[desk.panel][1](desk)
    if not desk.hides("challenges"):
        words = _("Opens the panel where this can be done, with settings to begin with.")
        with error_boundary("challenges"):
            cards(DECODING, desk.judge(DECODING), lambda challenge: _start(desk, challenge), words)
    desk.frames += 1
    ticker("decoding/ticker", desk.frames, POLL, desk.asked[desk.panel].moving)


def _chosen(desk: Desk, panels: list[str]) -> None:
    shown("decoding/panel", desk.panel)
    st.segmented_control(
        _("Look into"),
        panels,
        format_func=lambda name: _(PANELS[name][0]),
        key="decoding/panel",
        required=True,
        label_visibility="collapsed",
        on_change=by_person("decoding/panel", lambda name: setattr(desk, "panel", name)),
    )


def _told(desk: Desk) -> None:
    """What did not fit, and what a worker failed at."""
    for found in desk.problems:
        st.error(problem(found), icon=":material/block:")
    asked = desk.asked[desk.panel]
    if asked.problem is not None:
        st.error(problem(asked.problem), icon=":material/cloud_off:")
        st.button(_("Try again"), key="decoding/again", on_click=asked.again)


def _start(desk: Desk, challenge: Challenge) -> None:
    desk.set_up(challenge)
    changed()
