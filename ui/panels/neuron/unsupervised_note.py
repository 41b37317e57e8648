"""Explain unsupervised learning: a loss without labels."""

from __future__ import annotations

import streamlit as st

from ui.page_parts.roadmap import PAGES
from ui.text.i18n import _, text

PAGE = "autoencoder"


def unlabelled() -> None:
    """Explain supervision, which losses need no labels, and where to see one."""
    with st.expander(_("A loss without answers"), icon=":material/label_off:"):
        with st.container(width=760):
            st.markdown(text("neuron-unlabelled"))
        if (PAGES / f"{PAGE}.py").exists():
            st.page_link(f"../../pages/{PAGE}.py", label=_("Autoencoder"), icon=":material/arrow_forward:")
