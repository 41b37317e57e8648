"""Neuron: a weighted sum, an activation and a loss, fitted by hand and by gradient descent."""

import streamlit as st

from nets.models.neuron.experiment import Neuron
from ui.fragments.error_boundary import fragment
from ui.inspect.update_walkthrough import update_panel
from ui.page_parts.challenges import challenges_panel
from ui.page_parts.explain import explain_panel
from ui.page_parts.lesson_builder import lesson_title
from ui.page_parts.share import keep_panel
from ui.panels.neuron import prediction_plot as shown
from ui.panels.neuron.least_squares_table import numbers, sentences
from ui.panels.neuron.loss_surface import HILL, axes_choice, bowl, question
from ui.panels.neuron.parameter_names import class_titles
from ui.panels.neuron.product import PRODUCT, inputs_named
from ui.panels.neuron.unsupervised_note import unlabelled
from ui.panels.neuron.weight_sliders import by_hand
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import _
from ui.training_view.live import Stage, live, stage
from ui.widgets.settings_form import control, restarts, section, training_section

DATA = ("name", "inputs", "size", "noise", "train_share", "examples", "label_noise", "standard", "seed")
NET = ("activation", "loss", "init")


@fragment("knobs")
def knobs(session: TrainingSession) -> None:
    """Every knob of data, net and fit."""
    shown.bring(session)
    restarts(session)
    with section(_("Data"), "database", hidden=session.hides("data")):
        for name in DATA:
            control(session, f"data.{name}")
    with section(_("Net"), "hub", hidden=session.hides("net")):
        for name in NET:
            control(session, f"net.{name}")
        axes_choice(session)
    training_section(session)


def look(session: TrainingSession, places: Stage) -> None:
    """What the neuron answers beside its loss over two weights."""
    experiment = of_family(session, Neuron)
    session.selection.titles = (inputs_named(experiment), class_titles(experiment))
    session.probes.watch = {**shown.probes(session), **question(session)}
    with places.above:
        by_hand(session)
    with places.left:
        shown.draw(session)
        numbers(session)
    with places.right:
        bowl(session)
        sentences(session)


session = open_session(Neuron)
if not session.redraws.frame_count and session.speed is None:
    session.selection.inspector = "answer"
    session.set_speed(25.0)  # slow enough to see the ball roll
lesson_title(session)
st.title(_("Neuron"))
st.caption(_("A weighted sum and a bend. Tune it by hand, then let gradient descent do it. All of it is real PyTorch."))
with st.sidebar:
    knobs(session)
session.selection.focus = session.selection.focus or (1, 0)  # there is no drawn net in which a neuron could be chosen
places = stage(session, (1, 1), (), ("activations",), answer=PRODUCT, hill=HILL)
live(session, places, look)
update_panel(session)
unlabelled()
challenges_panel(session)
explain_panel(session)
keep_panel(session)
