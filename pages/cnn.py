"""CNN: kernels slide over images; every layer, unit and pixel can be looked into while the net learns."""

import streamlit as st

from nets.models.cnn.experiment import Convolutional
from nets.models.cnn.settings import EACH, MAX_BLOCKS, MAX_HIDDEN
from ui.fragments.error_boundary import fragment
from ui.page_parts.challenges import challenges_panel
from ui.page_parts.dataset_download import fetch_panel
from ui.page_parts.explain import explain_panel
from ui.page_parts.lesson_builder import lesson_title
from ui.page_parts.share import keep_panel
from ui.panels.cnn.augmentation import AUGMENTATION
from ui.panels.cnn.comparison_variants import beside_switches, companions
from ui.panels.cnn.confusion import MISTAKES
from ui.panels.cnn.feature_map_detail import PIXEL, UNIT, kernel_panel
from ui.panels.cnn.kernel_sandbox import sandbox_panel
from ui.panels.cnn.robustness import TOLERANCE
from ui.panels.cnn.saliency import HEAT, PATCH
from ui.panels.cnn.transfer import TRANSFER
from ui.panels.cnn.upload_images import own_pictures
from ui.panels.images import feature_maps as strip
from ui.panels.images.class_select import classes
from ui.panels.images.filters import FILTERS, SWITCH
from ui.panels.images.image_input import DRAWING, MOVED, made, pad_panel, picture_panel
from ui.session.training_session import Bench, open_bench
from ui.text.i18n import _
from ui.training_view.live import Stage, live, stage
from ui.widgets.number_list import each_switch, for_all_or_each, several
from ui.widgets.settings_form import control, restarts, section, training_section


@fragment("knobs")
def knobs(bench: Bench) -> None:
    """Every knob of data, net and fit."""
    restarts(bench)
    with section(_("Data"), "database", hidden=bench.hides("data")):
        control(bench, "data.name")
        own_pictures(bench)
        fetch_panel(bench)
        classes(bench, "data.classes")
        control(bench, "data.examples")
        control(bench, "data.train_share")
        control(bench, "data.shift")
        control(bench, "data.rotate")
        control(bench, "data.scale")
        control(bench, "data.noise")
        control(bench, "data.label_noise")
        control(bench, "data.seed")
    with section(_("Net"), "hub", hidden=bench.hides("net")):
        control(bench, "net.kind")
        each = [f"net.{name}" for name in EACH]
        count = len(made(bench).net.channels)
        several(bench, "net.channels", _("Block {number}"), 1, MAX_BLOCKS, 16, each)
        each_switch(bench, each, count)
        for key in each:
            for_all_or_each(bench, key)
        control(bench, "net.pool")
        control(bench, "net.pool_size")
        control(bench, "net.norm")
        several(bench, "net.hidden", _("Layer {number}"), 0, MAX_HIDDEN, 32)
        control(bench, "net.activation")
        control(bench, "net.dropout")
        control(bench, "net.init")
        beside_switches(bench)
    with section(_("Transfer"), "move_up", expanded=False, hidden=bench.hides("net")):
        transfer_knobs(bench)
    training_section(bench)


def transfer_knobs(bench: Bench) -> None:
    """What is learnt before, and what keeps it; there has to be a choice of classes to leave some over."""
    control(bench, "net.pretrain")
    classes(bench, "net.before")
    control(bench, "net.freeze")


def look(bench: Bench, places: Stage) -> None:
    """The layers on the image, and what other nets say of it."""
    bench.watch = strip.question(bench)
    companions(bench, TOLERANCE.asked(bench) if bench.inspector == "tolerance" else {})
    with places.left:
        strip.strip(bench)
    with places.right, st.container():  # written in every run: what a fragment fills has to be there from the start
        strip.beside(bench)


bench = open_bench(Convolutional)
lesson_title(bench)
st.title(_("CNN"))
st.caption(_("Small kernels slide over images and learn what to look for. Draw a digit and see every layer answer."))
with st.sidebar:
    knobs(bench)
bench.beside |= {"picture", "pad", "kernel", "sandbox"}
bench.inside |= {"kernel"}
inspectors = {"unit": UNIT, "pixel": PIXEL, "weights": FILTERS, "switch": SWITCH, "heat": HEAT, "patch": PATCH}
inspectors |= {"mistakes": MISTAKES, "tolerance": TOLERANCE, "augmented": AUGMENTATION, "transfer": TRANSFER}
places = stage(bench, (3, 1), (DRAWING, MOVED), **inspectors)
with places.left:
    picture_panel(bench)
    left = st.container()
with places.right:
    pad_panel(bench)
    right = st.container()
with places.inside:
    kernel_panel(bench)
    inside = st.container()
live(bench, places._replace(left=left, right=right, inside=inside), look)
sandbox_panel(bench)
challenges_panel(bench)
explain_panel(bench)
keep_panel(bench)
