"""Draw the graph with the buttons above it, and the panels below."""

from __future__ import annotations

from ui.fragments.error_boundary import error_boundary, fragment
from ui.page_parts.panel_switch import draw_refusals, draw_study
from ui.panels.backpropagation.depth import depth_panel
from ui.panels.backpropagation.gradient_check import check_panel
from ui.panels.backpropagation.graph_view import graph_panel
from ui.panels.backpropagation.node_detail import node_panel
from ui.panels.backpropagation.pytorch import code_panel
from ui.panels.backpropagation.state import BackpropagationSession
from ui.panels.backpropagation.transport import transport
from ui.panels.backpropagation.updates import updates_panel
from ui.text.i18n import N_, _

PANELS = {
    "node": (N_("This node"), node_panel),
    "updates": (N_("Updates"), updates_panel),
    "check": (N_("Finite differences"), check_panel),
    "code": (N_("As PyTorch"), code_panel),
    "depth": (N_("Depth"), depth_panel),
}


@fragment("backpropagation")
def draw_panels(study: BackpropagationSession) -> None:
    """Draw the graph, the progress of both passes, and one panel."""
    draw_study(study, PANELS, above=_graph, challenge_help=_("Loads a formula for this challenge."))


def _graph(study: BackpropagationSession) -> bool:
    draw_refusals(study)
    transport(study)
    with error_boundary("graph"):
        graph_panel(study)
    return True
