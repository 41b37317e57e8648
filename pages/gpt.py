"""GPT: a Transformer learns to say the next symbol of a text, and everything inside it can be looked at."""

import streamlit as st

from nets.gpt.experiment import GPT
from nets.transformer.variants import variants
from ui import gpt_tour, tour
from ui.ablation import ablation
from ui.bench import Bench, open_bench
from ui.challenges import challenges_panel
from ui.controls import sections
from ui.embedding import EMBEDDING, embedding_choice
from ui.explain import explain_panel
from ui.head_numbers import numbers
from ui.head_wall import wall
from ui.influences import CHECK, influence_panel, next_panel, question
from ui.keep import keep_panel
from ui.live import Stage, live, stage
from ui.logit_lens import LENS
from ui.model_sizes import SIZES
from ui.own_text import own_text
from ui.passage import OWN_TEXT, VIEW, passage, passage_panel
from ui.place_vectors import positions
from ui.reading_speed import SPEED
from ui.residual_stream import stream
from ui.siblings import siblings, siblings_choice
from ui.symbol_losses import LOSSES
from ui.teach import lesson_title
from ui.widgets.error_boundary import fragment
from ui.words import _, language
from ui.writing import WRITING

DATA = ("name", "tokens", "vocabulary", "length", "items", "symbols", "share", "label_noise", "seed")
NET = ("layers", "heads", "width", "feed", "positions", "norm", "residual", "mask", "tied", "dropout")


@fragment("knobs")
def knobs(bench: Bench) -> None:
    """Every knob of data, net and fit, and the same net with a part left out."""
    sections(bench, DATA, NET, texts)
    siblings_choice(bench, variants(bench.experiment))


def texts(bench: Bench) -> None:
    """The person's own text, and the page that shows how texts become tokens."""
    own_text(bench)
    st.page_link("../pages/tokens.py", label=_("How texts become tokens"), icon=":material/segment:")


def look(bench: Bench, places: Stage) -> None:
    """The text in the colours of what counts, and what is likely next."""
    bench.watch = question(bench)
    siblings(bench, variants(bench.experiment), {})
    tour.follow(bench, gpt_tour.STEPS)
    with places.left:
        influence_panel(bench)
    with places.right:
        next_panel(bench)


bench = open_bench(GPT, {} if language() == "zh" else {"data.name": "help"})  # a text that its reader can judge
passage(bench)
lesson_title(bench)
st.title("GPT")
st.caption(_("A Transformer reads a text and learns to say what comes next. Then it writes on by itself."))
tour.tour(bench, gpt_tour.STEPS)
with st.sidebar:
    knobs(bench)
bench.beside |= {"passage", "words"}
bench.inside |= {"words"}
inspectors = {"unit": wall(VIEW), "numbers": numbers(VIEW), "writing": WRITING, "losses": LOSSES, "check": CHECK}
inspectors |= {"ablation": ablation(VIEW), "lens": LENS, "stream": stream(VIEW), "positions": positions(VIEW)}
inspectors |= {"embedding": EMBEDDING, "sizes": SIZES, "speed": SPEED}
places = stage(bench, (2, 1), (OWN_TEXT,), **inspectors)
with places.left:
    passage_panel(bench)
    left = st.container()
with places.inside:
    embedding_choice(bench)
    inside = st.container()
live(bench, places._replace(left=left, inside=inside), look)
challenges_panel(bench)
explain_panel(bench)
keep_panel(bench)
