"""Neuron: a weighted sum, an activation and a loss, fitted by hand and by gradient descent."""

from nets.models.neuron.experiment import Neuron
from nets.training.messages import Watch
from ui.inspect.update_walkthrough import update_panel
from ui.page_parts.training_page import PageLayout, training_page
from ui.panels.neuron import prediction_plot
from ui.panels.neuron.least_squares_table import numbers, sentences
from ui.panels.neuron.loss_surface import HILL, axes_choice, bowl, question
from ui.panels.neuron.parameter_names import class_titles
from ui.panels.neuron.product import PRODUCT, inputs_with_units
from ui.panels.neuron.unsupervised_note import unlabelled
from ui.panels.neuron.weight_sliders import by_hand
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import _
from ui.training_view.stage import Stage
from ui.widgets.settings_form import control, restart_note, section, training_section

DATA = ("name", "inputs", "size", "noise", "train_share", "examples", "label_noise", "standard", "seed")
NET = ("activation", "loss", "init")


def draw_settings(session: TrainingSession) -> None:
    """Draw every setting of data, net and training."""
    prediction_plot.bring(session)
    restart_note(session)
    with section(_("Data"), "database", hidden=session.hides("data")):
        for name in DATA:
            control(session, f"data.{name}")
    with section(_("Net"), "hub", hidden=session.hides("net")):
        for name in NET:
            control(session, f"net.{name}")
        axes_choice(session)
    training_section(session)


def probes(session: TrainingSession) -> Watch:
    """Return the probes of the predictions and of the loss surface."""
    return {**prediction_plot.probes(session), **question(session)}


def draw(session: TrainingSession, places: Stage) -> None:
    """Draw the predictions of the neuron beside its loss over two weights."""
    experiment = of_family(session, Neuron)
    session.selection.titles = (inputs_with_units(experiment), class_titles(experiment))
    with places.above:
        by_hand(session)
    with places.left:
        prediction_plot.draw(session)
        numbers(session)
    with places.right:
        bowl(session)
        sentences(session)


session = open_session(Neuron)
if not session.redraws.frame_count and session.speed is None:
    session.selection.inspector = "answer"
    session.set_speed(25.0)  # slow enough to see the ball roll
session.selection.focus = session.selection.focus or (1, 0)  # there is no drawn net in which to select a neuron
training_page(
    session,
    _("Neuron"),
    _("A weighted sum and a bend. Tune it by hand, then let gradient descent do it. All of it is real PyTorch."),
    settings=draw_settings,
    probes=probes,
    draw=draw,
    inspectors={"answer": PRODUCT, "hill": HILL},
    hidden_inspectors=("activations",),
    layout=PageLayout(columns=(1, 1), below=(update_panel, lambda _session: unlabelled())),
)
