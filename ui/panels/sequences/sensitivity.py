"""Connectivity: how much each token that was read influences the answer at a selected step."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.models.recurrent.experiment import Recurrent
from nets.training.messages import Watch
from ui.charts.render import answers
from ui.components.shades import shades
from ui.inspect.inspectors import Inspector
from ui.panels.sequences.answer_text import answer_names
from ui.panels.sequences.sequence_input import belongs_to, input_arguments, latest_answer
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _, plain
from ui.text.token_text import step_names, visible
from ui.widgets.remembered import choice, choice_arguments

AT = "connectivity/at"  # selected step, -1 for the last
FIRST = 3  # tokens that are listed
LABEL = 24  # characters of such a token


def question(session: TrainingSession) -> Watch:
    """Return the probe of the current sequence, at a step that it has."""
    return {"sensitivity": {**input_arguments(session), "at": min(choice(session, AT, -1), steps(session) - 1)}}


def steps(session: TrainingSession) -> int:
    """Return the number of steps of the current sequence by the last answer; 0 before it."""
    answer = latest_answer(session)
    return len(answer.get("tokens", answer.get("numbers", ())))


def connectivity_panel(session: TrainingSession) -> None:
    """Draw the sequence shaded by influence, the choice of the step, and the strongest tokens."""
    answer = answers(session.run, "sensitivity")
    if not belongs_to(session.run, answer):
        st.caption(_("Waiting for the net …"))
        return
    names, at, each = step_names(answer), int(answer["at"]), of_family(session, Recurrent).info.per_step
    if each and len(names) > 1:
        slid = choice_arguments(session, AT, at + 1, lambda step: _choose(session, step - 1))
        st.slider(_("Answer at step"), 1, len(names), at + 1, width=420, **slid)
    total = float(np.nansum(answer["strength"]))
    shares = np.nan_to_num(answer["strength"] / total) if total > 0 else np.zeros(len(names))
    shades(
        "connectivity",
        tokens=names,
        shares=shares.tolist(),
        chosen=at if each else None,
        words=_words(each),
        on_pick=(lambda: _choose(session, int(st.session_state["connectivity"]["pick"]["index"]))) if each else None,
    )
    st.markdown(_strongest(names, shares, at if each else -1, _describe_answer(session, answer, at if each else -1)))
    st.caption(
        _(
            "The share of each step in how strongly the score of the answer responds to a small change of what is read "
            "there: the size of its gradient. It tells what the net looks at, not why it is right."
        )
    )


def _words(each: bool) -> dict[str, str]:
    return {
        "alt": _("The sequence, step by step, shaded by how much each moves the answer."),
        "step": _("Step"),
        "share": _("Share"),
        "hint": _("Click a step, or use the arrow keys, to look at its answer.") if each else _("Point at a step."),
    }


def _choose(session: TrainingSession, step: int) -> None:
    session.selection.choices[AT] = step


def _describe_answer(session: TrainingSession, answer: dict[str, np.ndarray], at: int) -> str:
    """Return the net's answer at a step."""
    predicted = answer["predicted"][at] if at >= 0 else answer["predicted"]
    classes = answer_names(of_family(session, Recurrent))
    return visible(classes[int(predicted)]) if classes else f"{float(predicted):.3g}"


def _strongest(names: list[str], shares: np.ndarray, at: int, answer_text: str) -> str:
    """Return the tokens with the most influence, in words."""
    order = np.argsort(-shares, kind="stable")[: min(FIRST, len(names))]
    if not shares.any():
        return _("Nothing that was read moves this answer.")
    listed = [f"{plain(names[place][:LABEL])} ({place + 1}) **{shares[place]:.0%}**" for place in order]
    values = {"said": plain(answer_text), "steps": _(", ").join(listed)}
    if at < 0:
        return _("The answer **{said}** rests most on {steps}.", **values)
    return _("The answer **{said}** at step {step} rests most on {steps}.", step=at + 1, **values)


CONNECTIVITY = Inspector(N_("Connectivity"), question, connectivity_panel)
