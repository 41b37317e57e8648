"""CNN: kernels slide over images; every layer, unit and pixel can be looked into while the net learns."""

import streamlit as st

from nets.models.cnn.experiment import Convolutional
from nets.models.cnn.settings import EACH, MAX_BLOCKS, MAX_HIDDEN
from ui.page_parts.dataset_download import download_panel
from ui.page_parts.training_page import PageLayout, live_place, training_page
from ui.panels.cnn.augmentation import AUGMENTATION
from ui.panels.cnn.comparison_variants import companions, variant_switches
from ui.panels.cnn.confusion import MISTAKES
from ui.panels.cnn.feature_map_detail import PIXEL, UNIT, kernel_panel
from ui.panels.cnn.kernel_sandbox import sandbox_panel
from ui.panels.cnn.robustness import TOLERANCE
from ui.panels.cnn.saliency import HEAT, PATCH
from ui.panels.cnn.transfer import TRANSFER
from ui.panels.cnn.upload_images import own_pictures
from ui.panels.images import feature_maps
from ui.panels.images.class_select import classes
from ui.panels.images.filters import FILTERS, SWITCH
from ui.panels.images.image_input import DRAWING, MOVED, pad_panel, picture_panel
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import _
from ui.training_view.stage import Stage
from ui.widgets.number_list import each_switch, for_all_or_each, number_list
from ui.widgets.settings_form import control, restart_note, section, training_section


def draw_settings(session: TrainingSession) -> None:
    """Draw every setting of data, net and training."""
    restart_note(session)
    with section(_("Data"), "database", hidden=session.hides("data")):
        control(session, "data.name")
        own_pictures(session)
        download_panel(session)
        classes(session, "data.classes")
        control(session, "data.examples")
        control(session, "data.train_share")
        control(session, "data.shift")
        control(session, "data.rotate")
        control(session, "data.scale")
        control(session, "data.noise")
        control(session, "data.label_noise")
        control(session, "data.seed")
    with section(_("Net"), "hub", hidden=session.hides("net")):
        control(session, "net.kind")
        each = [f"net.{name}" for name in EACH]
        count = len(of_family(session, Convolutional).net.channels)
        number_list(session, "net.channels", _("Block {number}"), 1, MAX_BLOCKS, 16, each)
        each_switch(session, each, count)
        for key in each:
            for_all_or_each(session, key)
        control(session, "net.pool")
        control(session, "net.pool_size")
        control(session, "net.norm")
        number_list(session, "net.hidden", _("Layer {number}"), 0, MAX_HIDDEN, 32)
        control(session, "net.activation")
        control(session, "net.dropout")
        control(session, "net.init")
        variant_switches(session)
    with section(_("Transfer"), "move_up", expanded=False, hidden=session.hides("net")):
        transfer_settings(session)
    training_section(session)


def transfer_settings(session: TrainingSession) -> None:
    """What is learnt before, and what keeps it; there has to be a choice of classes to leave some over."""
    control(session, "net.pretrain")
    classes(session, "net.before")
    control(session, "net.freeze")


def draw(session: TrainingSession, places: Stage) -> None:
    """Draw the layers on the image, and what other nets answer."""
    companions(session, TOLERANCE.probes(session) if session.selection.inspector == "tolerance" else {})
    with places.left:
        feature_maps.strip(session)
    with places.right, st.container():  # written in every run: what a fragment fills has to be there from the start
        feature_maps.draw_comparisons(session)


INSPECTORS = {"unit": UNIT, "pixel": PIXEL, "weights": FILTERS, "switch": SWITCH, "heat": HEAT, "patch": PATCH}
INSPECTORS |= {"mistakes": MISTAKES, "tolerance": TOLERANCE, "augmented": AUGMENTATION, "transfer": TRANSFER}
training_page(
    open_session(Convolutional),
    _("CNN"),
    _("Small kernels slide over images and learn what to look for. Draw a digit and see every layer answer."),
    settings=draw_settings,
    probes=feature_maps.question,
    draw=draw,
    inspectors=INSPECTORS,
    interventions=(DRAWING, MOVED),
    layout=PageLayout(
        columns=(3, 1),
        left=(picture_panel, live_place),
        right=(pad_panel, live_place),
        inspector=(kernel_panel, live_place),
        below=(sandbox_panel,),
    ),
    redraw_with_settings=("picture", "pad", "kernel", "sandbox"),
    redraw_with_inspector=("kernel",),
)
