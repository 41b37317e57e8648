"""Word2Vec: every word becomes a vector, learnt from the words around it; the vectors are watched while they move."""

import streamlit as st

from nets.models.word2vec.experiment import Word2Vec
from ui.fragments.error_boundary import fragment
from ui.page_parts.challenges import challenges_panel
from ui.page_parts.explain import explain_panel
from ui.page_parts.lesson_builder import lesson_title
from ui.page_parts.share import keep_panel
from ui.panels.words.analogies import ANALOGIES, corpus_size
from ui.panels.words.context_window import WINDOW
from ui.panels.words.embedding_matrices import MATRICES
from ui.panels.words.export_vectors import vectors_panel
from ui.panels.words.nearest_neighbours import neighbours_panel
from ui.panels.words.output_layer_cost import OUTPUT_COST
from ui.panels.words.pmi_baseline import COUNTED
from ui.panels.words.semantic_axes import MEANINGS
from ui.panels.words.sgd_step import PAIR
from ui.panels.words.similarity_history import CLOSENESS
from ui.panels.words.upload_corpus import own_corpus, reading
from ui.panels.words.word_map import word_map, words_panel
from ui.panels.words.word_selection import map_asked
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.training_view.live import Stage, live, stage
from ui.widgets.settings_form import sections

DATA = ("name", "language", "sentences", "min_count", "most", "subsample", "share", "label_noise", "seed")
NET = ("model", "output", "dim", "window", "dynamic", "negatives", "power")


@fragment("knobs")
def knobs(session: TrainingSession) -> None:
    """Every knob of data, net and fit."""
    sections(session, DATA, NET, own_corpus)


def look(session: TrainingSession, places: Stage) -> None:
    """The map of the vectors, and who is near whom."""
    session.probes.watch = map_asked(session)
    with places.left:
        reading(session)
        word_map(session)
    with places.right:
        neighbours_panel(session)
        corpus_size(session)


session = open_session(Word2Vec)
lesson_title(session)
st.title("Word2Vec")
st.caption(
    _("Each word becomes a row of numbers, learnt from the words around it. Words that are used alike lie near.")
)
with st.sidebar:
    knobs(session)
session.redraws.with_settings |= {"words"}
inspectors = {"analogies": ANALOGIES, "closeness": CLOSENESS, "meanings": MEANINGS, "window": WINDOW, "unit": PAIR}
inspectors |= {"matrices": MATRICES, "counted": COUNTED, "output_cost": OUTPUT_COST}
places = stage(session, (3, 2), (), ("activations",), **inspectors)  # a vector is looked up, and nothing bends it
with places.left:
    words_panel(session)
    left = st.container()
live(session, places._replace(left=left), look)
challenges_panel(session)
explain_panel(session)
vectors_panel(session)
keep_panel(session)
