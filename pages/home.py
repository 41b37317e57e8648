"""Home: what this is, and the first run one press away."""

from pathlib import Path

import streamlit as st

from ui.words import _, text

st.title("Nets Playground")
left, right = st.columns([3, 2], gap="large")
with left:
    st.markdown(text("home"))
    if st.button(_("Train a perceptron"), type="primary", icon=":material/play_arrow:"):
        st.switch_page("../pages/perceptron.py")
with right:
    picture = Path(__file__).parent.parent / "docs" / "perceptron.png"
    st.image(picture, caption=_("A net of 8 and 8 neurons that has learnt two spirals."))
