"""CNN: kernels slide over images; every layer, unit and pixel can be inspected while the net learns."""

import streamlit as st

from nets.models.cnn.experiment import Convolutional
from ui.page_parts.training_page import PageLayout, live_place, training_page
from ui.panels.cnn.augmentation import AUGMENTATION
from ui.panels.cnn.comparison_variants import companions
from ui.panels.cnn.confusion import MISTAKES
from ui.panels.cnn.feature_map_detail import PIXEL, UNIT, kernel_panel
from ui.panels.cnn.kernel_sandbox import sandbox_panel
from ui.panels.cnn.robustness import TOLERANCE
from ui.panels.cnn.saliency import HEAT, PATCH
from ui.panels.cnn.settings_form import draw_settings
from ui.panels.cnn.transfer import TRANSFER
from ui.panels.images import feature_maps
from ui.panels.images.filters import FILTERS, SWITCH
from ui.panels.images.image_input import DRAWING, MOVED, pad_panel, picture_panel
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.training_view.stage import Stage


def draw(session: TrainingSession, places: Stage) -> None:
    """Draw the layers of the net for the image, and the scores of comparison runs."""
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
