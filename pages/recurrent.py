"""Recurrent nets: a state is carried along a sequence; every gate and state can be looked into while the net learns."""

import streamlit as st

from nets.models.recurrent.experiment import Recurrent
from ui.fragments.error_boundary import fragment
from ui.page_parts.challenges import challenges_panel
from ui.page_parts.explain import explain_panel
from ui.page_parts.lesson_builder import lesson_title
from ui.page_parts.share import keep_panel
from ui.panels.gpt.generation import WRITING
from ui.panels.gpt.upload_text import own_text
from ui.panels.sequences import baselines
from ui.panels.sequences import unrolled as tape
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
from ui.training_view.live import Stage, live, stage
from ui.widgets.settings_form import sections
from ui.widgets.variant_select import siblings

DATA = ("name", "language", "length", "delay", "items", "symbols", "days", "examples", "share", "label_noise", "seed")
NET: tuple[str, ...] = ("cell", "hidden", "layers", "bidirectional", "embedding", "activation", "kernel")
NET += ("init", "gain", "forget_bias", "truncate", "dropout")


@fragment("knobs")
def knobs(session: TrainingSession) -> None:
    """Every knob of data, net and fit."""
    sections(session, DATA, NET, own_text)


def look(session: TrainingSession, places: Stage) -> None:
    """The net over the sequence, and what comes of it."""
    session.probes.watch = tape.question(session) | baselines.question(session)
    siblings(session, other_cells(session), {"through_time": {}} if session.selection.inspector == "back" else {})
    with places.left:
        tape.tape(session)
    with places.right:
        outcome(session)


session = open_session(Recurrent)
sequence(session)
lesson_title(session)
st.title(_("Recurrent"))
st.caption(_("A net that reads a sequence step by step and carries a state along. Gates decide what it keeps in mind."))
with st.sidebar:
    knobs(session)
session.redraws.with_settings |= {"sequence", "gates", "step", "words"}
session.redraws.with_inspector |= {"step", "words"}
inspectors = {"unit": STEP, "connectivity": CONNECTIVITY, "back": BACK, "memory": MEMORY, "writing": WRITING}
inspectors |= {"embedding": EMBEDDING, "data": ORIGIN, "activations": STATES}
places = stage(session, (3, 1), (OWN_SEQUENCE, FORCED_GATES), **inspectors)
with places.left:
    sequence_panel(session)
    left = st.container()
    gates_panel(session)
with places.inside:
    step_panel(session)
    embedding_choice(session)
    inside = st.container()
live(session, places._replace(left=left, inside=inside), look)
challenges_panel(session)
explain_panel(session)
keep_panel(session)
