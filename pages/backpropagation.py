"""Backpropagation: a formula or a small net as a computation graph, forward and backward one node at a time."""

import streamlit as st

from nets.autograd.sources import SOURCES
from ui.backpropagation.desk import Desk
from ui.backpropagation.found import PANELS, found_panel
from ui.backpropagation.knobs import formula_box, knobs_panel
from ui.desk import open_desk
from ui.desk_foot import foot, lesson_title
from ui.words import N_, _

desk = open_desk(Desk)
lesson_title(desk)
st.title(_("Backpropagation"))
st.caption(_("How much does each number count? The chain rule answers for all of them, in one pass from the back."))
desk.read()
with st.sidebar:
    knobs_panel(desk)
formula_box(desk)
found_panel(desk)
titles = {name: title for name, (title, _draw) in PANELS.items()}
foot(desk, SOURCES, titles, N_("It carries the formula, the numbers put in by hand, and how updates are made."))
