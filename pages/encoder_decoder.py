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
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.training_view.live import Stage, live, stage
from ui.widgets.settings_form import sections
from ui.widgets.variant_select import siblings

DATA = ("name", "way", "language", "examples", "length", "label_noise", "seed")
NET: tuple[str, ...] = ("attention", "encoder", "bidirectional", "decoder", "embedding", "hidden", "layers", "kernel")
NET += ("forcing", "dropout")


@fragment("knobs")
def knobs(session: TrainingSession) -> None:
    """Every knob of data, net and fit."""
    sections(session, DATA, NET, own_pairs)


def look(session: TrainingSession, places: Stage) -> None:
    """Where the decoder looks as it writes, and what else was likely."""
    session.probes.watch = alignments.question(session)
    siblings(session, made(session).variants, {"by_length": {}} if session.selection.inspector == "length" else {})
    with places.left:
        alignments.alignment_panel(session)
    with places.right:
        alignments.likely_panel(session)


session = open_session(Seq2Seq)
sentence(session)
lesson_title(session)
st.title(_("Encoder-decoder"))
st.caption(
    _("One net reads a text into vectors, another writes the answer. With attention it looks back at each symbol.")
)
with st.sidebar:
    knobs(session)
session.redraws.with_settings |= {"sentence", "words"}
session.redraws.with_inspector |= {"words"}
inspectors = {"unit": STEP, "what_if": WHAT_IF, "two": TWO, "beam": BEAM, "length": LENGTH, "wordings": WORDINGS}
inspectors |= {"exposure": EXPOSURE, "embedding": EMBEDDING, "data": ORIGIN}
places = stage(session, (2, 1), (OWN_TEXT,), **inspectors)
with places.left:
    sentence_panel(session)
    left = st.container()
with places.inside:
    embedding_choice(session)
    inside = st.container()
live(session, places._replace(left=left, inside=inside), look)
challenges_panel(session)
explain_panel(session)
keep_panel(session)
