"""Decoding: how a text is made of a net's chances, symbol after symbol; and a game of guessing against it."""

import streamlit as st

from nets.studies.decoding.sources import SOURCES
from ui.page_parts.study_footer import foot, lesson_title
from ui.panels.decoding.panels import PANELS, found_panel
from ui.panels.decoding.settings_form import knobs_panel, prompt_box
from ui.panels.decoding.state import DecodingSession
from ui.session.study_session import open_study
from ui.text.i18n import N_, _

study = open_study(DecodingSession)
lesson_title(study)
st.title(_("Decoding"))
st.caption(_("A language model says how likely each next symbol is. How a text is made of that is another matter."))
with st.sidebar:
    knobs_panel(study)
prompt_box(study)
found_panel(study)
titles = {name: title for name, (title, _draw) in PANELS.items()}
foot(study, SOURCES, titles, N_("It carries the prompt and all settings, but no net of your own."))
