"""Captioning: a CNN reads a strip of digits, and a recurrent net with attention describes it word by word."""

import streamlit as st

from nets.models.captioner.experiment import Captioner
from nets.models.captioner.settings import MAX_BLOCKS
from ui.page_parts.training_page import PageLayout, live_place, training_page
from ui.panels.captioning.attention_entropy import SHARPNESS
from ui.panels.captioning.decoder_step import STEP
from ui.panels.captioning.encoder_maps import KERNELS, MAPS
from ui.panels.captioning.examples import EXAMPLES
from ui.panels.captioning.image_attention import draw_caption, likely, question
from ui.panels.captioning.intervention import WHAT_IF
from ui.panels.captioning.strip_input import OWN_STRIP, caption, strip_panel
from ui.panels.captioning.upload_strip import own_strip_panel
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.training_view.stage import Stage
from ui.widgets.number_list import number_list
from ui.widgets.settings_form import control, restart_note, section, training_section

DATA = ("name", "language", "longest", "examples", "held", "gap", "shift", "noise", "label_noise", "seed")
NET = ("kernel", "pool", "norm", "places", "attention", "decoder", "embedding", "hidden", "dropout", "forcing")


def draw_settings(session: TrainingSession) -> None:
    """Draw every setting of data, net and training."""
    restart_note(session)
    with section(_("Data"), "database", hidden=session.hides("data")):
        for name in DATA:
            control(session, f"data.{name}")
    with section(_("Net"), "hub", hidden=session.hides("net")):
        number_list(session, "net.channels", _("Block {number}"), 1, MAX_BLOCKS, 16)
        for name in NET:
            control(session, f"net.{name}")
    training_section(session)


def draw(session: TrainingSession, places: Stage) -> None:
    """Draw the strip with the caption and its attention, and the likeliest words."""
    with places.left:
        draw_caption(session)
    with places.right, st.container():  # written in every run: what a fragment fills has to be there from the start
        likely(session)


INSPECTORS = {"unit": STEP, "what_if": WHAT_IF, "focus": SHARPNESS, "examples": EXAMPLES, "maps": MAPS}
INSPECTORS |= {"filters": KERNELS}
session = open_session(Captioner)
caption(session)
training_page(
    session,
    _("Captioning"),
    _("A net puts handwritten digits into words. At each word, attention shows what part of the image it reads."),
    settings=draw_settings,
    probes=question,
    draw=draw,
    inspectors=INSPECTORS,
    interventions=(OWN_STRIP,),
    layout=PageLayout(columns=(3, 1), left=(strip_panel, own_strip_panel, live_place)),
    redraw_with_settings=("strip", "own_strip"),
)
