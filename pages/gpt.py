"""GPT: a Transformer learns to predict the next token of a text, and everything inside it can be inspected."""

import streamlit as st

from nets.models.gpt.experiment import GPT
from nets.models.transformer.variants import variants
from ui.page_parts import tour
from ui.page_parts.training_page import PageLayout, live_place, training_page
from ui.panels.attention.ablation import ablation
from ui.panels.attention.attribution import CHECK, influence_panel, next_panel, question
from ui.panels.attention.head_grid import wall
from ui.panels.attention.head_matrices import numbers
from ui.panels.attention.kv_cache_speed import SPEED
from ui.panels.attention.positions import positions
from ui.panels.attention.residual_stream import stream
from ui.panels.attention.text_input import OWN_TEXT, VIEW, passage, passage_panel
from ui.panels.gpt import tour_steps as gpt_tour
from ui.panels.gpt.generation import WRITING
from ui.panels.gpt.logit_lens import LENS
from ui.panels.gpt.model_sizes import SIZES
from ui.panels.gpt.surprisal import LOSSES
from ui.panels.gpt.upload_text import own_text
from ui.panels.words.symbol_embedding import EMBEDDING, embedding_choice
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, language
from ui.training_view.stage import Stage
from ui.widgets.settings_form import sections
from ui.widgets.variant_select import train_variants, variant_select

DATA = ("name", "tokens", "vocabulary", "length", "items", "symbols", "share", "label_noise", "seed")
NET = ("layers", "heads", "width", "feed", "positions", "norm", "residual", "mask", "tied", "dropout")


def draw_settings(session: TrainingSession) -> None:
    """Draw every setting of data, net and training, and the choice of ablated nets to train as well."""
    sections(session, DATA, NET, texts)
    variant_select(session, variants(session.experiment))


def texts(session: TrainingSession) -> None:
    """Draw the input for the user's own text, and a link to the page about tokens."""
    own_text(session)
    st.page_link("../../pages/tokens.py", label=_("How texts become tokens"), icon=":material/segment:")


def draw(session: TrainingSession, places: Stage) -> None:
    """Draw the text coloured by influence, and the likeliest next tokens."""
    train_variants(session, variants(session.experiment), {})
    tour.follow(session, gpt_tour.STEPS)
    with places.left:
        influence_panel(session)
    with places.right:
        next_panel(session)


INSPECTORS = {"unit": wall(VIEW), "numbers": numbers(VIEW), "writing": WRITING, "losses": LOSSES, "check": CHECK}
INSPECTORS |= {"ablation": ablation(VIEW), "lens": LENS, "stream": stream(VIEW), "positions": positions(VIEW)}
INSPECTORS |= {"embedding": EMBEDDING, "sizes": SIZES, "speed": SPEED}
session = open_session(GPT, {} if language() == "zh" else {"data.name": "help"})  # a text that its reader can judge
passage(session)
training_page(
    session,
    "GPT",
    _("A Transformer reads a text and learns to say what comes next. Then it writes on by itself."),
    layout=PageLayout(
        introduction=(lambda session: tour.tour(session, gpt_tour.STEPS),),
        columns=(2, 1),
        left=(passage_panel, live_place),
        inspector=(embedding_choice, live_place),
    ),
    settings=draw_settings,
    probes=question,
    draw=draw,
    inspectors=INSPECTORS,
    interventions=(OWN_TEXT,),
    redraw_with_settings=("passage", "words"),
    redraw_with_inspector=("words",),
)
