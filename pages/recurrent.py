"""Recurrent nets: a state is carried along a sequence; every gate and state can be looked into while the net learns."""

import streamlit as st

from nets.recurrent.experiment import Recurrent
from ui import baselines, tape
from ui.back_in_time import BACK, other_cells
from ui.bench import Bench, open_bench
from ui.challenges import challenges_panel
from ui.connectivity import CONNECTIVITY
from ui.controls import sections
from ui.data_panel import ORIGIN
from ui.embedding import EMBEDDING, embedding_choice
from ui.explain import explain_panel
from ui.gates import FORCED_GATES, gates_panel
from ui.keep import keep_panel
from ui.live import Stage, live, stage
from ui.memory import MEMORY
from ui.one_step import STEP, step_panel
from ui.outcome import outcome
from ui.own_text import own_text
from ui.sequence import OWN_SEQUENCE, sequence, sequence_panel
from ui.sequences.state_histograms import STATES
from ui.siblings import siblings
from ui.teach import lesson_title
from ui.widgets.error_boundary import fragment
from ui.words import _
from ui.writing import WRITING

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
