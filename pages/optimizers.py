"""Optimizers: SGD to AdamW race over surfaces that can be seen, and on a real net; then the visitor's own last run."""

import streamlit as st

from nets.optimizing.sources import SOURCES
from ui.desk import open_desk
from ui.desk_foot import foot, lesson_title
from ui.optimizing.desk import Desk
from ui.optimizing.knobs import knobs_panel
from ui.optimizing.panels import TITLES, panels
from ui.optimizing.race import race_panel
from ui.words import N_, _

desk = open_desk(Desk)
lesson_title(desk)
st.title(_("Optimizers"))
st.caption(
    _("The gradient says where down is. How far to go, and what to keep of earlier ones, the optimizer decides.")
)
with st.sidebar:
    knobs_panel(desk)
race_panel(desk)
panels(desk)
foot(desk, SOURCES, TITLES, N_("It carries the surface, the start and all rules of the race."))
