"""Decoding: how a text is made of a net's chances, symbol after symbol; and a game of guessing against it."""

import streamlit as st

from nets.gpt.decoding_sources import SOURCES
from ui.decoding.desk import Desk
from ui.decoding.found import PANELS, found_panel
from ui.decoding.knobs import knobs_panel, prompt_box
from ui.desk import open_desk
from ui.desk_foot import foot, lesson_title
from ui.words import N_, _

desk = open_desk(Desk)
lesson_title(desk)
st.title(_("Decoding"))
st.caption(_("A language model says how likely each next symbol is. How a text is made of that is another matter."))
with st.sidebar:
    knobs_panel(desk)
prompt_box(desk)
found_panel(desk)
titles = {name: title for name, (title, _draw) in PANELS.items()}
foot(desk, SOURCES, titles, N_("It carries the prompt and all settings, but no net of your own."))
