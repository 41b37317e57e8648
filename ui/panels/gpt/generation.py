"""The language model writes on from a prompt while it learns; its words are shown as plain text only."""

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

PROMPT = 200  # characters
FEWEST, COUNT, MOST = 20, 200, 600  # characters that are written
WARMEST = 2.0


def question(session: TrainingSession) -> Watch:
    """What to ask a language model; nothing of any other net."""
    if not writes(session):
        return {}
    asked = {
        "prompt": "" if _refused(session) else choice(session, "writing/prompt", ""),
        "count": int(choice(session, "writing/count", COUNT)),
        "temperature": float(choice(session, "writing/temperature", 0.8)),
        "seed": int(choice(session, "writing/seed", 0)),
    }
    return {"generate": asked}


def writes(session: TrainingSession) -> bool:
    """Whether the current net has learnt to say the next symbol; a GPT does so of rows of letters as well."""
    return session.experiment.metric == "bits" or session.experiment.family == "gpt"


def _refused(session: TrainingSession) -> Problem | None:
    """Why the prompt cannot be read, if it cannot; what tokens can be read only a worker knows."""
    prompt, symbols = choice(session, "writing/prompt", ""), getattr(session.experiment, "info").tokens  # noqa: B009
    try:
        if prompt and any(symbols):
            characters(prompt, symbols)
    except Problem as found:
        return found
    return None


def writing_panel(session: TrainingSession) -> None:
    """The prompt and how freely it writes, what it has written, and what it expects next."""
    if not writes(session):
        st.markdown(_("A net that has learnt to say the next character can write on by itself."))
        use = lambda: apply_settings(session, {"data.name": "text"})  # noqa: E731
        st.button(_("Take the task text"), key="writing/text", icon=":material/tune:", on_click=use)
        return
    _settings(session)
    if refused := _refused(session):
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
        _next(answer)


def _settings(session: TrainingSession) -> None:
    """Prompt, temperature, length, and another try."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        prompt = choice_arguments(session, "writing/prompt", choice(session, "writing/prompt", ""))
        hint = _("empty: the beginning of the test part")
        st.text_input(_("Prompt"), max_chars=PROMPT, placeholder=hint, width=300, **prompt)
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
        count = choice_arguments(session, "writing/count", int(choice(session, "writing/count", COUNT)))
        st.slider(_("Characters"), FEWEST, MOST, st.session_state["writing/count"], 20, width=160, **count)
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


def _next(answer: dict[str, Any]) -> None:
    """What it expects after the last character."""
    title, share = _("Next character"), _("Probability")
    alt = _("Bars: the likeliest characters after the text, and how likely the net thinks each is.")
    spec = charts.bars(share, title, description=alt, height=300, ranked=True)
    names = [visible(str(each)) for each in answer["likeliest"]]
    chart(
        "writing/next", spec, pa.table({"name": names, "value": answer["likeliest_probabilities"].astype(np.float32)})
    )
    st.caption(_("The likeliest characters after the end of the text, before the temperature."))


WRITING = Inspector(N_("Writing"), question, writing_panel)
