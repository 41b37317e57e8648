"""Classical models: what there was before deep learning, and a net, on the same data and the same split."""

import streamlit as st

from nets.classical.sources import SOURCES
from ui.classical.desk import Desk
from ui.classical.found import TITLES, found_panel
from ui.classical.knobs import knobs_panel
from ui.desk import open_desk
from ui.desk_foot import foot, lesson_title
from ui.words import N_, _

desk = open_desk(Desk)
lesson_title(desk)
st.title(_("Classical models"))
st.caption(
    _("Trees, neighbours, margins, chances, and a net: all fitted to the same examples, judged by the same test.")
)
with st.sidebar:
    knobs_panel(desk)
found_panel(desk)
foot(desk, SOURCES, TITLES, N_("It carries the data and all knobs, but no table of your own."))
