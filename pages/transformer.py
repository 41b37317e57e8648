"""Transformer: attention alone reads a text and writes the answer; all three kinds of attention can be inspected."""

from nets.models.pairs import PairExperiment
from nets.models.transformer.experiment import Transformer
from ui.page_parts.training_page import PageLayout, live_place, training_page
from ui.panels.attention.ablated_training import BREAKS
from ui.panels.attention.ablation import ablation
from ui.panels.attention.attention_kind import VIEWS, any_of_three
from ui.panels.attention.head_grid import wall
from ui.panels.attention.head_matrices import numbers
from ui.panels.attention.kv_cache_speed import SPEED
from ui.panels.attention.positions import positions
from ui.panels.attention.residual_stream import stream
from ui.panels.pairs import alignment
from ui.panels.pairs.about_data import ORIGIN
from ui.panels.pairs.accuracy_by_length import LENGTH
from ui.panels.pairs.beam_search import BEAM
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
NET = ("layers", "heads", "width", "feed", "positions", "norm", "residual", "activation", "tied", "dropout")


def draw_settings(session: TrainingSession) -> None:
    """Draw every setting of data, net and training."""
    sections(session, DATA, NET, own_pairs)


def draw(session: TrainingSession, places: Stage) -> None:
    """Draw the attention of the decoder, and the likeliest tokens."""
    compared = {"length": LENGTH, "breaks": BREAKS}.get(session.selection.inspector)
    train_variants(session, of_family(session, PairExperiment).variants, compared.probes(session) if compared else {})
    with places.left:
        alignment.alignment_panel(session)
    with places.right:
        alignment.likely_panel(session)


INSPECTORS = {"unit": any_of_three(wall), "numbers": any_of_three(numbers), "ablation": any_of_three(ablation)}
INSPECTORS |= {"breaks": BREAKS, "stream": stream(VIEWS["decoder"]), "positions": positions(VIEWS["encoder"])}
INSPECTORS |= {"speed": SPEED, "length": LENGTH, "beam": BEAM, "what_if": WHAT_IF, "two": TWO, "wordings": WORDINGS}
INSPECTORS |= {"exposure": EXPOSURE, "embedding": EMBEDDING, "data": ORIGIN}
session = open_session(Transformer)
sentence(session)
training_page(
    session,
    "Transformer",
    _("Attention alone, without recurrence: an encoder reads all symbols at once, a decoder writes and looks back."),
    settings=draw_settings,
    probes=alignment.question,
    draw=draw,
    inspectors=INSPECTORS,
    interventions=(OWN_TEXT,),
    layout=PageLayout(columns=(2, 1), left=(sentence_panel, live_place), inspector=(embedding_choice, live_place)),
    redraw_with_settings=("sentence", "words"),
    redraw_with_inspector=("words",),
)
