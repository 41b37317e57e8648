"""What the net makes of the sequence that is looked at, class by class, and what simple guesses would reach."""

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

MOST = 8  # classes that have a bar


def outcome(session: TrainingSession) -> None:
    """The bars of the classes, of a step's answer where each has one, and the guesses."""
    found, experiment = latest_answer(session), of_family(session, Recurrent)
    if found and experiment.info.classes:
        _bars(found, answer_names(experiment), experiment.info.per_step)
    baselines_panel(session)


def _bars(answer: dict[str, np.ndarray], names: list[str], each: bool) -> None:
    """The likeliest classes of the last answer."""
    shares = np.nan_to_num(answer["answers"][-1] if each else answer["answers"])
    best = np.argsort(-shares, kind="stable")[:MOST]
    if each:
        words = _("The answer after **{symbol}**, the last step:")
        st.caption(words.format(symbol=plain(step_names(answer)[-1])))
    many = len(names) > MOST
    kept = best if many else np.sort(best)
    rows = {"name": [visible(names[place]) for place in kept], "value": shares[kept].astype(np.float32)}
    alt = _("Bars: how sure the net is of each answer to the sequence.")
    spec = charts.bars(_("Probability"), _("Answer"), description=alt, height=80 + 24 * len(kept), ranked=many)
    chart(f"outcome/{len(kept)}", spec, pa.table(rows))
