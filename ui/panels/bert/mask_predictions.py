"""BERT's predictions for masked tokens, with both contexts and with one, next-sentence prediction, and the class."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.training.messages import Watch
from ui.charts import specs as charts
from ui.charts.render import chart
from ui.components.influence import influence, parse_pick
from ui.panels.attention.attribution import MEANINGS, MEASURES
from ui.panels.attention.selection import Answer, asking, focus, latest_answer, names_of, select
from ui.panels.bert.masked_input import VIEW, drawing_key, into_focus
from ui.panels.pairs.output_text import likely_bars
from ui.session.training_session import TrainingSession
from ui.text.column_labels import class_label
from ui.text.i18n import _, plain
from ui.text.token_text import visible
from ui.widgets.remembered import choice, choice_arguments

MEASURE = "cloze/measure"
BLANK = 24  # tokens drawn before the net has answered


def question(session: TrainingSession) -> Watch:
    """Return the probes of the current row, by default at its first mask."""
    into_focus(session, latest_answer(session, VIEW, "mask_predictions"))
    return {"mask_predictions": asking(session, VIEW), "token_attribution": asking(session, VIEW, "at")}


def text_panel(session: TrainingSession) -> None:
    """Draw the row in the colours of what influences the selected mask."""
    session.redraws.current_state["cloze"] = drawing_key(session)
    measure = str(choice(session, MEASURE, "attention"))
    widget = choice_arguments(session, MEASURE, measure)
    name = lambda one: _(MEASURES[one])  # noqa: E731
    st.segmented_control(_("Influence, measured by"), list(MEASURES), format_func=name, required=True, **widget)
    answer = latest_answer(session, VIEW, "token_attribution", "at")
    symbols = names_of(answer) if answer else ["·"] * BLANK
    influence(
        "cloze/row",
        tokens=symbols,
        shares=answer[measure] if answer else np.zeros(BLANK),
        at=int(answer["at"]) if answer else 0,
        words=_text_words(measure),
        later=False,
        on_pick=(lambda: _on_pick(session, len(symbols))) if answer else None,
    )
    st.caption(_(MEANINGS[measure]) + " " + _("Click a symbol to look from there, in all panels."))


def _on_pick(session: TrainingSession, most: int) -> None:
    at = parse_pick(st.session_state["cloze/row"].get("pick"), most)
    if at is not None:
        select(session, VIEW, at=at)


def _text_words(measure: str) -> dict[str, str]:
    return {
        "title": _("What counts for the symbol in orange, by: {measure}", measure=_(MEASURES[measure])),
        "alt": _(
            "The row as the net reads it. Blue symbols count most for the one in orange, grey ones little. Arrow keys "
            "choose another symbol."
        ),
        "hint": _("Orange: looked from. Blue: counts much. Grey: counts little."),
        "cell": _("“{symbol}” counts {share} of the most for “{written}”"),
        "heads": "|".join((_("place"), _("symbol"), _("share of the largest"))),
    }


def fill_panel(session: TrainingSession) -> None:
    """Draw the likeliest tokens of the selected mask, and next-sentence prediction or the class."""
    answer = latest_answer(session, VIEW, "mask_predictions")
    if not answer:
        st.markdown(_("Waiting for the net …"))
        return
    places = answer["places"].tolist()
    if places:
        at = focus(session, VIEW).at
        _blank(answer, places.index(at) if at in places else 0)
    elif not len(answer["verdict"]):
        st.markdown(_("Nothing is hidden. Click a symbol above, and the net has to guess it."))
    if np.isfinite(answer["follows"]):
        _follows(float(answer["follows"]))
    if len(answer["verdict"]):
        _verdict(answer)


def _blank(answer: Answer, number: int) -> None:
    """Draw the predicted and the true token, and the prediction without the right context."""
    st.markdown(_("**Blank {number} of {count}**", number=number + 1, count=len(answer["places"])))
    likely_bars("cloze/likely", answer, number, 240, _("Symbol"))
    truth = str(answer["truths"][number])
    if truth:
        words = _("True: **{symbol}**, to which it gives {chance:.1%}.")
        st.markdown(words.format(symbol=plain(visible(truth)), chance=float(answer["probabilities"][number])))
    words = _("Reading only what stands before, it would say **{symbol}**, {chance:.0%} sure.")
    ahead, chance = visible(str(answer["ahead"][number])), float(np.nan_to_num(answer["ahead_probabilities"][number]))
    st.caption(words.format(symbol=plain(ahead), chance=chance))


def _follows(chance: float) -> None:
    sentence = _("the second sentence follows the first") if chance >= 0.5 else _("the two do not belong together")
    words = _("It thinks that **{said}**, {chance:.0%} sure.")
    st.markdown(words.format(said=sentence, chance=max(chance, 1 - chance)))


def _verdict(answer: Answer) -> None:
    """Draw the probabilities of the classes."""
    title, share = _("Verdict"), _("Probability")
    alt = _("Bars: how likely the net thinks it is that the sentence praises, and that it blames.")
    spec = charts.bars(share, title, description=alt, height=110, ranked=False)
    names = [class_label("sentiment", str(each)) for each in answer["classes"]]
    values = np.nan_to_num(answer["verdict"]).astype(np.float32)
    chart("cloze/verdict", spec, pa.table({"name": names, "value": values}))
