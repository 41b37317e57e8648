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
from ui.session.training_session import Bench, open_bench
from ui.text.i18n import _
from ui.training_view.live import Stage, live, stage
from ui.widgets.settings_form import control, restarts, section, training_section


@fragment("knobs")
def knobs(bench: Bench) -> None:
    """Every knob of data, net and fit."""
    flat.bring(bench)
    restarts(bench)
    with section(_("Data"), "database", hidden=bench.hides("data")):
        control(bench, "data.name")
        own_table(bench)
        control(bench, "data.features")
        control(bench, "data.noise")
        control(bench, "data.classes")
        control(bench, "data.balance")
        control(bench, "data.size")
        control(bench, "data.train_share")
        control(bench, "data.examples")
        control(bench, "data.label_noise")
        control(bench, "data.seed")
    with section(_("Net"), "hub", hidden=bench.hides("net")):
        rules(bench)
        layers(bench, "net.hidden", "net.activation")
        control(bench, "net.init")
        control(bench, "net.dropout")
        control(bench, "net.output")
        control(bench, "net.loss")
    training_section(bench)


def look(bench: Bench, places: Stage) -> None:
    """The net beside what it answers."""
    experiment = bench.experiment
    assert isinstance(experiment, Perceptron)
    on_plane = experiment.flat
    features, classes = bench.titles = flat.titles(experiment.data)
    bench.watch = {"weights": {}} | ({"surface": {"unit_resolution": flat.UNIT}} if on_plane else {"predictions": {}})
    if on_plane and not experiment.net.hidden:
        bench.watch |= {"line": {}}
    if "relu" in experiment.net.activation:
        bench.watch |= {"activations": {}}  # tells of dead units
    with places.left:
        flat.net(bench.run, features, classes, bench.focus, lambda: focus(bench))
    with places.right:
        if on_plane:
            flat.surface(bench)
        else:
            panels.predictions(bench.run, classes)


bench = open_bench(Perceptron)
lesson_title(bench)
st.title(_("Perceptron"))
st.caption(_("Layers of neurons learn to tell points apart. Everything here is really trained, live, with PyTorch."))
with st.sidebar:
    knobs(bench)
live(bench, stage(bench, answer=ANSWER, space=SPACE, collapse=COLLAPSE), look)
update_panel(bench)
challenges_panel(bench)
explain_panel(bench)
keep_panel(bench)
