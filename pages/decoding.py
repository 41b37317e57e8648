"""Decoding: how text is generated from a language model token by token, and a guessing game against it."""

from nets.studies.decoding.sources import SOURCES
from ui.page_parts.study_page import study_page
from ui.panels.decoding.panels import PANELS, draw_panels
from ui.panels.decoding.settings_form import prompt_box, settings_form
from ui.panels.decoding.state import DecodingSession
from ui.text.i18n import N_

study_page(
    DecodingSession,
    title=N_("Decoding"),
    caption=N_("A language model says how likely each next symbol is. How a text is made of that is another matter."),
    settings_form=settings_form,
    parts=[prompt_box, draw_panels],
    panels=PANELS,
    sources=SOURCES,
    link_contents=N_("It carries the prompt and all settings, but no net of your own."),
)
