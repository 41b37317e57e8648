"""The six cards of a decoding step: encode, state, scores, weights, context, output, each with its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from ui.panels.pairs.output_text import likely_bars
from ui.panels.words.embedding_matrices import draw_matrix
from ui.text.formatting import datum, factor, largest, number, table, weight
from ui.text.i18n import N_, _, plain
from ui.text.option_labels import option_label
from ui.text.token_text import visible

Answer = dict[str, np.ndarray]
UNITS = 24  # numbers of a vector that are drawn
PLACES = 6  # symbols of the source whose scores are written out
TERMS = 3  # products of a sum that are written out
TITLES = (N_("1 Encode"), N_("2 State"), N_("3 Scores"), N_("4 Weights"), N_("5 Context"), N_("6 Output"))
SCORES = {
    "dot": "e = s · W h",
    "additive": "e = v · tanh(W s + U h)",
    "scaled": "e = (W s) · (U h) / √d",
}


class Step(NamedTuple):
    """Texts of the cards.

    Attributes:
        names: What the decoder attends to.
        title: What one of these is called.
        encoded: How they are encoded, in a sentence.
        cell: The decoder's cell.
        attention: The kind of attention.
    """

    names: list[str]
    title: str
    encoded: str
    cell: str
    attention: str


def step_cards(step: Step, answer: Answer) -> None:
    """Draw the cards of an answer of the probe `decoding_step` or one like it."""
    cards = [_encode, _state, *([_scores, _weights, _context] if "weights" in answer else []), _output]
    titles = TITLES if "weights" in answer else (*TITLES[:2], TITLES[5])
    for first in range(0, len(cards), 3):
        for column, title, draw in zip(
            st.columns(3), titles[first : first + 3], cards[first : first + 3], strict=False
        ):
            with column.container(border=True, height="stretch"):
                st.markdown(f"**{_(title)}**")
                draw(step, answer)
    if "weights" not in answer:
        st.caption(_("Without attention there are no scores, weights and context: the state has to know everything."))


def _encode(step: Step, answer: Answer) -> None:
    st.caption(step.encoded)
    _heat("decoding/encodings", _("Encodings h"), answer["encodings"], step.names)


def _state(step: Step, answer: Answer) -> None:
    prefix = [visible(str(each)) for each in answer["prefix"]]
    read = plain(prefix[-1]) if prefix else _("the sign that begins")
    words = _("The decoder ({cell}) reads **{symbol}**, which was written last, and moves its state s on.")
    st.caption(words.format(cell=option_label(step.cell, "net.decoder"), symbol=read))
    both = np.stack([answer["before"], answer["state"]])
    _heat("decoding/state", _("State of the decoder"), both, [_("before"), _("now")])


def _heat(key: str, title: str, values: np.ndarray, rows: list[str], marked: Sequence[int] = ()) -> None:
    """Draw the first numbers of some rows."""
    shown_of = title if values.shape[1] <= UNITS else f"{title} · " + _("the first {count}", count=UNITS)
    draw_matrix(key, shown_of, values[:, :UNITS], rows, marked)


def _top(answer: Answer) -> list[int]:
    """Return the positions of the source with the most attention, in their order."""
    return largest(answer["weights"], PLACES)


def _scores(step: Step, answer: Answer) -> None:
    kind = step.attention
    st.caption(
        _(
            "How well does the state fit each encoding? {kind}: {formula}",
            kind=option_label(kind, "net.attention"),
            formula=SCORES[kind],
        )
    )
    st.markdown(_sum(step, answer))
    rows = [[plain(step.names[at]), number(float(answer["scores"][at]))] for at in _top(answer)]
    st.markdown(table([step.title, _("score e")], rows))
    _rest(answer)


def _sum(step: Step, answer: Answer) -> str:
    """Return the score of the token with the most attention, as a sum."""
    at, kind = int(answer["weights"].argmax()), step.attention
    query, key = answer["projected_query"], answer["projected_keys"][at]
    activations = np.tanh(query + key) if kind == "additive" else key
    factors = answer["v"] if kind == "additive" else query
    places = largest(factors * activations, TERMS)
    parts = [f"{weight(factor(float(factors[one])))} · {datum(factor(float(activations[one])))}" for one in places]
    total = number(float(answer["scores"][at]))
    over = f" / √{len(query)}" if kind == "scaled" else ""
    terms = " + ".join(parts)
    products = f"({terms} + …){over}" if over else f"{terms} + …"
    return f"e({plain(step.names[at])}) = {products} = **{total}**"


def _rest(answer: Answer) -> None:
    """Draw how many tokens are not shown."""
    left = len(answer["weights"]) - PLACES
    if left > 0:
        share = 1 - float(answer["weights"][_top(answer)].sum())
        st.caption(_("And {count} more, which get {share:.1%} of the attention together.", count=left, share=share))


def _weights(step: Step, answer: Answer) -> None:
    st.caption(_("Softmax: α = exp(e) / Σ exp(e). All weights together are 1."))
    at = int(answer["weights"].argmax())
    scores = np.nan_to_num(answer["scores"].astype(np.float64))
    total = np.exp(scores - scores.max()).sum()
    largest_one = float(scores[at])
    share = float(answer["weights"][at])
    st.markdown(
        f"α({plain(step.names[at])}) = exp({number(largest_one)}) / Σ = {1.0:.0f} / {number(float(total))}"
        f" = **{share:.1%}**"
    )
    rows = [
        [plain(step.names[one]), number(float(np.exp(scores[one] - scores.max()))), f"{answer['weights'][one]:.1%}"]
        for one in _top(answer)
    ]
    st.markdown(table([step.title, "exp(e − max e)", _("weight α")], rows))
    _rest(answer)


def _context(step: Step, answer: Answer) -> None:
    st.caption(_("The context c is the encodings, mixed by these weights: c = Σ α h."))
    places = largest(answer["weights"], TERMS)
    first = [f"{answer['weights'][one]:.2f} · {datum(factor(float(answer['encodings'][one, 0])))}" for one in places]
    more = " + …" if len(answer["weights"]) > TERMS else ""
    st.markdown(f"c₁ = {' + '.join(first)}{more} = **{number(float(answer['context'][0]))}**")
    at = int(answer["weights"].argmax())
    rows = np.stack([answer["encodings"][at], answer["context"]])
    _heat("decoding/context", _("Context c"), rows, [f"h({step.names[at]})", "c"], marked=(1,))


def _output(step: Step, answer: Answer) -> None:
    inputs = _("State and context") if "weights" in answer else _("The state")
    st.caption(_("{joined} give each symbol a score; softmax makes probabilities of them.", joined=inputs))
    top = int(answer["probabilities"].argmax())
    token = plain(visible(str(answer["tokens"][top])))
    share = float(answer["probabilities"][top])
    words = _("**{symbol}** has the score {score} and gets **{share:.1%}**.")
    st.markdown(words.format(symbol=token, score=number(float(answer["logits"][top])), share=share))
    likely = {"likely": answer["tokens"][None], "likely_probabilities": answer["probabilities"][None]}
    likely_bars("decoding/output", likely, 0, 160)
