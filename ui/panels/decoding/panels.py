"""Draw the panels of the Decoding page."""

from __future__ import annotations

import streamlit as st

from ui.fragments.error_boundary import fragment
from ui.page_parts.panel_switch import draw_problems, draw_study
from ui.panels.decoding.game import game_panel
from ui.panels.decoding.likelihood_scatter import samples_panel
from ui.panels.decoding.state import DecodingSession
from ui.panels.decoding.steps import steps_panel
from ui.panels.decoding.strategies import strategies_panel
from ui.text.i18n import N_, _

PANELS = {
    "game": (N_("Guessing game"), game_panel),
    "steps": (N_("Symbol by symbol"), steps_panel),
    "ways": (N_("Greedy, sampling, beam"), strategies_panel),
    "cloud": (N_("Why likely is dull"), samples_panel),
}


@fragment("decoding")
def draw_panels(study: DecodingSession) -> None:
    """Draw one panel."""
    words = _("Opens the panel where this can be done, with settings to begin with.")
    draw_study(study, PANELS, status=_status, challenge_help=words)


def _status(study: DecodingSession) -> None:
    draw_problems(study)
    if study.is_waiting:
        st.caption(_("Waiting for the net …"))
