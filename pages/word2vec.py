"""Word2Vec: every word becomes a vector, learnt from its context; a map shows the vectors while they move."""

from nets.models.word2vec.experiment import Word2Vec
from ui.page_parts.training_page import PageLayout, live_place, training_page
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
from ui.panels.words.word_selection import map_probes
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.training_view.stage import Stage
from ui.widgets.settings_form import sections

DATA = ("name", "language", "sentences", "min_count", "most", "subsample", "share", "label_noise", "seed")
NET = ("model", "output", "dim", "window", "dynamic", "negatives", "power")


def draw_settings(session: TrainingSession) -> None:
    """Draw every setting of data, net and training."""
    sections(session, DATA, NET, own_corpus)


def draw(session: TrainingSession, places: Stage) -> None:
    """Draw the map of the vectors, and nearest neighbours."""
    with places.left:
        reading(session)
        word_map(session)
    with places.right:
        neighbours_panel(session)
        corpus_size(session)


INSPECTORS = {"analogies": ANALOGIES, "closeness": CLOSENESS, "meanings": MEANINGS, "window": WINDOW, "unit": PAIR}
INSPECTORS |= {"matrices": MATRICES, "counted": COUNTED, "output_cost": OUTPUT_COST}
training_page(
    open_session(Word2Vec),
    "Word2Vec",
    _("Each word becomes a row of numbers, learnt from the words around it. Words that are used alike lie near."),
    settings=draw_settings,
    probes=map_probes,
    draw=draw,
    inspectors=INSPECTORS,
    hidden_inspectors=("activations",),  # a vector is looked up, without an activation function
    layout=PageLayout(left=(words_panel, live_place), exports=(vectors_panel,)),
    redraw_with_settings=("words",),
)
