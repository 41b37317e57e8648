"""Tokens: any text split by character, by word and by byte-pair encoding, learnt live from the text itself."""

from nets.studies.tokens.sources import SOURCES
from ui.page_parts.study_page import study_page
from ui.panels.tokens.panels import PANELS, draw_panels
from ui.panels.tokens.state import TokensSession
from ui.panels.tokens.text_box import settings_form, text_box
from ui.text.i18n import N_

study_page(
    TokensSession,
    title=N_("Tokens"),
    caption=N_("A net reads numbers. First a text is cut into tokens, and each token gets an id: here in three ways."),
    settings_form=settings_form,
    parts=[text_box, draw_panels],
    panels=PANELS,
    sources=SOURCES,
    link_contents=N_("It carries the text and how it is split."),
)
