"""Next-sentence prediction for two sentences of the user's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.training.messages import Watch
from ui.charts import specs as charts
from ui.charts.render import answers, chart
from ui.inspect.inspectors import Inspector
from ui.panels.bert.masked_input import MAX_TEXT_CHARACTERS, join_sentences
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _, plain
from ui.widgets.remembered import choice, choice_arguments

PROBE = "mask_predictions/pair"
STARTS = {  # two sentences to begin with, by corpus and language
    "reviews/en": ("the film is not boring .", "although the film is weak , the film is great ."),
    "reviews/zh": ("这电影并不无聊。", "这电影很精彩。"),
    "stories/zh": ("有一天，一只小猫在河边看见一本书。", "小猫很高兴，就笑了。"),
    "help/en": ("The list is empty.", "It has no items."),
}


def pair(session: TrainingSession) -> tuple[str, str]:
    """Return the current two sentences."""
    data: Any = session.experiment.data
    first, second = STARTS.get(f"{data.name}/{data.spoken}", ("", ""))
    return str(choice(session, _key(session, 1), first)), str(choice(session, _key(session, 2), second))


def _key(session: TrainingSession, number: int) -> str:
    data: Any = session.experiment.data
    return f"next/{data.name}/{data.spoken}/{number}"


def question(session: TrainingSession) -> Watch:
    """Return the probes of both orders."""
    first, second = pair(session)
    if not (first.strip() and second.strip()):
        return {}
    return {PROBE: {"text": join_sentences(first, second)}, f"{PROBE}/back": {"text": join_sentences(second, first)}}


def next_panel(session: TrainingSession) -> None:
    """Draw two text inputs, and the prediction for both orders."""
    for number, (column, title) in enumerate(zip(st.columns(2), (_("First"), _("Second")), strict=True), 1):
        with column:
            widget = choice_arguments(
                session, _key(session, number), pair(session)[number - 1], lambda _text: _on_ask(session)
            )
            st.text_input(title, max_chars=MAX_TEXT_CHARACTERS, **widget)
    experiment: Any = session.experiment
    if not experiment.data.next or experiment.data.goal != "blanks":
        st.info(_("This net is not asked what follows: what it says here was never trained, or may be forgotten."))
    watch, by_name = question(session), {name: answers(session.run, name) for name in question(session)}
    rows = {_("in this order"): PROBE, _("the other way round"): f"{PROBE}/back"}
    by_order = {title: by_name.get(name, {}) for title, name in rows.items()}
    if not watch or any(
        not each or str(each["text"]) != watch[rows[title]]["text"] for title, each in by_order.items()
    ):
        st.caption(_("Write two sentences.") if not watch else _("Waiting for the net …"))
        return
    values = np.array([float(np.nan_to_num(each["follows"])) for each in by_order.values()], np.float32)
    title, share = _("Order"), _("Probability that the second follows the first")
    spec = charts.bars(share, title, description=share, height=150, ranked=False)
    chart("next/bars", spec, pa.table({"name": list(by_order), "value": values}))
    strange = sorted({str(symbol) for each in by_order.values() for symbol in each["unknown"]})
    if strange:
        st.caption(_("The net has never seen: {words}.", words=plain(" ".join(strange))))
    st.caption(_("In training half of the pairs come from the text as they stand, of the others the second is any."))


def _on_ask(session: TrainingSession) -> None:
    session.probes.watch = {k: v for k, v in session.probes.watch.items() if not k.startswith(PROBE)} | question(
        session
    )
    session.wait_for_answer()


NEXT = Inspector(N_("Next sentence"), question, next_panel)
