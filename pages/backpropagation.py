"""Backpropagation: a formula or a small net as a computation graph, forward and backward one node at a time."""

from nets.studies.backpropagation.sources import SOURCES
from ui.page_parts.study_page import study_page
from ui.panels.backpropagation.panels import PANELS, draw_panels
from ui.panels.backpropagation.settings_form import formula_box, settings_form
from ui.panels.backpropagation.state import BackpropagationSession
from ui.text.i18n import N_

study_page(
    BackpropagationSession,
    title=N_("Backpropagation"),
    caption=N_("How much does each number count? The chain rule answers for all of them, in one pass from the back."),
    settings_form=settings_form,
    parts=[formula_box, draw_panels],
    panels=PANELS,
    sources=SOURCES,
    link_contents=N_("It carries the formula, the numbers put in by hand, and how updates are made."),
)
