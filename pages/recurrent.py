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
from ui.session.training_session import Bench, open_bench
from ui.text.i18n import _
from ui.training_view.live import Stage, live, stage
from ui.widgets.settings_form import sections
from ui.widgets.variant_select import siblings

DATA = ("name", "language", "length", "delay", "items", "symbols", "days", "examples", "share", "label_noise", "seed")
NET: tuple[str, ...] = ("cell", "hidden", "layers", "bidirectional", "embedding", "activation", "kernel")
NET += ("init", "gain", "forget_bias", "truncate", "dropout")


@fragment("knobs")
def knobs(bench: Bench) -> None:
    """Every knob of data, net and fit."""
    sections(bench, DATA, NET, own_text)


def look(bench: Bench, places: Stage) -> None:
    """The net over the sequence, and what comes of it."""
    bench.watch = tape.question(bench) | baselines.question(bench)
    siblings(bench, other_cells(bench), {"through_time": {}} if bench.inspector == "back" else {})
    with places.left:
        tape.tape(bench)
    with places.right:
        outcome(bench)


bench = open_bench(Recurrent)
sequence(bench)
lesson_title(bench)
st.title(_("Recurrent"))
st.caption(_("A net that reads a sequence step by step and carries a state along. Gates decide what it keeps in mind."))
with st.sidebar:
    knobs(bench)
bench.beside |= {"sequence", "gates", "step", "words"}
bench.inside |= {"step", "words"}
inspectors = {"unit": STEP, "connectivity": CONNECTIVITY, "back": BACK, "memory": MEMORY, "writing": WRITING}
inspectors |= {"embedding": EMBEDDING, "data": ORIGIN, "activations": STATES}
places = stage(bench, (3, 1), (OWN_SEQUENCE, FORCED_GATES), **inspectors)
with places.left:
    sequence_panel(bench)
    left = st.container()
    gates_panel(bench)
with places.inside:
    step_panel(bench)
    embedding_choice(bench)
    inside = st.container()
live(bench, places._replace(left=left, inside=inside), look)
challenges_panel(bench)
explain_panel(bench)
keep_panel(bench)
