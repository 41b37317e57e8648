"""The nearest neighbours of the selected words by cosine, and the similarity of these words."""

from __future__ import annotations

from itertools import combinations

import streamlit as st

from ui.charts.render import answers
from ui.panels.words.word_selection import Answer, selected_words
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, plain
from ui.text.token_text import visible

ROWS = 8  # neighbours that are shown
COLUMNS = 3  # words whose neighbours are shown side by side


def neighbours_panel(session: TrainingSession) -> None:
    """Draw a column of neighbours for each word, then the similarity of each two of them."""
    answer = answers(session.run, "nearest_neighbours")
    if not selected_words(session):
        st.caption(_("Choose a word: its neighbours are told here."))
        return
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    unknown(answer)
    if len(answer["words"]):
        st.markdown(_nearest(answer))
        st.caption(_("The nearest words by cosine: 1 is the same direction, 0 at right angles, −1 opposite."))
    if len(answer["words"]) > 1:
        pairs = " · ".join(f"{plain(one)} – {plain(other)} **{cosine(value)}**" for one, other, value in among(answer))
        st.markdown(_("Among themselves: {pairs}", pairs=pairs))


def unknown(answer: Answer) -> bool:
    """Draw which words the net does not know, if any."""
    missing = [format_word(word) for word in answer.get("unknown", ())]
    if missing:
        words = _("Not in the vocabulary: {words}.", words=_(", ").join(missing))
        st.warning(words, icon=":material/search_off:")
    return bool(missing)


def cosine(value: float) -> str:
    """Format a cosine with two decimals, never "−0.00"."""
    return f"{value:z.2f}".replace("-", "−")


def format_word(word: object) -> str:
    """Return a word of a net as Markdown."""
    return plain(visible(str(word)))


def _nearest(answer: Answer) -> str:
    """Return a Markdown table with the neighbours of each of the latest words."""
    places = range(len(answer["words"]))[-COLUMNS:]
    columns = [listed(answer, place, ROWS) for place in places]
    rows = [[column[row] if row < len(column) else "" for column in columns] for row in range(ROWS)]
    heads = [f"**{format_word(answer['words'][place])}**" for place in places]
    lines = [heads, [":--"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def listed(answer: Answer, place: int, most: int) -> list[str]:
    """Return the nearest neighbours of a requested word, each with its cosine."""
    near = zip(answer[f"{place}/words"][:most], answer[f"{place}/cosines"][:most].tolist(), strict=True)
    return [f"{format_word(word)} {cosine(value)}" for word, value in near]


def among(answer: Answer) -> list[tuple[str, str, float]]:
    """Return each two of the words that the net knows, with their cosine."""
    words = [visible(str(word)) for word in answer["words"]]
    return [
        (words[one], words[other], float(answer["pairs"][one, other]))
        for one, other in combinations(range(len(words)), 2)
    ]
