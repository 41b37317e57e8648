"""Encoder-decoder: one net reads a text, another writes its answer and, with attention, looks back as it writes."""

import streamlit as st

from nets.seq2seq.experiment import Seq2Seq
from ui import alignments
from ui.beam_search import BEAM
from ui.bench import Bench, open_bench
from ui.by_length import LENGTH
from ui.challenges import challenges_panel
from ui.controls import sections
from ui.decoding_step import STEP
from ui.embedding import EMBEDDING, embedding_choice
from ui.explain import explain_panel
from ui.exposure import EXPOSURE
from ui.keep import keep_panel
from ui.live import Stage, live, stage
from ui.own_pairs import own_pairs
from ui.pairs_data import ORIGIN
from ui.sentence import OWN_TEXT, made, sentence, sentence_panel
from ui.siblings import siblings
from ui.teach import lesson_title
from ui.two_texts import TWO
from ui.what_if import WHAT_IF
from ui.widgets.error_boundary import fragment
from ui.wordings import WORDINGS
from ui.words import _

DATA = ("name", "way", "language", "examples", "length", "label_noise", "seed")
NET: tuple[str, ...] = ("attention", "encoder", "bidirectional", "decoder", "embedding", "hidden", "layers", "kernel")
NET += ("forcing", "dropout")


@fragment("knobs")
def knobs(bench: Bench) -> None:
    """Every knob of data, net and fit."""
    sections(bench, DATA, NET, own_pairs)


def look(bench: Bench, places: Stage) -> None:
    """Where the decoder looks as it writes, and what else was likely."""
    bench.watch = alignments.question(bench)
    siblings(bench, made(bench).variants, {"by_length": {}} if bench.inspector == "length" else {})
    with places.left:
        alignments.alignment_panel(bench)
    with places.right:
        alignments.likely_panel(bench)


bench = open_bench(Seq2Seq)
sentence(bench)
lesson_title(bench)
st.title(_("Encoder-decoder"))
st.caption(
    _("One net reads a text into vectors, another writes the answer. With attention it looks back at each symbol.")
)
with st.sidebar:
    knobs(bench)
bench.beside |= {"sentence", "words"}
bench.inside |= {"words"}
inspectors = {"unit": STEP, "what_if": WHAT_IF, "two": TWO, "beam": BEAM, "length": LENGTH, "wordings": WORDINGS}
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
