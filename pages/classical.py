"""Classical models: what there was before deep learning, and a net, on the same data and the same split."""

import streamlit as st

from nets.studies.classical.sources import SOURCES
from ui.page_parts.study_footer import foot, lesson_title
from ui.panels.classical.panels import TITLES, found_panel
from ui.panels.classical.settings_form import knobs_panel
from ui.panels.classical.state import ClassicalSession
from ui.session.study_session import open_study
from ui.text.i18n import N_, _

study = open_study(ClassicalSession)
lesson_title(study)
st.title(_("Classical models"))
st.caption(
    _("Trees, neighbours, margins, chances, and a net: all fitted to the same examples, judged by the same test.")
)
with st.sidebar:
    knobs_panel(study)
found_panel(study)
foot(study, SOURCES, TITLES, N_("It carries the data and all knobs, but no table of your own."))
