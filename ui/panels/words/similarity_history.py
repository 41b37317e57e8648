"""The similarity of the selected words since the training began, and their nearest neighbours at some steps."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import streamlit as st

from nets.training.messages import Watch
from ui.charts.lines import lines
from ui.charts.render import chart
from ui.inspect.inspectors import Inspector
from ui.panels.words.nearest_neighbours import among, format_word
from ui.panels.words.word_selection import NEAREST, Answer, selected_words
from ui.session.requests.probe_history import MAX_POINTS, probe_history, spread
from ui.session.training_session import TrainingSession
from ui.text.formatting import table
from ui.text.i18n import N_, _

MAX_PAIRS = 6
ROWS, COLUMNS = 6, 5  # steps in the table, and neighbours at each


def closeness_panel(session: TrainingSession) -> None:
    """Draw a line for each two words over the steps, and the nearest words at some of them."""
    words = selected_words(session)
    if not words:
        st.caption(_("Choose words above the map: how near they come to one another is drawn here."))
        return
    has_words = lambda answer: len(answer["words"]) + len(answer["unknown"]) == len(words)  # noqa: E731
    history = probe_history(session, session.run, "nearest_neighbours", {"words": words, "most": NEAREST}, has_words)
    if not history:
        st.caption(_("Waiting for the net …"))
        return
    left, right = st.columns([3, 3], gap="medium")
    with left:
        _curves(history)
    with right:
        _nearest_over_time(history)


def _curves(history: Mapping[int, Answer]) -> None:
    """Draw a line for each two words."""
    points = [
        (step, value, f"{one} – {other}")
        for step in spread(list(history), MAX_POINTS)
        for one, other, value in among(history[step])[:MAX_PAIRS]
    ]
    if not points:
        st.caption(_("Choose a second word: the cosine of each two is drawn here."))
        return
    titles = tuple(dict.fromkeys(title for _step, _value, title in points))
    alt = _("The cosine of chosen words over the steps: {pairs}.", pairs=_(", ").join(titles))
    spec = lines(titles, _("Step"), _("Cosine"), _("Words"), description=alt, number=".2f")
    rows = {"x": [each[0] for each in points], "y": [each[1] for each in points], "line": [each[2] for each in points]}
    chart(f"closeness/{'/'.join(titles)}", spec, pa.table(rows))


def _nearest_over_time(history: Mapping[int, Answer]) -> None:
    """Draw the nearest neighbours of the first known word at some steps."""
    words = next(iter(history.values()))["words"]
    if not len(words):
        return
    st.markdown(_("Nearest to **{word}** at some steps:", word=format_word(words[0])))
    moments = spread(list(history), ROWS)
    nearest = [[format_word(name) for name in history[step]["0/words"][:COLUMNS]] for step in moments]
    rows = [[f"{step:,}", _(", ").join(names)] for step, names in zip(moments, nearest, strict=True)]
    st.markdown(table([_("Step"), _("Nearest words")], rows, texts=2))
    st.caption(_("At step 0 all vectors are random. The scrubber shows each of these moments on the map."))


def question(_session: TrainingSession) -> Watch:
    """Return nothing: the map requests the neighbours."""
    return {}


CLOSENESS = Inspector(N_("Over time"), question, closeness_panel)
