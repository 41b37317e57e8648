"""Optimizers: SGD to AdamW race over surfaces that can be seen, and on a real net; then the user's own last run."""

from nets.studies.optimizers.sources import SOURCES
from ui.page_parts.study_page import study_page
from ui.panels.optimizers.panels import PANELS, panels
from ui.panels.optimizers.race import race_panel
from ui.panels.optimizers.settings_form import settings_panel
from ui.panels.optimizers.state import OptimizersSession
from ui.text.i18n import N_

study_page(
    OptimizersSession,
    title=N_("Optimizers"),
    caption=N_(
        "The gradient says where down is. How far to go, and what to keep of earlier ones, the optimizer decides."
    ),
    settings_form=settings_panel,
    parts=[race_panel, panels],
    panels=PANELS,
    sources=SOURCES,
    link_contents=N_("It carries the surface, the start and all rules of the race."),
)
