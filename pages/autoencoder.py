"""Autoencoder: a net that reconstructs its images from a code of a few numbers, and learns without labels."""

import streamlit as st

from nets.models.autoencoder.experiment import Autoencoder
from nets.models.autoencoder.settings import MAX_HIDDEN
from nets.training.messages import Watch
from ui.page_parts.training_page import PageLayout, live_place, training_page
from ui.panels.autoencoder import latent_space, reconstruction
from ui.panels.autoencoder.anomalies import ODDITIES
from ui.panels.autoencoder.interpolation import BETWEEN, interpolation_choice
from ui.panels.autoencoder.unit_images import UNITS
from ui.panels.images.class_select import classes
from ui.panels.images.image_input import DRAWING, MOVED, pad_panel, picture, picture_panel
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.training_view.stage import Stage
from ui.widgets.number_list import number_list
from ui.widgets.settings_form import control, restart_note, section, training_section

DATA = ("examples", "train_share", "noise", "seed")
NET = ("activation", "output", "loss", "init")


def draw_settings(session: TrainingSession) -> None:
    """Draw every setting of data, net and training."""
    restart_note(session)
    with section(_("Data"), "database", hidden=session.hides("data")):
        control(session, "data.name")
        classes(session, "data.classes")
        for name in DATA:
            control(session, f"data.{name}")
    with section(_("Net"), "hub", hidden=session.hides("net")):
        control(session, "net.code")
        number_list(session, "net.hidden", _("Layer {number}"), 0, MAX_HIDDEN, 32)
        for name in NET:
            control(session, f"net.{name}")
    training_section(session)


def probes(session: TrainingSession) -> Watch:
    """Return the probes of the reconstructions and of the latent space."""
    return latent_space.question(session) | reconstruction.question(session)


def draw(session: TrainingSession, places: Stage) -> None:
    """Draw the reconstructions beside their inputs, and the latent space."""
    with places.left, st.container():  # written in every run: what a fragment fills has to be there from the start
        reconstruction.reconstruction(session)
    assert places.below is not None
    with places.below, st.container():
        reconstruction.rows(session)
    with places.right:
        latent_space.codes(session)


def small_pad(session: TrainingSession) -> None:
    """Draw the pad while the user draws."""
    pad_panel(session, always=False)


session = open_session(Autoencoder)
picture(session)
training_page(
    session,
    _("Autoencoder"),
    _("An image goes through a code of a few numbers and is to come out again. Nobody tells what it shows."),
    settings=draw_settings,
    probes=probes,
    draw=draw,
    inspectors={"unit": UNITS, "between": BETWEEN, "strangers": ODDITIES},
    interventions=(DRAWING, MOVED),
    layout=PageLayout(
        columns=(1, 1),
        left=(picture_panel, small_pad, live_place, reconstruction.rows_panel, live_place),
        right=(latent_space.codes_panel, live_place),
        inspector=(interpolation_choice, live_place),
    ),
    redraw_with_settings=("picture", "pad", "rows", "codes", "between-choice"),
    redraw_with_inspector=("between-choice",),
)
