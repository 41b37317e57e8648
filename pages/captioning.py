"""Captioning: a CNN sees a strip of digits, attention looks, a recurrent net writes what is there, word by word."""

import streamlit as st

from nets.captioner.experiment import Captioner
from nets.captioner.settings import MOST_BLOCKS
from ui.bench import Bench, open_bench
from ui.caption import OWN_STRIP, caption, strip_panel
from ui.caption_examples import EXAMPLES
from ui.caption_maps import KERNELS, MAPS
from ui.caption_step import STEP
from ui.caption_what_if import WHAT_IF
from ui.challenges import challenges_panel
from ui.controls import control, restarts, section, training_section
from ui.explain import explain_panel
from ui.keep import keep_panel
from ui.live import Stage, live, stage
from ui.look import likely, look, question
from ui.numbers import several
from ui.own_strip import own_strip_panel
from ui.sharpness import SHARPNESS
from ui.teach import lesson_title
from ui.widgets.error_boundary import fragment
from ui.words import _

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
