"""One decoding step on six cards: encode, state, scores, weights, context, output."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.models.seq2seq.experiment import Seq2Seq
from ui.charts.render import answers
from ui.fragments.server_value import on_user_change, show_value
from ui.inspect.inspectors import Inspector
from ui.panels.pairs.source_input import Answer, input_arguments, latest_answer, place, select_position
from ui.panels.pairs.step_cards import Step, step_cards
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _
from ui.text.option_labels import option_label
from ui.text.token_text import visible
from ui.widgets.input_picker import is_about


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the selected position."""
    answer = latest_answer(session)
    return {"decoding_step": {**input_arguments(session), "at": place(session, answer) if answer else 0}}


def step_panel(session: TrainingSession) -> None:
    """Draw the choice of the position, and six cards."""
    step_answer, arguments = answers(session.run, "decoding_step"), question(session)["decoding_step"]
    answer = latest_answer(session)
    if not answer or not is_about(step_answer, arguments) or int(step_answer["at"]) != arguments["at"]:
        st.caption(_("Waiting for the net …"))
        return
    output = [visible(str(each)) for each in answer["output"]]
    if len(output) > 1:
        show_value("decoding/at", arguments["at"] + 1)
        change = on_user_change("decoding/at", lambda at: select_position(session, at - 1))
        title = _("Symbol of the answer")
        st.slider(
            title, 1, len(output), min(arguments["at"] + 1, len(output)), key="decoding/at", width=360, on_change=change
        )
    step_cards(_step(session, step_answer), step_answer)


def _step(session: TrainingSession, answer: Answer) -> Step:
    """Return what the cards say of this net and text."""
    experiment = of_family(session, Seq2Seq)
    encoder = option_label(experiment.net.encoder, "net.encoder") + (
        " " + _("in both directions") if experiment.both else ""
    )
    count = answer["encodings"].shape[1]
    encoded = _("The encoder ({cell}) makes {count} numbers h of each symbol.", cell=encoder, count=count)
    names = [visible(str(each)) for each in answer["source"]]
    return Step(names, _("Source"), encoded, experiment.net.decoder, experiment.net.attention)


STEP = Inspector(N_("One decoding step"), question, step_panel)
