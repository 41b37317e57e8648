"""BERT: a Transformer reads in both directions, learns to fill blanks, and is fine-tuned on few labels."""

from nets.models.bert.experiment import Bert
from ui.page_parts.training_page import PageLayout, live_place, training_page
from ui.panels.attention.ablation import ablation
from ui.panels.attention.head_grid import wall
from ui.panels.attention.head_matrices import numbers
from ui.panels.attention.positions import positions
from ui.panels.attention.residual_stream import stream
from ui.panels.bert.fine_tuning import TUNING
from ui.panels.bert.mask_predictions import fill_panel, question, text_panel
from ui.panels.bert.masked_batch import BATCH
from ui.panels.bert.masked_input import HIDDEN_SYMBOLS, OWN_ROW, VIEW, cloze, cloze_panel
from ui.panels.bert.next_sentence import NEXT
from ui.panels.gpt.upload_text import own_text
from ui.panels.words.symbol_embedding import EMBEDDING, embedding_choice
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import _, language
from ui.training_view.stage import Stage
from ui.widgets.settings_form import sections
from ui.widgets.variant_select import train_variants, variant_select

DATA: tuple[str, ...] = ("goal", "name", "language", "tokens", "vocabulary", "length", "masked", "next", "labels")
DATA += ("share", "label_noise", "seed")
NET = ("layers", "heads", "width", "feed", "positions", "norm", "activation", "residual", "dropout", "pretrain")


def draw_settings(session: TrainingSession) -> None:
    """Draw every setting of data, net and training, and the choice of comparison runs."""
    sections(session, DATA, NET, own_text)
    variant_select(session, of_family(session, Bert).variants)


def draw(session: TrainingSession, places: Stage) -> None:
    """Draw the row with its masks, coloured by influence, and the predictions."""
    train_variants(session, of_family(session, Bert).variants, {})
    with places.left:
        text_panel(session)
    with places.right:
        fill_panel(session)


INSPECTORS = {"unit": wall(VIEW), "numbers": numbers(VIEW), "batch": BATCH, "next": NEXT, "tuning": TUNING}
INSPECTORS |= {"ablation": ablation(VIEW), "stream": stream(VIEW), "positions": positions(VIEW)}
INSPECTORS |= {"embedding": EMBEDDING}
session = open_session(Bert, {"data.language": language()})  # texts that their reader can judge
cloze(session)
training_page(
    session,
    "BERT",
    _("A Transformer reads both ways and learns to fill blanks. What it has learnt then helps with other tasks."),
    settings=draw_settings,
    probes=question,
    draw=draw,
    inspectors=INSPECTORS,
    interventions=(OWN_ROW, HIDDEN_SYMBOLS),
    layout=PageLayout(left=(cloze_panel, live_place), inspector=(embedding_choice, live_place)),
    redraw_with_settings=("cloze", "words"),
    redraw_with_inspector=("words",),
)
