"""The graph with the buttons above it, what happens at the node that is looked at, and a panel that looks further."""

from __future__ import annotations

import streamlit as st

from nets.studies.backpropagation.challenges import CHALLENGES
from nets.training.challenge import Challenge
from ui.fragments.error_boundary import error_boundary, fragment
from ui.page_parts.panel_switch import draw_challenges, draw_open_panel, draw_switch, draw_ticker, open_panel
from ui.panels.backpropagation.depth import depth_panel
from ui.panels.backpropagation.gradient_check import check_panel
from ui.panels.backpropagation.graph_view import graph_panel
from ui.panels.backpropagation.node_detail import node_panel
from ui.panels.backpropagation.pytorch import code_panel
from ui.panels.backpropagation.state import BackpropagationSession, changed
from ui.panels.backpropagation.transport import transport
from ui.panels.backpropagation.updates import updates_panel
from ui.text.i18n import N_, _, problem

PANELS = {
    "node": (N_("This node"), node_panel),
    "updates": (N_("Updates"), updates_panel),
    "check": (N_("Finite differences"), check_panel),
    "code": (N_("As PyTorch"), code_panel),
    "depth": (N_("Depth"), depth_panel),
}
POLL, FRAME = 250, 350  # milliseconds between two looks at whether an answer has come; between two updates


@fragment("backpropagation")
def found_panel(study: BackpropagationSession) -> None:
    """The graph, how far both passes are, and one panel."""
    study.read()
    study.tick()
    for found in study.problems:
        st.error(problem(found), icon=":material/block:")
    transport(study)
    with error_boundary("graph"):
        graph_panel(study)
    names = open_panel(study, PANELS)
    study.ask()
    draw_switch(study, PANELS, names)
    draw_open_panel(study, PANELS, names)
    words = _("Loads a formula for this challenge.")
    draw_challenges(study, CHALLENGES, lambda challenge: _start(study, challenge), words)
    waiting = study.torch.moving and study.panel in ("check", "code")
    draw_ticker(study, FRAME if study.playing else POLL, bool(study.playing) or waiting)


def _start(study: BackpropagationSession, challenge: Challenge) -> None:
    study.set_up(challenge)
    study.reset()
    study.predicting = challenge.name == "called"
    changed()
