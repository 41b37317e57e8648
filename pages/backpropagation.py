"""Backpropagation: a formula or a small net as a computation graph, forward and backward one node at a time."""

import streamlit as st

from nets.studies.backpropagation.sources import SOURCES
from ui.page_parts.study_footer import foot, lesson_title
from ui.panels.backpropagation.panels import PANELS, found_panel
from ui.panels.backpropagation.settings_form import formula_box, knobs_panel
from ui.panels.backpropagation.state import BackpropagationSession
from ui.session.study_session import open_study
from ui.text.i18n import N_, _

study = open_study(BackpropagationSession)
lesson_title(study)
st.title(_("Backpropagation"))
st.caption(_("How much does each number count? The chain rule answers for all of them, in one pass from the back."))
study.read()
with st.sidebar:
    knobs_panel(study)
formula_box(study)
found_panel(study)
titles = {name: title for name, (title, _draw) in PANELS.items()}
foot(study, SOURCES, titles, N_("It carries the formula, the numbers put in by hand, and how updates are made."))
