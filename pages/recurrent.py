"""Recurrent nets: a state is carried along a sequence; every gate and state can be inspected while the net learns."""

from nets.models.recurrent.experiment import Recurrent
from nets.training.messages import Watch
from ui.page_parts.training_page import PageLayout, live_place, training_page
from ui.panels.gpt.generation import WRITING
from ui.panels.gpt.upload_text import own_text
from ui.panels.sequences import baselines, unrolled
from ui.panels.sequences.about_data import ORIGIN
from ui.panels.sequences.cell_arithmetic import STEP, step_panel
from ui.panels.sequences.gate_override import FORCED_GATES, gates_panel
from ui.panels.sequences.gradient_flow import BACK, other_cells
from ui.panels.sequences.memory_sweep import MEMORY
from ui.panels.sequences.prediction import outcome
from ui.panels.sequences.sensitivity import CONNECTIVITY
from ui.panels.sequences.sequence_input import OWN_SEQUENCE, sequence, sequence_panel
from ui.panels.sequences.state_histograms import STATES
from ui.panels.words.symbol_embedding import EMBEDDING, embedding_choice
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.training_view.stage import Stage
from ui.widgets.settings_form import sections
from ui.widgets.variant_select import train_variants

DATA = ("name", "language", "length", "delay", "items", "symbols", "days", "examples", "share", "label_noise", "seed")
NET: tuple[str, ...] = ("cell", "hidden", "layers", "bidirectional", "embedding", "activation", "kernel")
NET += ("init", "gain", "forget_bias", "truncate", "dropout")


def draw_settings(session: TrainingSession) -> None:
    """Draw every setting of data, net and training."""
    sections(session, DATA, NET, own_text)


def probes(session: TrainingSession) -> Watch:
    """Return the probes of the unrolled net and the baselines."""
    return unrolled.question(session) | baselines.question(session)


def draw(session: TrainingSession, places: Stage) -> None:
    """Draw the net over the sequence, and its answer."""
    train_variants(
        session, other_cells(session), {"gradient_flow": {}} if session.selection.inspector == "back" else {}
    )
    with places.left:
        unrolled.tape(session)
    with places.right:
        outcome(session)


INSPECTORS = {"unit": STEP, "connectivity": CONNECTIVITY, "back": BACK, "memory": MEMORY, "writing": WRITING}
INSPECTORS |= {"embedding": EMBEDDING, "data": ORIGIN, "activations": STATES}
session = open_session(Recurrent)
sequence(session)
training_page(
    session,
    _("Recurrent"),
    _("A net that reads a sequence step by step and carries a state along. Gates decide what it keeps in mind."),
    settings=draw_settings,
    probes=probes,
    draw=draw,
    inspectors=INSPECTORS,
    interventions=(OWN_SEQUENCE, FORCED_GATES),
    layout=PageLayout(
        columns=(3, 1),
        left=(sequence_panel, live_place, gates_panel),
        inspector=(step_panel, embedding_choice, live_place),
    ),
    redraw_with_settings=("sequence", "gates", "step", "words"),
    redraw_with_inspector=("step", "words"),
)
