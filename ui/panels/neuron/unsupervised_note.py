"""Explain unsupervised learning: a loss without labels."""

from __future__ import annotations

import streamlit as st

from ui.text.i18n import _, text


def unlabelled() -> None:
    """Explain supervision, which losses need no labels, and where to see one."""
    with st.expander(_("A loss without answers"), icon=":material/label_off:"):
        with st.container(width=760):
            st.markdown(text("neuron-unlabelled"))
        st.page_link("../../pages/autoencoder.py", label=_("Autoencoder"), icon=":material/arrow_forward:")
