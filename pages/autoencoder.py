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
from ui.session.training_session import Bench, open_bench
from ui.text.i18n import _
from ui.training_view.live import Stage, live, stage
from ui.widgets.number_list import several
from ui.widgets.settings_form import control, restarts, section, training_section


@fragment("knobs")
def knobs(bench: Bench) -> None:
    """Every knob of data, net and fit."""
    restarts(bench)
    with section(_("Data"), "database", hidden=bench.hides("data")):
        control(bench, "data.name")
        classes(bench, "data.classes")
        control(bench, "data.examples")
        control(bench, "data.train_share")
        control(bench, "data.noise")
        control(bench, "data.seed")
    with section(_("Net"), "hub", hidden=bench.hides("net")):
        control(bench, "net.code")
        several(bench, "net.hidden", _("Layer {number}"), 0, MAX_HIDDEN, 32)
        control(bench, "net.activation")
        control(bench, "net.output")
        control(bench, "net.loss")
        control(bench, "net.init")
    training_section(bench)


def look(bench: Bench, places: Stage) -> None:
    """What comes out beside what went in, and the plane of codes."""
    bench.watch = codes.question(bench) | reconstructed.question(bench)
    with places.left, st.container():  # written in every run: what a fragment fills has to be there from the start
        reconstructed.reconstruction(bench)
    with below, st.container():
        reconstructed.rows(bench)
    with places.right:
        codes.codes(bench)


bench = open_bench(Autoencoder)
lesson_title(bench)
st.title(_("Autoencoder"))
st.caption(_("An image goes through a code of a few numbers and is to come out again. Nobody tells what it shows."))
with st.sidebar:
    knobs(bench)
picture(bench)
bench.beside |= {"picture", "pad", "rows", "codes", "between-choice"}
bench.inside |= {"between-choice"}
places = stage(bench, (1, 1), (DRAWING, MOVED), unit=UNITS, between=BETWEEN, strangers=ODDITIES)
with places.left:
    picture_panel(bench)
    pad_panel(bench, always=False)
    chosen = st.container()
    reconstructed.rows_panel(bench)
    below = st.container()
with places.right:
    codes.codes_panel(bench)
    plane = st.container()
with places.inside:
    between_choice(bench)
    inside = st.container()
live(bench, places._replace(left=chosen, right=plane, inside=inside), look)
challenges_panel(bench)
explain_panel(bench)
keep_panel(bench)
