"""The prediction for the current sequence, class by class, and the baselines."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.models.recurrent.experiment import Recurrent
from ui.charts import specs as charts
from ui.charts.render import chart
from ui.panels.sequences.answer_text import answer_names
from ui.panels.sequences.baselines import baselines_panel
from ui.panels.sequences.sequence_input import latest_answer
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import _, plain
from ui.text.token_text import step_names, visible

MAX_BARS = 8  # classes that have a bar


def outcome(session: TrainingSession) -> None:
    """Draw the probabilities of the classes, at the last step if each step has an answer, and the baselines."""
    answer, experiment = latest_answer(session), of_family(session, Recurrent)
    if answer and experiment.info.classes:
        _bars(answer, answer_names(experiment), experiment.info.per_step)
    baselines_panel(session)


def _bars(answer: dict[str, np.ndarray], names: list[str], each: bool) -> None:
    """Draw the likeliest classes of the last answer."""
    shares = np.nan_to_num(answer["answers"][-1] if each else answer["answers"])
    best = np.argsort(-shares, kind="stable")[:MAX_BARS]
    if each:
        words = _("The answer after **{symbol}**, the last step:")
        st.caption(words.format(symbol=plain(step_names(answer)[-1])))
    many = len(names) > MAX_BARS
    order = best if many else np.sort(best)
    rows = {"name": [visible(names[index]) for index in order], "value": shares[order].astype(np.float32)}
    alt = _("Bars: how sure the net is of each answer to the sequence.")
    spec = charts.bars(_("Probability"), _("Answer"), description=alt, height=80 + 24 * len(order), ranked=many)
    chart(f"outcome/{len(order)}", spec, pa.table(rows))
