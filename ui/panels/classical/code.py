"""The code of each model as it runs outside this app, and a zip of all of them with their data."""

from __future__ import annotations

import streamlit as st

from nets.models.perceptron.experiment import Perceptron
from nets.studies.classical.model_code import DATA, code, package
from nets.studies.classical.network_experiment import experiment_of
from ui.fragments.server_value import by_person, shown
from ui.panels.classical.labels import model_title
from ui.panels.classical.state import ClassicalSession, changed, choose
from ui.session.training_session import address, session_of
from ui.text.i18n import _
from ui.widgets.file_download import draw_download, offer
from ui.widgets.selectbox import selectbox


def code_panel(study: ClassicalSession) -> None:
    """Choose a model, read its code, take everything along."""
    made, classes = study.settings, study.settings.shape.classes
    study.coded = study.coded if study.coded in made.fitted else made.fitted[0]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        shown("classical/coded", study.coded)
        selectbox(
            _("Model"),
            list(made.fitted),
            format_func=lambda name: model_title(name, classes),
            key="classical/coded",
            width=260,
            on_change=by_person("classical/coded", lambda name: choose(study, "coded", name)),
        )
        st.button(
            _("Download code and data"),
            key="classical/download",
            icon=":material/download:",
            on_click=lambda: _pack(study),
            help=_("A zip: a program for each model, and {data} with the very same split.", data=DATA),
        )
    st.code(code(made, study.coded), language="python")
    if study.coded == "net":
        st.caption(_("Runs in this project's folder: it is our own training, and arrives at the same numbers."))
        if st.button(_("Open this net on the page Perceptron"), key="classical/open-net", icon=":material/hub:"):
            _open(study)
    else:
        st.caption(_("Runs wherever numpy and scikit-learn are installed, beside {data}.", data=f"`{DATA}`"))
    draw_download("classical/file")


def _pack(study: ClassicalSession) -> None:
    known = study.known
    if known is not None:
        offer("classical/file", "models.zip", package(study.settings, known))
    changed()


def _open(study: ClassicalSession) -> None:
    """The very same experiment as a run on its own page."""
    session = session_of(Perceptron)
    session.begin(experiment_of(study.settings, study.settings.seed), play=True)
    st.switch_page("../../pages/perceptron.py", query_params=address(session))
