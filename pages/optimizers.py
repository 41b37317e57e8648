"""Optimizers: SGD to AdamW race over surfaces that can be seen, and on a real net; then the visitor's own last run."""

import streamlit as st

from nets.studies.optimizers.sources import SOURCES
from ui.page_parts.study_footer import draw_footer, draw_lesson_title
from ui.panels.optimizers.panels import TITLES, panels
from ui.panels.optimizers.race import race_panel
from ui.panels.optimizers.settings_form import knobs_panel
from ui.panels.optimizers.state import OptimizersSession
from ui.session.study_session import open_study
from ui.text.i18n import N_, _

study = open_study(OptimizersSession)
draw_lesson_title(study)
st.title(_("Optimizers"))
st.caption(
    _("The gradient says where down is. How far to go, and what to keep of earlier ones, the optimizer decides.")
)
with st.sidebar:
    knobs_panel(study)
race_panel(study)
panels(study)
draw_footer(study, SOURCES, TITLES, N_("It carries the surface, the start and all rules of the race."))
