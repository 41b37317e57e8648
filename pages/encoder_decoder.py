"""Encoder-decoder: one net reads a text, another writes the answer, with or without attention to the text."""

from nets.models.pairs import PairExperiment
from nets.models.seq2seq.experiment import Seq2Seq
from ui.page_parts.training_page import PageLayout, live_place, training_page
from ui.panels.pairs import alignment
from ui.panels.pairs.about_data import ORIGIN
from ui.panels.pairs.accuracy_by_length import LENGTH
from ui.panels.pairs.beam_search import BEAM
from ui.panels.pairs.decoder_step import STEP
from ui.panels.pairs.exposure_bias import EXPOSURE
from ui.panels.pairs.intervention import WHAT_IF
from ui.panels.pairs.paraphrase_map import WORDINGS
from ui.panels.pairs.pinned_text import TWO
from ui.panels.pairs.source_input import OWN_TEXT, sentence, sentence_panel
from ui.panels.pairs.upload_pairs import own_pairs
from ui.panels.words.symbol_embedding import EMBEDDING, embedding_choice
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import _
from ui.training_view.stage import Stage
from ui.widgets.settings_form import sections
from ui.widgets.variant_select import train_variants

DATA = ("name", "way", "language", "examples", "length", "label_noise", "seed")
NET: tuple[str, ...] = ("attention", "encoder", "bidirectional", "decoder", "embedding", "hidden", "layers", "kernel")
NET += ("forcing", "dropout")


def draw_settings(session: TrainingSession) -> None:
    """Draw every setting of data, net and training."""
    sections(session, DATA, NET, own_pairs)


def draw(session: TrainingSession, places: Stage) -> None:
    """Draw the attention of the decoder, and the likeliest tokens."""
    train_variants(
        session,
        of_family(session, PairExperiment).variants,
        {"accuracy_by_length": {}} if session.selection.inspector == "length" else {},
    )
    with places.left:
        alignment.alignment_panel(session)
    with places.right:
        alignment.likely_panel(session)


INSPECTORS = {"unit": STEP, "what_if": WHAT_IF, "two": TWO, "beam": BEAM, "length": LENGTH, "wordings": WORDINGS}
INSPECTORS |= {"exposure": EXPOSURE, "embedding": EMBEDDING, "data": ORIGIN}
session = open_session(Seq2Seq)
sentence(session)
training_page(
    session,
    _("Encoder-decoder"),
    _("One net reads a text into vectors, another writes the answer. With attention it looks back at each symbol."),
    settings=draw_settings,
    probes=alignment.question,
    draw=draw,
    inspectors=INSPECTORS,
    interventions=(OWN_TEXT,),
    layout=PageLayout(columns=(2, 1), left=(sentence_panel, live_place), inspector=(embedding_choice, live_place)),
    redraw_with_settings=("sentence", "words"),
    redraw_with_inspector=("words",),
)
