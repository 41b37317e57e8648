"""Paraphrases: the encoder's vectors of texts that mean the same as a map, and their similarity over the steps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.models.pairs import PairExperiment
from ui.charts.lines import lines
from ui.charts.render import answers, chart
from ui.components.cloud import cloud
from ui.inspect.inspectors import Inspector
from ui.panels.pairs.source_input import Answer
from ui.panels.words.nearest_neighbours import cosine
from ui.panels.words.word_map import METHODS, map_words
from ui.session.requests.probe_history import MAX_POINTS, probe_history, spread
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _
from ui.widgets.remembered import choice, choice_arguments
from ui.widgets.settings_form import apply_settings

METHOD = "wordings/method"
MAX_NAMED = 12  # meanings, for lack of colours and room
MAX_LABEL_CHARACTERS = 28


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the map."""
    return {"encoder_map": {"method": str(choice(session, METHOD, "pca"))}}


def wordings_panel(session: TrainingSession) -> None:
    """Draw the map, and the similarity of texts of one meaning."""
    answer = answers(session.run, "encoder_map")
    if answer and not answer["meanings"]:
        st.markdown(_("These pairs have no groups of texts that mean the same. Dialogues, dates and numbers have."))
        use = lambda: apply_settings(session, {"data.name": "dialogue"})  # noqa: E731
        st.button(_("Take the dialogues"), key="wordings/dialogue", icon=":material/tune:", on_click=use)
        return
    method = str(choice(session, METHOD, "pca"))
    about = _("PCA shows the directions in which the vectors differ most. t-SNE keeps near vectors near.")
    widget = choice_arguments(session, METHOD, method, lambda _method: _refresh(session))
    name = lambda one: METHODS[one]  # noqa: E731
    st.segmented_control(_("Projection"), list(METHODS), format_func=name, required=True, help=about, **widget)
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _map(session, answer, method)
    with right:
        _draw_similarity(session)


def _refresh(session: TrainingSession) -> None:
    session.request_probes(question(session))


def _map(session: TrainingSession, answer: Answer, method: str) -> None:
    """Draw each text as a point in the colour of its meaning."""
    texts = [str(text) for text in answer["texts"]]
    cloud(
        "wordings",
        frame=f"{session.run.id}/{method}/encodings",
        step=session.run.probe_answers.index if session.run.probe_answers else 0,
        names=[text if len(text) <= MAX_LABEL_CHARACTERS else text[: MAX_LABEL_CHARACTERS - 1] + "…" for text in texts],
        rows=list(range(len(texts))),
        points=answer["points"],
        counts=None,
        groups=[int(group) for group in answer["groups"]],
        legend=[str(name) for name in answer["names"]] if len(answer["names"]) <= MAX_NAMED else [],
        words=_words(len(texts)),
    )


def _words(count: int) -> dict[str, str]:
    """Return the labels of the map, for texts instead of words."""
    return map_words(_("Encoder vectors of texts"), count) | {
        "alt": _("A map of {count} texts, each placed by the vector that the encoder makes of it.", count=count),
        "hint": _("Point at a text to read it. Drag to move. The colours are meanings."),
        "find": _("Find a text"),
    }


def _draw_similarity(session: TrainingSession) -> None:
    """Draw the mean cosine of texts of one meaning and of others over the steps."""
    keep = lambda answer: (float(answer["within"]), float(answer["between"]))  # noqa: E731
    history = probe_history(
        session, session.run, "encoder_map", question(session)["encoder_map"], lambda answer: "within" in answer, keep
    )
    if not history:
        return
    titles = (_("of one meaning"), _("of different ones"))
    alt = _("The mean cosine of the vectors of two texts over the steps: {pairs}.", pairs=_(", ").join(titles))
    spec = lines(titles, _("Step"), _("Mean cosine"), _("Two texts"), description=alt, number=".2f")
    points = [
        (step, value, title)
        for step in spread(list(history), MAX_POINTS)
        for value, title in zip(history[step], titles, strict=True)
        if np.isfinite(value)
    ]
    rows = {name: [point[at] for point in points] for at, name in enumerate(("x", "y", "line"))}
    chart("wordings/gathered", spec, pa.table(rows))
    last = history[max(history)]
    words = _("Cosine of two texts of one meaning **{within}**, of different ones **{between}**.")
    st.markdown(words.format(within=cosine(last[0]), between=cosine(last[1])))
    st.caption(_(WHY[of_family(session, PairExperiment).has_attention]))
    if of_family(session, PairExperiment).variants.keys() & {"without_attention"}:
        st.caption(_("Train a net without attention to see texts of one meaning gather."))


WHY = {
    False: N_(
        "Nobody tells the encoder which texts mean the same. The net learns to write the same answer to them, and so "
        "their vectors gather."
    ),
    True: N_(
        "With attention the decoder looks at single symbols, so this one vector need not hold what the text means."
    ),
}


WORDINGS = Inspector(N_("Wordings"), question, wordings_panel)
