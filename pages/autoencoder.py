"""Autoencoder: a net that gives its images back through a code of a few numbers, and learns without any answers."""

import streamlit as st

from nets.models.autoencoder.experiment import Autoencoder
from nets.models.autoencoder.settings import MAX_HIDDEN
from ui.fragments.error_boundary import fragment
from ui.page_parts.challenges import challenges_panel
from ui.page_parts.explain import explain_panel
from ui.page_parts.lesson_builder import lesson_title
from ui.page_parts.share import keep_panel
from ui.panels.autoencoder import latent_space as codes
from ui.panels.autoencoder import reconstruction as reconstructed
from ui.panels.autoencoder.anomalies import ODDITIES
from ui.panels.autoencoder.interpolation import BETWEEN, between_choice
from ui.panels.autoencoder.unit_images import UNITS
from ui.panels.images.class_select import classes
from ui.panels.images.image_input import DRAWING, MOVED, pad_panel, picture, picture_panel
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.training_view.live import Stage, live, stage
from ui.widgets.number_list import several
from ui.widgets.settings_form import control, restarts, section, training_section


@fragment("knobs")
def knobs(session: TrainingSession) -> None:
    """Every knob of data, net and fit."""
    restarts(session)
    with section(_("Data"), "database", hidden=session.hides("data")):
        control(session, "data.name")
        classes(session, "data.classes")
        control(session, "data.examples")
        control(session, "data.train_share")
        control(session, "data.noise")
        control(session, "data.seed")
    with section(_("Net"), "hub", hidden=session.hides("net")):
        control(session, "net.code")
        several(session, "net.hidden", _("Layer {number}"), 0, MAX_HIDDEN, 32)
        control(session, "net.activation")
        control(session, "net.output")
        control(session, "net.loss")
        control(session, "net.init")
    training_section(session)


def look(session: TrainingSession, places: Stage) -> None:
    """What comes out beside what went in, and the plane of codes."""
    session.probes.watch = codes.question(session) | reconstructed.question(session)
    with places.left, st.container():  # written in every run: what a fragment fills has to be there from the start
        reconstructed.reconstruction(session)
    with below, st.container():
        reconstructed.rows(session)
    with places.right:
        codes.codes(session)


session = open_session(Autoencoder)
lesson_title(session)
st.title(_("Autoencoder"))
st.caption(_("An image goes through a code of a few numbers and is to come out again. Nobody tells what it shows."))
with st.sidebar:
    knobs(session)
picture(session)
session.redraws.with_settings |= {"picture", "pad", "rows", "codes", "between-choice"}
session.redraws.with_inspector |= {"between-choice"}
places = stage(session, (1, 1), (DRAWING, MOVED), unit=UNITS, between=BETWEEN, strangers=ODDITIES)
with places.left:
    picture_panel(session)
    pad_panel(session, always=False)
    chosen = st.container()
    reconstructed.rows_panel(session)
    below = st.container()
with places.right:
    codes.codes_panel(session)
    plane = st.container()
with places.inside:
    between_choice(session)
    inside = st.container()
live(session, places._replace(left=chosen, right=plane, inside=inside), look)
challenges_panel(session)
explain_panel(session)
keep_panel(session)
