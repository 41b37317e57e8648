"""BERT: a Transformer reads both ways; it learns to fill blanks, and then, from few labels, to judge."""

import streamlit as st

from nets.models.bert.experiment import Bert
from ui.fragments.error_boundary import fragment
from ui.page_parts.challenges import challenges_panel
from ui.page_parts.explain import explain_panel
from ui.page_parts.lesson_builder import lesson_title
from ui.page_parts.share import keep_panel
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
from ui.training_view.live import Stage, live, stage
from ui.widgets.settings_form import sections
from ui.widgets.variant_select import siblings, siblings_choice

DATA: tuple[str, ...] = ("goal", "name", "language", "tokens", "vocabulary", "length", "masked", "next", "labels")
DATA += ("share", "label_noise", "seed")
NET = ("layers", "heads", "width", "feed", "positions", "norm", "activation", "residual", "dropout", "pretrain")


@fragment("knobs")
def knobs(session: TrainingSession) -> None:
    """Every knob of data, net and fit, and what trains along."""
    sections(session, DATA, NET, own_text)
    siblings_choice(session, of_family(session, Bert).variants)


def look(session: TrainingSession, places: Stage) -> None:
    """The row with its blanks in the colours of what counts, and what the net would put there."""
    session.probes.watch = question(session)
    siblings(session, of_family(session, Bert).variants, {})
    with places.left:
        text_panel(session)
    with places.right:
        fill_panel(session)


session = open_session(Bert, {"data.language": language()})  # texts that their reader can judge
cloze(session)
lesson_title(session)
st.title("BERT")
st.caption(
    _("A Transformer reads both ways and learns to fill blanks. What it has learnt then helps with other tasks.")
)
with st.sidebar:
    knobs(session)
session.redraws.with_settings |= {"cloze", "words"}
session.redraws.with_inspector |= {"words"}
inspectors = {"unit": wall(VIEW), "numbers": numbers(VIEW), "batch": BATCH, "next": NEXT, "tuning": TUNING}
inspectors |= {"ablation": ablation(VIEW), "stream": stream(VIEW), "positions": positions(VIEW)}
inspectors |= {"embedding": EMBEDDING}
places = stage(session, (3, 2), (OWN_ROW, HIDDEN_SYMBOLS), **inspectors)
with places.left:
    cloze_panel(session)
    left = st.container()
with places.inside:
    embedding_choice(session)
    inside = st.container()
live(session, places._replace(left=left, inside=inside), look)
challenges_panel(session)
explain_panel(session)
keep_panel(session)
