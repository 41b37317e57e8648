"""Perceptron: from one neuron to a deep net, on points of the plane and on tables."""

from nets.models.perceptron.experiment import Perceptron
from nets.training.messages import Watch
from ui.charts import render as panels
from ui.inspect.output_layer import ANSWER
from ui.inspect.unit_arithmetic import on_click_unit
from ui.inspect.update_walkthrough import update_panel
from ui.page_parts.training_page import PageLayout, training_page
from ui.panels.perceptron import plane_and_network
from ui.panels.perceptron.hidden_space import SPACE
from ui.panels.perceptron.layer_editor import layers
from ui.panels.perceptron.learning_rules import rules
from ui.panels.perceptron.linear_collapse import COLLAPSE
from ui.panels.perceptron.upload_table import own_table
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import _
from ui.training_view.stage import Stage
from ui.widgets.settings_form import control, restart_note, section, training_section

DATA = ("features", "noise", "classes", "balance", "size", "train_share", "examples", "label_noise", "seed")
NET = ("init", "dropout", "output", "loss")


def draw_settings(session: TrainingSession) -> None:
    """Draw every setting of data, net and training."""
    plane_and_network.bring(session)
    restart_note(session)
    with section(_("Data"), "database", hidden=session.hides("data")):
        control(session, "data.name")
        own_table(session)
        for name in DATA:
            control(session, f"data.{name}")
    with section(_("Net"), "hub", hidden=session.hides("net")):
        rules(session)
        layers(session, "net.hidden", "net.activation")
        for name in NET:
            control(session, f"net.{name}")
    training_section(session)


def probes(session: TrainingSession) -> Watch:
    """Return the probes of the drawn net, and of the plane or the predictions."""
    experiment = of_family(session, Perceptron)
    watch: Watch = {"weights": {}}
    if experiment.flat:
        watch |= {"decision_surface": {"unit_resolution": plane_and_network.UNIT}}
        if not experiment.net.hidden:
            watch |= {"decision_line": {}}
    else:
        watch |= {"predictions": {}}
    if "relu" in experiment.net.activation:
        watch |= {"activations": {}}  # for dead units
    return watch


def draw(session: TrainingSession, places: Stage) -> None:
    """Draw the net beside its decision surface, or its predictions for a table."""
    experiment = of_family(session, Perceptron)
    features, classes = session.selection.titles = plane_and_network.titles(experiment.data)
    with places.left:
        plane_and_network.net(session.run, features, classes, session.selection.focus, lambda: on_click_unit(session))
    with places.right:
        if experiment.flat:
            plane_and_network.surface(session)
        else:
            panels.predictions(session.run, classes)


training_page(
    open_session(Perceptron),
    _("Perceptron"),
    _("Layers of neurons learn to tell points apart. Everything here is really trained, live, with PyTorch."),
    settings=draw_settings,
    probes=probes,
    draw=draw,
    inspectors={"answer": ANSWER, "space": SPACE, "collapse": COLLAPSE},
    layout=PageLayout(below=(update_panel,)),
)
