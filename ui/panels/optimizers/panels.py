"""What is below the race, one panel open at a time. Each is a fragment of its own."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.inspect.last_run import own_range, own_run, own_sharpness
from ui.panels.optimizers.network import network_panel
from ui.panels.optimizers.stability import stability_panel
from ui.panels.optimizers.state import Desk
from ui.text.i18n import N_, _
from ui.widgets.error_boundary import error_boundary
from ui.widgets.server_value import by_person, shown

TITLES = {
    "stability": N_("Where momentum is stable"),
    "network": N_("The race on a real net"),
    "own_run": N_("Your last run: its loss landscape"),
    "own_range": N_("Your last run: which rate?"),
    "own_sharpness": N_("Your last run: sharp or flat?"),
}
DRAW: dict[str, Callable[[Desk], None]] = {
    "stability": stability_panel,
    "network": network_panel,
    "own_run": lambda desk: own_run(desk.engine),
    "own_range": lambda desk: own_range(desk.engine),
    "own_sharpness": lambda desk: own_sharpness(desk.engine),
}


def panels(desk: Desk) -> None:
    """The choice, and the panel that is open."""
    offered = [name for name in TITLES if not desk.hides(name)]
    if not offered:
        return
    if desk.panel not in offered:
        desk.panel = offered[0]
    shown("optimizers/panel", desk.panel)
    st.segmented_control(
        _("Look into"),
        offered,
        format_func=lambda name: _(TITLES[name]),
        key="optimizers/panel",
        required=True,
        label_visibility="collapsed",
        on_change=by_person("optimizers/panel", lambda name: setattr(desk, "panel", name)),
    )
    with st.container(key=f"optimizers-panel-{desk.panel}"), error_boundary("panel"):
        DRAW[desk.panel](desk)
