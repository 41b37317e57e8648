"""Classical models: models from before deep learning, and a net, on the same data and the same split."""

from nets.studies.classical.sources import SOURCES
from ui.page_parts.study_page import study_page
from ui.panels.classical.panels import MORE_TITLES, PANELS, draw_panels
from ui.panels.classical.settings_form import settings_form
from ui.panels.classical.state import ClassicalSession
from ui.text.i18n import N_

study_page(
    ClassicalSession,
    title=N_("Classical models"),
    caption=N_(
        "Trees, neighbours, margins, chances, and a net: all fitted to the same examples, judged by the same test."
    ),
    settings_form=settings_form,
    parts=[draw_panels],
    panels=PANELS,
    more_titles=MORE_TITLES,
    sources=SOURCES,
    link_contents=N_("It carries the data and all knobs, but no table of your own."),
)
