"""Transformer: attention alone reads a text and writes its answer; all three attentions can be looked into."""

import streamlit as st

from nets.transformer.experiment import Transformer
from ui import alignments
from ui.ablation import ablation
from ui.beam_search import BEAM
from ui.bench import Bench, open_bench
from ui.breaks import BREAKS
from ui.by_length import LENGTH
from ui.challenges import challenges_panel
from ui.controls import sections
from ui.embedding import EMBEDDING, embedding_choice
from ui.explain import explain_panel
from ui.exposure import EXPOSURE
from ui.head_numbers import numbers
from ui.head_wall import wall
from ui.keep import keep_panel
from ui.live import Stage, live, stage
from ui.own_pairs import own_pairs
from ui.pairs_data import ORIGIN
from ui.place_vectors import positions
from ui.reading_speed import SPEED
from ui.residual_stream import stream
from ui.sentence import OWN_TEXT, made, sentence, sentence_panel
from ui.siblings import siblings
from ui.teach import lesson_title
from ui.three_attentions import VIEWS, any_of_three
from ui.two_texts import TWO
from ui.what_if import WHAT_IF
from ui.widgets.error_boundary import fragment
from ui.wordings import WORDINGS
from ui.words import _

DATA = ("name", "way", "language", "examples", "length", "label_noise", "seed")
NET = ("layers", "heads", "width", "feed", "positions", "norm", "residual", "activation", "tied", "dropout")


@fragment("knobs")
def knobs(bench: Bench) -> None:
    """Every knob of data, net and fit."""
    sections(bench, DATA, NET, own_pairs)


def look(bench: Bench, places: Stage) -> None:
    """Where the decoder looks as it writes, and what else was likely."""
    bench.watch = alignments.question(bench)
    beside = {"length": LENGTH, "breaks": BREAKS}.get(bench.inspector)
    siblings(bench, made(bench).variants, beside.asked(bench) if beside else {})
    with places.left:
        alignments.alignment_panel(bench)
    with places.right:
        alignments.likely_panel(bench)


bench = open_bench(Transformer)
sentence(bench)
lesson_title(bench)
st.title("Transformer")
st.caption(
    _("Attention alone, without recurrence: an encoder reads all symbols at once, a decoder writes and looks back.")
)
with st.sidebar:
    knobs(bench)
bench.beside |= {"sentence", "words"}
bench.inside |= {"words"}
inspectors = {"unit": any_of_three(wall), "numbers": any_of_three(numbers), "ablation": any_of_three(ablation)}
inspectors |= {"breaks": BREAKS, "stream": stream(VIEWS["decoder"]), "positions": positions(VIEWS["encoder"])}
inspectors |= {"speed": SPEED, "length": LENGTH, "beam": BEAM, "what_if": WHAT_IF, "two": TWO, "wordings": WORDINGS}
inspectors |= {"exposure": EXPOSURE, "embedding": EMBEDDING, "data": ORIGIN}
places = stage(bench, (2, 1), (OWN_TEXT,), **inspectors)
with places.left:
    sentence_panel(bench)
    left = st.container()
with places.inside:
    embedding_choice(bench)
    inside = st.container()
live(bench, places._replace(left=left, inside=inside), look)
challenges_panel(bench)
explain_panel(bench)
keep_panel(bench)
