"""The graph with the buttons above it, what happens at the node that is looked at, and a panel that looks further."""

from __future__ import annotations

import streamlit as st

from nets.autograd.challenges import CHALLENGES
from nets.training.challenge import Challenge
from ui.components.ticker import ticker
from ui.page_parts.challenges import cards
from ui.panels.backpropagation.check import check_panel
from ui.panels.backpropagation.depth import depth_panel
from ui.panels.backpropagation.graph_view import graph_panel
from ui.panels.backpropagation.node import node_panel
from ui.panels.backpropagation.pytorch import code_panel
from ui.panels.backpropagation.state import Desk, changed
from ui.panels.backpropagation.transport import transport
from ui.panels.backpropagation.updates import updates_panel
from ui.text.i18n import N_, _, problem
from ui.widgets.error_boundary import error_boundary, fragment
from ui.widgets.server_value import by_person, shown

PANELS = {
    "node": (N_("This node"), node_panel),
    "updates": (N_("Updates"), updates_panel),
    "check": (N_("Finite differences"), check_panel),
    "code": (N_("As PyTorch"), code_panel),
    "depth": (N_("Depth"), depth_panel),
}
POLL, FRAME = 250, 350  # milliseconds between two looks at whether an answer has come; between two updates


@fragment("backpropagation")
def found_panel(desk: Desk) -> None:
    """The graph, how far both passes are, and one panel."""
    desk.read()
    desk.tick()
    for found in desk.problems:
        st.error(problem(found), icon=":material/block:")
    transport(desk)
    with error_boundary("graph"):
        graph_panel(desk)
    panels = [name for name in PANELS if not desk.hides(name)]
    if desk.panel not in panels and panels:
        desk.panel = panels[0]
    desk.ask()
    if panels:
        _chosen(desk, panels)
        with st.container(key=f"backpropagation-panel-{desk.panel}"), error_boundary("panel"):
            PANELS[desk.panel][1](desk)
    if not desk.hides("challenges"):
        words = _("Loads a formula for this challenge.")
        with error_boundary("challenges"):
            cards(CHALLENGES, desk.judge(), lambda challenge: _start(desk, challenge), words)
    desk.frames += 1
    waiting = desk.torch.moving and desk.panel in ("check", "code")
    ticker("backpropagation/ticker", desk.frames, FRAME if desk.playing else POLL, bool(desk.playing) or waiting)


def _chosen(desk: Desk, panels: list[str]) -> None:
    shown("backpropagation/panel", desk.panel)
    st.segmented_control(
        _("Look into"),
        panels,
        format_func=lambda name: _(PANELS[name][0]),
        key="backpropagation/panel",
        required=True,
        label_visibility="collapsed",
        on_change=by_person("backpropagation/panel", lambda name: setattr(desk, "panel", name)),
    )


def _start(desk: Desk, challenge: Challenge) -> None:
    desk.set_up(challenge)
    desk.reset()
    desk.predicting = challenge.name == "called"
    changed()
