"""The panels of the page, one open at a time, asked for anew until their answers are there."""

from __future__ import annotations

import streamlit as st

from nets.studies.decoding.challenges import CHALLENGES as DECODING
from nets.training.challenge import Challenge
from ui.fragments.error_boundary import fragment
from ui.page_parts.panel_switch import (
    draw_challenges,
    draw_failure,
    draw_open_panel,
    draw_switch,
    draw_ticker,
    open_panel,
)
from ui.panels.decoding.game import game_panel
from ui.panels.decoding.likelihood_scatter import cloud_panel
from ui.panels.decoding.state import DecodingSession, changed
from ui.panels.decoding.steps import steps_panel
from ui.panels.decoding.strategies import ways_panel
from ui.text.i18n import N_, _, problem

PANELS = {
    "game": (N_("Guessing game"), game_panel),
    "steps": (N_("Symbol by symbol"), steps_panel),
    "ways": (N_("Greedy, sampling, beam"), ways_panel),
    "cloud": (N_("Why likely is dull"), cloud_panel),
}
POLL = 250  # milliseconds between two looks at whether an answer has come


@fragment("decoding")
def found_panel(study: DecodingSession) -> None:
    """The panel that is open."""
    names = open_panel(study, PANELS)
    draw_switch(study, PANELS, names)
    study.ask()
    _told(study)
    if study.asked[study.panel].moving:
        st.caption(_("Waiting for the net …"))
    draw_open_panel(study, PANELS, names)
    words = _("Opens the panel where this can be done, with settings to begin with.")
    draw_challenges(study, DECODING, lambda challenge: _start(study, challenge), words)
    draw_ticker(study, POLL, study.asked[study.panel].moving)


def _told(study: DecodingSession) -> None:
    """What did not fit, and what a worker failed at."""
    for found in study.problems:
        st.error(problem(found), icon=":material/block:")
    asked = study.asked[study.panel]
    draw_failure(study, asked, asked.again)


def _start(study: DecodingSession, challenge: Challenge) -> None:
    study.set_up(challenge)
    changed()
