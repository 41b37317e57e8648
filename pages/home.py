"""Home: what this is, the first run one press away, and the road from the neuron to GPT."""

from pathlib import Path

import streamlit as st

from nets.models.perceptron.experiment import Perceptron
from ui.page_parts.roadmap import roadmap
from ui.session.open_session import begin_first_run
from ui.text.i18n import _, text

st.title("Nets Playground")
left, right = st.columns([3, 2], gap="large")
with left:
    st.markdown(text("home"))
    if st.button(_("Train a perceptron"), type="primary", icon=":material/play_arrow:", key="first-run"):
        begin_first_run(Perceptron)
        st.switch_page("../../pages/perceptron.py")
    st.caption(
        _("It opens on a net that is learning already. Nothing to install, no account, nothing leaves the server.")
    )
with right:
    picture = Path(__file__).parent.parent / "docs" / "perceptron.png"
    st.image(picture, caption=_("A net of 8 and 8 neurons that has learnt two spirals."))
st.subheader(_("The road from one neuron to GPT"), anchor=False)
roadmap()
