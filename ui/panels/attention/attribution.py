"""The text coloured by the influence of each token on the next one, and the likeliest next tokens."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.training.messages import Watch
from ui.components.influence import influence, parse_pick
from ui.inspect.inspectors import Inspector
from ui.panels.attention.selection import Answer, asking, latest_answer, names_of, place, select
from ui.panels.attention.text_input import VIEW, counts
from ui.panels.pairs.output_text import likely_bars
from ui.session.training_session import TrainingSession
from ui.text.formatting import table
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible
from ui.widgets.remembered import choice, choice_arguments

MEASURES = {
    "attention": N_("attention"),
    "rollout": N_("rollout"),
    "gradient": N_("gradient"),
    "ablation": N_("leaving it out"),
}
MEANINGS = {
    "attention": N_("Attention: where the heads look, the mean of all of them."),
    "rollout": N_("Rollout: the attention of all layers, one through the other."),
    "gradient": N_("Gradient: how much the score of the symbol would move if this one changed a little."),
    "ablation": N_("Leaving it out: how much less likely the symbol becomes when nobody may read this one."),
}
MEASURE = "influence/measure"
BEFORE, TOP = 12, 6  # tokens shown before the next one; positions listed
BLANK = 30  # tokens drawn before the net has answered


def question(session: TrainingSession) -> Watch:
    """Return the probes for the current text and position."""
    leave_out = (
        choice(session, MEASURE, "attention") == "ablation" or session.selection.inspector == "check"
    )  # costs a forward pass for each token
    return {
        "token_attribution": asking(session, VIEW, "at") | {"leave_out": leave_out},
        "surprisal": asking(session, VIEW),
    }


def influence_panel(session: TrainingSession) -> None:
    """Draw the text in the colours of one measure, and the next token in words."""
    session.redraws.current_state["passage"] = counts(session)
    measure = str(choice(session, MEASURE, "attention"))
    name = lambda one: _(MEASURES[one])  # noqa: E731
    widget = choice_arguments(session, MEASURE, measure, lambda _measure: _refresh(session))
    st.segmented_control(_("Influence, measured by"), list(MEASURES), format_func=name, required=True, **widget)
    answer = latest_answer(session, VIEW, "token_attribution", "at")
    if not answer:
        st.markdown(_("Waiting for the net …"))
        influence("influence", tokens=["·"] * BLANK, shares=np.zeros(BLANK), at=0, words=text_words("attention"))
        return
    draw_coloured(session, answer, measure, "influence")
    st.markdown(_describe_target(answer))
    st.caption(_(MEANINGS[measure]) + " " + _("Click a symbol to make it the one that is being written."))


def _refresh(session: TrainingSession) -> None:
    session.request_probes(question(session))


def draw_coloured(session: TrainingSession, answer: Answer, measure: str, key: str) -> None:
    """Draw the text in the colours of a measure; the token after the selected position is the target."""
    symbols = names_of(answer)
    last = len(symbols) - 1
    at = place(answer, int(answer["at"]))
    influence(
        key,
        tokens=symbols,
        shares=answer[measure],
        at=at + 1,
        after=visible(str(answer["token"])) if at == last else "",
        later=not float(np.abs(answer["attention"][at + 1 :]).sum()),
        words=text_words(measure),
        on_pick=lambda: _on_pick(session, key, last + 2),
    )


def _on_pick(session: TrainingSession, key: str, most: int) -> None:
    """Select a token as the predicted one: the position before it is the one that predicts."""
    at = parse_pick(st.session_state[key].get("pick"), most)
    if at is not None:
        select(session, VIEW, at=max(0, at - 1))


def _describe_target(answer: Answer) -> str:
    """Return which token is predicted, and how likely the net finds it."""
    names, at = names_of(answer), place(answer, int(answer["at"]))
    start = "…" * (at + 1 > BEFORE) + "".join(names[max(0, at + 1 - BEFORE) : at + 1])
    words = _("After **{start}** the net gives **{symbol}** {chance:.1%}.")
    return words.format(start=plain(start), symbol=plain(visible(str(answer["token"]))), chance=float(answer["chance"]))


def text_words(measure: str) -> dict[str, str]:
    """Return the labels of the text."""
    return {
        "title": _("What counts for the symbol in orange, by: {measure}", measure=_(MEASURES[measure])),
        "alt": _(
            "The text. The symbol in orange is being written; blue ones count most for it, grey ones little. "
            "Arrow keys choose another symbol."
        ),
        "hint": _("Orange: being written. Blue: counts much. Grey: counts little."),
        "cell": _("“{symbol}” counts {share} of the most for “{written}”"),
        "heads": "|".join((_("place"), _("symbol"), _("share of the largest"))),
    }


def next_panel(session: TrainingSession) -> None:
    """Draw the likeliest tokens after the selected position."""
    losses = latest_answer(session, VIEW, "surprisal")
    attribution = latest_answer(session, VIEW, "token_attribution", "at")
    if not losses or not attribution:
        st.markdown(_("Waiting for the net …"))
        return
    at = place(losses, int(attribution["at"]))
    st.markdown(_("**What it expects there**"))
    likely_bars(
        "likely", {"likely": losses["likeliest"], "likely_probabilities": losses["likeliest_probabilities"]}, at
    )
    true = str(losses["targets"][at])
    if true:
        bits, rank = float(losses["bits"][at]), int(losses["ranks"][at])
        words = _("True: **{symbol}**, rank {rank}, a loss of {bits:.2f} bits.")
        st.markdown(words.format(symbol=plain(visible(true)), rank=rank, bits=bits))
    st.caption(_("A net that knows nothing gives all symbols alike; one bit less is twice as sure."))


def check_panel(session: TrainingSession) -> None:
    """Draw attention, gradient and ablation of each token side by side."""
    answer = latest_answer(session, VIEW, "token_attribution", "at")
    if not answer or np.isnan(answer["drop"]).any():
        st.caption(_("Waiting for the net …"))
        return
    for column, measure in zip(st.columns(3, gap="medium"), ("attention", "gradient", "ablation"), strict=True):
        with column:
            draw_coloured(session, answer, measure, f"check/{measure}")
            st.caption(_(MEANINGS[measure]))
    st.markdown(_agreement(answer))
    st.markdown(_token_table(answer))
    st.caption(
        _(
            "Attention is not an explanation: it says where the net looks, not what follows from it. What a symbol "
            "really counts shows when it is taken away (Jain and Wallace 2019)."
        )
    )


def _agreement(answer: Answer) -> str:
    value = float(answer["correlation"])
    if not np.isfinite(value):
        return _("Here there are too few symbols to compare attention with.")
    words = _("Attention and what leaving a symbol out does go together with r = **{value}**: {said}.")
    sentence = _("well") if value > 0.7 else _("somewhat") if value > 0.3 else _("hardly")
    return words.format(value=f"{value:.2f}".replace("-", "−"), said=sentence)


def _token_table(answer: Answer) -> str:
    """Return a table of the tokens whose ablation costs most, with the other measures of each."""
    names, drop = names_of(answer), answer["drop"]
    best = np.argsort(-drop, kind="stable")[:TOP].tolist()
    rows = [
        [f"{plain(names[at])} ({at + 1})", f"{drop[at]:.2f}".replace("-", "−")]
        + [f"{answer[measure][at]:.0%}" for measure in ("attention", "gradient")]
        for at in best
    ]
    heads = [_("Symbol"), _("bits lost without it"), _(MEASURES["attention"]), _(MEASURES["gradient"])]
    return table(heads, rows)


CHECK = Inspector(N_("Attention or cause?"), lambda _session: {}, check_panel)
