"""Home: what this is, and the first run one press away."""

import streamlit as st

from ui.words import _, text

st.title("Nets Playground")
st.markdown(text("home"))
st.page_link("../pages/perceptron.py", label=_("Train a perceptron"), icon=":material/play_arrow:")
