"""What is below the race, one panel open at a time. Each is a fragment of its own."""

from __future__ import annotations

from ui.inspect.last_run import last_run_landscape, last_run_lr_range, last_run_sharpness
from ui.page_parts.panel_switch import Panels, draw_open_panel, draw_switch, open_panel
from ui.panels.optimizers.network import network_panel
from ui.panels.optimizers.stability import stability_panel
from ui.panels.optimizers.state import OptimizersSession
from ui.text.i18n import N_

PANELS: Panels = {
    "stability": (N_("Where momentum is stable"), stability_panel),
    "network": (N_("The race on a real net"), network_panel),
    "own_run": (N_("Your last run: its loss landscape"), lambda study: last_run_landscape(study.engine)),
    "own_range": (N_("Your last run: which rate?"), lambda study: last_run_lr_range(study.engine)),
    "own_sharpness": (N_("Your last run: sharp or flat?"), lambda study: last_run_sharpness(study.engine)),
}


def panels(study: OptimizersSession) -> None:
    """The choice, and the panel that is open."""
    names = open_panel(study, PANELS)
    draw_switch(study, PANELS, names)
    draw_open_panel(study, PANELS, names)
