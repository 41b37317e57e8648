"""Tokens: any text split by character, by word and by byte-pair encoding, learnt live from the text itself."""

import streamlit as st

from ui.tokens.desk import open_desk
from ui.tokens.found import found_panel
from ui.tokens.more import lesson_title, more
from ui.tokens.text import knobs_panel, text_box
from ui.words import _

desk = open_desk()
lesson_title(desk)
st.title(_("Tokens"))
st.caption(_("A net reads numbers. First a text is cut into tokens, and each token gets an id: here in three ways."))
with st.sidebar:
    knobs_panel(desk)
text_box(desk)
found_panel(desk)
more(desk)
