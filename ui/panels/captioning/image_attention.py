"""The attention of each word over the strip, and the likeliest words."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.datasets.images.digit_strips import BETWEEN, WHITE
from nets.models.captioner.examples import part
from nets.models.captioner.experiment import Captioner
from ui.components.gaze import gaze, parse_pick
from ui.components.pictures import inked
from ui.panels.captioning.strip_input import focus, input_arguments, latest_answer, own_strip, select_word
from ui.panels.pairs.output_text import END, agreement, likely_bars, symbols, verdict
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import _

Answer = dict[str, np.ndarray]


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the strip."""
    return {"caption": input_arguments(session)}


def sentence(session: TrainingSession, words: list[str]) -> str:
    """Return a caption as text, without the end token."""
    return BETWEEN[of_family(session, Captioner).data.language].join(word for word in words if word != END)


def draw_caption(session: TrainingSession) -> None:
    """Draw the strip, the caption below it, and the attention of each word."""
    answer = latest_answer(session)
    if not answer:
        st.markdown(_("Waiting for the net …"))
        draw(session, "gaze", _blank_answer(session), chosen=0, on_pick=lambda: None)
        return
    output, target = answer["output"].tolist(), answer["target"].tolist()
    st.markdown(verdict(sentence(session, output), sentence(session, target), bool(answer["right"])))
    draw(
        session,
        "gaze",
        answer,
        chosen=focus(session),
        right=agreement(output, symbols(answer, "target")) if target else None,
        on_pick=lambda: _on_pick(session, "gaze"),
    )


def _blank_answer(session: TrainingSession) -> Answer:
    """Return an answer with the strip alone, to draw before the net has answered."""
    data, (name, index), own = of_family(session, Captioner).data, session.selection.example, own_strip(session)
    if own is None:
        strips = part(data, name == "test").pixels
        own = strips[min(index, len(strips) - 1), 0]
    return {"image": own[None] / WHITE, "output": np.array([], dtype=str), "probabilities": np.array([])}


def draw(session: TrainingSession, key: str, answer: Answer, before: str = "", **more: Any) -> None:
    """Draw the strip with its words; `before` is the prefix of the answer's names."""
    experiment = of_family(session, Captioner)
    weights = answer.get(f"{before}weights")
    output = answer["changed" if before else "output"].tolist()
    words = {
        "alt": _("The strip, and where the net looks at each word: {words}", words=sentence(session, output)),
        "hint": _("Point at a place to read how much of the look it has."),
        "play": _("Word by word"),
        "pause": _("Pause"),
        "look": _("“{word}”, {chance} sure. Most of the look, {weight}, is at row {row}, column {column}."),
        "blind": _("“{word}”, {chance} sure. This net has no attention."),
        "place": _("Row {row}, column {column}: {weight} of the look at “{word}”."),
        "right": _("right"),
        "wrong": _("wrong"),
        "row": _("row"),
        "column": _("column"),
    }
    gaze(
        key,
        image=inked(answer["image"][None], 1.0),
        output=output,
        probabilities=answer[f"{before}probabilities"].tolist(),
        weights=weights,
        cell=2 ** len(experiment.blocks),
        words=words,
        **more,
    )


def _on_pick(session: TrainingSession, key: str) -> None:
    """Select a word."""
    at = parse_pick(st.session_state[key]["pick"])
    if at is not None:
        select_word(session, at)


def likely(session: TrainingSession) -> None:
    """Draw the likeliest words in place of the selected one."""
    answer = latest_answer(session)
    if not answer:
        return
    at = focus(session)
    st.markdown(_("Likely as word **{number}**", number=at + 1))
    likely_bars("likely", answer, at)
