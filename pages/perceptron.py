"""Perceptron: from one neuron to a deep net, on points of the plane and on tables."""

import streamlit as st

from nets.models.perceptron.experiment import Perceptron
from ui.charts import render as panels
from ui.fragments.error_boundary import fragment
from ui.inspect.output_layer import ANSWER
from ui.inspect.unit_arithmetic import focus
from ui.inspect.update_walkthrough import update_panel
from ui.page_parts.challenges import challenges_panel
from ui.page_parts.explain import explain_panel
from ui.page_parts.lesson_builder import lesson_title
from ui.page_parts.share import keep_panel
from ui.panels.perceptron import plane_and_network as flat
from ui.panels.perceptron.hidden_space import SPACE
from ui.panels.perceptron.layer_editor import layers
from ui.panels.perceptron.learning_rules import rules
from ui.panels.perceptron.linear_collapse import COLLAPSE
from ui.panels.perceptron.upload_table import own_table
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.training_view.live import Stage, live, stage
from ui.widgets.settings_form import control, restarts, section, training_section


@fragment("knobs")
def knobs(session: TrainingSession) -> None:
    """Every knob of data, net and fit."""
    flat.bring(session)
    restarts(session)
    with section(_("Data"), "database", hidden=session.hides("data")):
        control(session, "data.name")
        own_table(session)
        control(session, "data.features")
        control(session, "data.noise")
        control(session, "data.classes")
        control(session, "data.balance")
        control(session, "data.size")
        control(session, "data.train_share")
        control(session, "data.examples")
        control(session, "data.label_noise")
        control(session, "data.seed")
    with section(_("Net"), "hub", hidden=session.hides("net")):
        rules(session)
        layers(session, "net.hidden", "net.activation")
        control(session, "net.init")
        control(session, "net.dropout")
        control(session, "net.output")
        control(session, "net.loss")
    training_section(session)


def look(session: TrainingSession, places: Stage) -> None:
    """The net beside what it answers."""
    experiment = session.experiment
    assert isinstance(experiment, Perceptron)
    on_plane = experiment.flat
    features, classes = session.selection.titles = flat.titles(experiment.data)
    session.probes.watch = {"weights": {}} | (
        {"surface": {"unit_resolution": flat.UNIT}} if on_plane else {"predictions": {}}
    )
    if on_plane and not experiment.net.hidden:
        session.probes.watch |= {"line": {}}
    if "relu" in experiment.net.activation:
        session.probes.watch |= {"activations": {}}  # tells of dead units
    with places.left:
        flat.net(session.run, features, classes, session.selection.focus, lambda: focus(session))
    with places.right:
        if on_plane:
            flat.surface(session)
        else:
            panels.predictions(session.run, classes)


session = open_session(Perceptron)
lesson_title(session)
st.title(_("Perceptron"))
st.caption(_("Layers of neurons learn to tell points apart. Everything here is really trained, live, with PyTorch."))
with st.sidebar:
    knobs(session)
live(session, stage(session, answer=ANSWER, space=SPACE, collapse=COLLAPSE), look)
update_panel(session)
challenges_panel(session)
explain_panel(session)
keep_panel(session)
