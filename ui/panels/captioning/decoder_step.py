"""One step of the captioner on six cards: from the positions of the map to the word."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.models.captioner.experiment import Captioner
from ui.charts.render import answers
from ui.inspect.inspectors import Inspector
from ui.panels.captioning.strip_input import focus, input_arguments, latest_answer
from ui.panels.images.image_input import belongs_to
from ui.panels.pairs.step_cards import Step, step_cards
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the selected word."""
    return {"caption_step": {**input_arguments(session), "at": focus(session)}}


def step_panel(session: TrainingSession) -> None:
    """Draw six cards of the selected word."""
    answer = answers(session.run, "caption_step")
    if not latest_answer(session) or not belongs_to(session.run, answer) or int(answer["at"]) != focus(session):
        st.caption(_("Waiting for the net …"))
        return
    net, (rows, columns) = of_family(session, Captioner).net, answer["places"].tolist()
    words = _(
        "The CNN makes {count} numbers h of each of the {places} places: {rows} rows, {columns} columns.",
        count=answer["encodings"].shape[1],
        places=rows * columns,
        rows=rows,
        columns=columns,
    )
    words += " " + _("The vectors for row and column are added.") if net.places else ""
    names = [f"{row + 1}·{column + 1}" for row in range(rows) for column in range(columns)]
    step_cards(Step(names, _("Place"), words, net.decoder, net.attention), answer)


STEP = Inspector(N_("One word in numbers"), question, step_panel)
