"""GPT: a Transformer learns to say the next symbol of a text, and everything inside it can be looked at."""

import streamlit as st

from nets.models.gpt.experiment import GPT
from nets.models.transformer.variants import variants
from ui.fragments.error_boundary import fragment
from ui.page_parts import tour
from ui.page_parts.challenges import challenges_panel
from ui.page_parts.explain import explain_panel
from ui.page_parts.lesson_builder import lesson_title
from ui.page_parts.share import keep_panel
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
from ui.training_view.live import Stage, live, stage
from ui.widgets.settings_form import sections
from ui.widgets.variant_select import siblings, siblings_choice

DATA = ("name", "tokens", "vocabulary", "length", "items", "symbols", "share", "label_noise", "seed")
NET = ("layers", "heads", "width", "feed", "positions", "norm", "residual", "mask", "tied", "dropout")


@fragment("knobs")
def knobs(session: TrainingSession) -> None:
    """Every knob of data, net and fit, and the same net with a part left out."""
    sections(session, DATA, NET, texts)
    siblings_choice(session, variants(session.experiment))


def texts(session: TrainingSession) -> None:
    """The person's own text, and the page that shows how texts become tokens."""
    own_text(session)
    st.page_link("../../pages/tokens.py", label=_("How texts become tokens"), icon=":material/segment:")


def look(session: TrainingSession, places: Stage) -> None:
    """The text in the colours of what counts, and what is likely next."""
    session.probes.watch = question(session)
    siblings(session, variants(session.experiment), {})
    tour.follow(session, gpt_tour.STEPS)
    with places.left:
        influence_panel(session)
    with places.right:
        next_panel(session)


session = open_session(GPT, {} if language() == "zh" else {"data.name": "help"})  # a text that its reader can judge
passage(session)
lesson_title(session)
st.title("GPT")
st.caption(_("A Transformer reads a text and learns to say what comes next. Then it writes on by itself."))
tour.tour(session, gpt_tour.STEPS)
with st.sidebar:
    knobs(session)
session.redraws.with_settings |= {"passage", "words"}
session.redraws.with_inspector |= {"words"}
inspectors = {"unit": wall(VIEW), "numbers": numbers(VIEW), "writing": WRITING, "losses": LOSSES, "check": CHECK}
inspectors |= {"ablation": ablation(VIEW), "lens": LENS, "stream": stream(VIEW), "positions": positions(VIEW)}
inspectors |= {"embedding": EMBEDDING, "sizes": SIZES, "speed": SPEED}
places = stage(session, (2, 1), (OWN_TEXT,), **inspectors)
with places.left:
    passage_panel(session)
    left = st.container()
with places.inside:
    embedding_choice(session)
    inside = st.container()
live(session, places._replace(left=left, inside=inside), look)
challenges_panel(session)
explain_panel(session)
keep_panel(session)
