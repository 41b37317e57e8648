"""Captioning: a CNN sees a strip of digits, attention looks, a recurrent net writes what is there, word by word."""

import streamlit as st

from nets.models.captioner.experiment import Captioner
from nets.models.captioner.settings import MOST_BLOCKS
from ui.fragments.error_boundary import fragment
from ui.page_parts.challenges import challenges_panel
from ui.page_parts.explain import explain_panel
from ui.page_parts.lesson_builder import lesson_title
from ui.page_parts.share import keep_panel
from ui.panels.captioning.attention_entropy import SHARPNESS
from ui.panels.captioning.decoder_step import STEP
from ui.panels.captioning.encoder_maps import KERNELS, MAPS
from ui.panels.captioning.examples import EXAMPLES
from ui.panels.captioning.image_attention import likely, look, question
from ui.panels.captioning.intervention import WHAT_IF
from ui.panels.captioning.strip_input import OWN_STRIP, caption, strip_panel
from ui.panels.captioning.upload_strip import own_strip_panel
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.training_view.live import Stage, live, stage
from ui.widgets.number_list import several
from ui.widgets.settings_form import control, restarts, section, training_section

DATA = ("name", "language", "longest", "examples", "held", "gap", "shift", "noise", "label_noise", "seed")
NET = ("kernel", "pool", "norm", "places", "attention", "decoder", "embedding", "hidden", "dropout", "forcing")


@fragment("knobs")
def knobs(session: TrainingSession) -> None:
    """Every knob of data, net and fit."""
    restarts(session)
    with section(_("Data"), "database", hidden=session.hides("data")):
        for name in DATA:
            control(session, f"data.{name}")
    with section(_("Net"), "hub", hidden=session.hides("net")):
        several(session, "net.channels", _("Block {number}"), 1, MOST_BLOCKS, 16)
        for name in NET:
            control(session, f"net.{name}")
    training_section(session)


def draw(session: TrainingSession, places: Stage) -> None:
    """The strip with the words that the net writes, where it looks, and what else was likely."""
    session.probes.watch = question(session)
    with places.left:
        look(session)
    with places.right, st.container():  # written in every run: what a fragment fills has to be there from the start
        likely(session)


session = open_session(Captioner)
caption(session)
lesson_title(session)
st.title(_("Captioning"))
st.caption(
    _("A net puts handwritten digits into words. At each word, attention shows what part of the image it reads.")
)
with st.sidebar:
    knobs(session)
session.redraws.with_settings |= {"strip", "own_strip"}
inspectors = {"unit": STEP, "what_if": WHAT_IF, "focus": SHARPNESS, "examples": EXAMPLES, "maps": MAPS}
inspectors |= {"filters": KERNELS}
places = stage(session, (3, 1), (OWN_STRIP,), **inspectors)
with places.left:
    strip_panel(session)
    own_strip_panel(session)
    left = st.container()
live(session, places._replace(left=left), draw)
challenges_panel(session)
explain_panel(session)
keep_panel(session)
