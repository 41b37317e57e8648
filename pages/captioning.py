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
from ui.session.training_session import Bench, open_bench
from ui.text.i18n import _
from ui.training_view.live import Stage, live, stage
from ui.widgets.number_list import several
from ui.widgets.settings_form import control, restarts, section, training_section

DATA = ("name", "language", "longest", "examples", "held", "gap", "shift", "noise", "label_noise", "seed")
NET = ("kernel", "pool", "norm", "places", "attention", "decoder", "embedding", "hidden", "dropout", "forcing")


@fragment("knobs")
def knobs(bench: Bench) -> None:
    """Every knob of data, net and fit."""
    restarts(bench)
    with section(_("Data"), "database", hidden=bench.hides("data")):
        for name in DATA:
            control(bench, f"data.{name}")
    with section(_("Net"), "hub", hidden=bench.hides("net")):
        several(bench, "net.channels", _("Block {number}"), 1, MOST_BLOCKS, 16)
        for name in NET:
            control(bench, f"net.{name}")
    training_section(bench)


def draw(bench: Bench, places: Stage) -> None:
    """The strip with the words that the net writes, where it looks, and what else was likely."""
    bench.watch = question(bench)
    with places.left:
        look(bench)
    with places.right, st.container():  # written in every run: what a fragment fills has to be there from the start
        likely(bench)


bench = open_bench(Captioner)
caption(bench)
lesson_title(bench)
st.title(_("Captioning"))
st.caption(
    _("A net puts handwritten digits into words. At each word, attention shows what part of the image it reads.")
)
with st.sidebar:
    knobs(bench)
bench.beside |= {"strip", "own_strip"}
inspectors = {"unit": STEP, "what_if": WHAT_IF, "focus": SHARPNESS, "examples": EXAMPLES, "maps": MAPS}
inspectors |= {"filters": KERNELS}
places = stage(bench, (3, 1), (OWN_STRIP,), **inspectors)
with places.left:
    strip_panel(bench)
    own_strip_panel(bench)
    left = st.container()
live(bench, places._replace(left=left), draw)
challenges_panel(bench)
explain_panel(bench)
keep_panel(bench)
