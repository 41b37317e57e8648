"""Encoder-decoder: one net reads a text, another writes its answer and, with attention, looks back as it writes."""

import streamlit as st

from nets.models.seq2seq.experiment import Seq2Seq
from ui.fragments.error_boundary import fragment
from ui.page_parts.challenges import challenges_panel
from ui.page_parts.explain import explain_panel
from ui.page_parts.lesson_builder import lesson_title
from ui.page_parts.share import keep_panel
from ui.panels.pairs import alignment as alignments
from ui.panels.pairs.about_data import ORIGIN
from ui.panels.pairs.accuracy_by_length import LENGTH
from ui.panels.pairs.beam_search import BEAM
from ui.panels.pairs.decoder_step import STEP
from ui.panels.pairs.exposure_bias import EXPOSURE
from ui.panels.pairs.intervention import WHAT_IF
from ui.panels.pairs.paraphrase_map import WORDINGS
from ui.panels.pairs.pinned_text import TWO
from ui.panels.pairs.source_input import OWN_TEXT, made, sentence, sentence_panel
from ui.panels.pairs.upload_pairs import own_pairs
from ui.panels.words.symbol_embedding import EMBEDDING, embedding_choice
from ui.session.training_session import Bench, open_bench
from ui.text.i18n import _
from ui.training_view.live import Stage, live, stage
from ui.widgets.settings_form import sections
from ui.widgets.variant_select import siblings

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
