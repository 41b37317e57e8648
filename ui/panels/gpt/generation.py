"""Text that a language model generates from a prompt while it learns, shown as plain text only."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.datasets.text.sentence_tokenizer import characters
from nets.experiment.user_error import Problem
from nets.training.messages import Watch
from ui.charts import specs as charts
from ui.charts.render import answers, chart
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _, problem
from ui.text.token_text import visible
from ui.widgets.remembered import choice, choice_arguments
from ui.widgets.settings_form import apply_settings

MAX_PROMPT_CHARACTERS = 200
MIN_LENGTH, LENGTH, MAX_LENGTH = 20, 200, 600  # generated characters
WARMEST = 2.0


def question(session: TrainingSession) -> Watch:
    """Return the probe of a language model; nothing for other nets."""
    if not writes(session):
        return {}
    arguments = {
        "prompt": "" if _refusal(session) else choice(session, "writing/prompt", ""),
        "count": int(choice(session, "writing/count", LENGTH)),
        "temperature": float(choice(session, "writing/temperature", 0.8)),
        "seed": int(choice(session, "writing/seed", 0)),
    }
    return {"generate": arguments}


def writes(session: TrainingSession) -> bool:
    """Return whether the current net generates text; a GPT also generates rows of letters."""
    return session.experiment.metric == "bits" or session.experiment.family == "gpt"


def _refusal(session: TrainingSession) -> Problem | None:
    """Return why the prompt cannot be read; None if it can, or if only a worker knows the tokens."""
    prompt, symbols = choice(session, "writing/prompt", ""), getattr(session.experiment, "info").tokens  # noqa: B009
    try:
        if prompt and any(symbols):
            characters(prompt, symbols)
    except Problem as found:
        return found
    return None


def writing_panel(session: TrainingSession) -> None:
    """Draw the prompt and the sampling settings, the generated text, and the next-token probabilities."""
    if not writes(session):
        st.markdown(_("A net that has learnt to say the next character can write on by itself."))
        use = lambda: apply_settings(session, {"data.name": "text"})  # noqa: E731
        st.button(_("Take the task text"), key="writing/text", icon=":material/tune:", on_click=use)
        return
    _settings(session)
    if refused := _refusal(session):
        st.error(problem(refused), icon=":material/block:")
        return
    answer = answers(session.run, "generate")
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    left, right = st.columns([3, 2])
    with left:
        _draw_text(session, answer)
    with right:
        _draw_next(answer)


def _settings(session: TrainingSession) -> None:
    """Draw prompt, temperature, length, and a button for another sample."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        prompt = choice_arguments(session, "writing/prompt", choice(session, "writing/prompt", ""))
        hint = _("empty: the beginning of the test part")
        st.text_input(_("Prompt"), max_chars=MAX_PROMPT_CHARACTERS, placeholder=hint, width=300, **prompt)
        warmth = choice_arguments(session, "writing/temperature", float(choice(session, "writing/temperature", 0.8)))
        about = _(
            "0 always takes the likeliest character. 1 draws them as likely as the net thinks. Above, anything goes."
        )
        st.slider(
            _("Temperature"),
            0.0,
            WARMEST,
            st.session_state["writing/temperature"],
            0.05,
            width=200,
            help=about,
            **warmth,
        )
        count = choice_arguments(session, "writing/count", int(choice(session, "writing/count", LENGTH)))
        st.slider(_("Characters"), MIN_LENGTH, MAX_LENGTH, st.session_state["writing/count"], 20, width=160, **count)
        again = lambda: _again(session)  # noqa: E731
        st.button(
            _("Again"), key="writing/again", icon=":material/casino:", help=_("Draws other characters."), on_click=again
        )


def _again(session: TrainingSession) -> None:
    session.selection.choices["writing/seed"] = int(choice(session, "writing/seed", 0)) + 1


def _draw_text(session: TrainingSession, answer: dict[str, Any]) -> None:
    """Draw prompt and generated text, and at which step they were generated."""
    prompt, text, chances = str(answer["prompt"]), str(answer["text"]), answer["probabilities"]
    step = session.run.probe_answers.index if session.run.probe_answers else 0
    st.markdown(
        _(
            "**Written after {step:,} updates.** The first {count} characters are the prompt.",
            step=step,
            count=len(prompt),
        )
    )
    with st.container(border=True):
        st.text(prompt + text)
    if len(chances):
        bits = float(-np.log2(np.maximum(chances, 1e-12)).mean())
        words = _("On average it gave {chance:.0%} to the characters it took: {bits:.2f} bits a character.")
        st.caption(words.format(chance=float(chances.mean()), bits=bits))
    st.caption(_("It writes anew with every look while it trains; the scrubber shows what it wrote before."))


def _draw_next(answer: dict[str, Any]) -> None:
    """Draw the likeliest tokens after the last one."""
    title, share = _("Next character"), _("Probability")
    alt = _("Bars: the likeliest characters after the text, and how likely the net thinks each is.")
    spec = charts.bars(share, title, description=alt, height=300, ranked=True)
    names = [visible(str(each)) for each in answer["likeliest"]]
    chart(
        "writing/next", spec, pa.table({"name": names, "value": answer["likeliest_probabilities"].astype(np.float32)})
    )
    st.caption(_("The likeliest characters after the end of the text, before the temperature."))


WRITING = Inspector(N_("Writing"), question, writing_panel)
