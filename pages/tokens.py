"""Tokens: any text split by character, by word and by byte-pair encoding, learnt live from the text itself."""

import streamlit as st

from nets.studies.tokens.sources import SOURCES
from ui.page_parts.study_footer import foot, lesson_title
from ui.panels.tokens.panels import PANELS, found_panel
from ui.panels.tokens.state import TokensSession
from ui.panels.tokens.text_box import knobs_panel, text_box
from ui.session.study_session import open_study
from ui.text.i18n import N_, _

study = open_study(TokensSession)
lesson_title(study)
st.title(_("Tokens"))
st.caption(_("A net reads numbers. First a text is cut into tokens, and each token gets an id: here in three ways."))
with st.sidebar:
    knobs_panel(study)
text_box(study)
found_panel(study)
titles = {name: title for name, (title, _draw) in PANELS.items()}
foot(study, SOURCES, titles, N_("It carries the text and how it is split."))
