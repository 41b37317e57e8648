"""Show the code of each model as it runs outside this app, and offer all of it with the data as a zip."""

from __future__ import annotations

import streamlit as st

from nets.models.perceptron.experiment import Perceptron
from nets.studies.classical.model_code import DATA, package_programs, program
from nets.studies.classical.network_experiment import perceptron_experiment
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.classical.labels import model_title
from ui.panels.classical.state import ClassicalSession
from ui.session.open_session import address, session_of
from ui.text.i18n import _
from ui.widgets.file_download import draw_download, offer_download
from ui.widgets.selectbox import selectbox


def code_panel(study: ClassicalSession) -> None:
    """Draw the choice of a model, its code, and the download."""
    state, models, classes = study.panels.code, study.settings.fitted_models, study.settings.shape.classes
    state.model = state.model if state.model in models else models[0]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        show_value("classical/coded", state.model)
        selectbox(
            _("Model"),
            list(models),
            format_func=lambda name: model_title(name, classes),
            key="classical/coded",
            width=260,
            on_change=on_user_change("classical/coded", lambda name: study.choose(state, model=name)),
        )
        st.button(
            _("Download code and data"),
            key="classical/download",
            icon=":material/download:",
            on_click=lambda: _on_download(study),
            help=_("A zip: a program for each model, and {data} with the very same split.", data=DATA),
        )
    st.code(program(study.settings, state.model), language="python")
    if state.model == "net":
        st.caption(_("Runs in this project's folder: it is our own training, and arrives at the same numbers."))
        if st.button(_("Open this net on the page Perceptron"), key="classical/open-net", icon=":material/hub:"):
            _open_net(study)
    else:
        st.caption(_("Runs wherever numpy and scikit-learn are installed, beside {data}.", data=f"`{DATA}`"))
    draw_download("classical/file")


def _on_download(study: ClassicalSession) -> None:
    dataset = study.dataset
    if dataset is not None:
        offer_download("classical/file", "models.zip", package_programs(study.settings, dataset))
    study.redraw()


def _open_net(study: ClassicalSession) -> None:
    """Open the same experiment as a run on the Perceptron page."""
    session = session_of(Perceptron)
    session.begin(perceptron_experiment(study.settings, study.settings.seed), play=True)
    st.switch_page("../../pages/perceptron.py", query_params=address(session))
