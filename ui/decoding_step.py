"""One step of decoding in six: encode, state, scores, weights, context, output; each with its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from ui.answering import likely_bars
from ui.bench import Bench
from ui.inspectors import Inspector
from ui.options import named
from ui.panels import answers
from ui.sentence import Found, about, chosen, look_at, made, place, told
from ui.shown import by_person, shown
from ui.symbols import visible
from ui.titles import datum, factor, largest, number, table, weight
from ui.two_matrices import drawn_matrix
from ui.words import N_, _, plain

UNITS = 24  # numbers of a vector that are drawn
PLACES = 6  # symbols of the source whose scores are written out
TERMS = 3  # products of a sum that are written out
TITLES = (N_("1 Encode"), N_("2 State"), N_("3 Scores"), N_("4 Weights"), N_("5 Context"), N_("6 Output"))
SCORES = {
    "dot": "e = s · W h",
    "additive": "e = v · tanh(W s + U h)",
    "scaled": "e = (W s) · (U h) / √d",
}


def question(bench: Bench) -> dict[str, dict[str, Any]]:
    """What to ask about the place in focus."""
    found = told(bench)
    return {"decoding_step": {**chosen(bench), "at": place(bench, found) if found else 0}}


def step_panel(bench: Bench) -> None:
    """The place, and six cards."""
    found, asked = answers(bench.run, "decoding_step"), question(bench)["decoding_step"]
    answer = told(bench)
    if not answer or not about(found, asked) or int(found["at"]) != asked["at"]:
        st.caption(_("Waiting for the net …"))
        return
    output = [visible(str(each)) for each in answer["output"]]
    if len(output) > 1:
        shown("decoding/at", asked["at"] + 1)
        go = by_person("decoding/at", lambda at: look_at(bench, at - 1))
        title = _("Symbol of the answer")
        st.slider(title, 1, len(output), key="decoding/at", width=360, on_change=go)
    cards = [_encode, _state, *([_scores, _weights, _context] if "weights" in found else []), _output]
    titles = TITLES if "weights" in found else (*TITLES[:2], TITLES[5])
    for first in range(0, len(cards), 3):
        for column, title, draw in zip(
            st.columns(3), titles[first : first + 3], cards[first : first + 3], strict=False
        ):
            with column.container(border=True, height="stretch"):
                st.markdown(f"**{_(title)}**")
                draw(bench, found)
    if "weights" not in found:
        st.caption(_("Without attention there are no scores, weights and context: the state has to know everything."))


def names(found: Found) -> list[str]:
    """The symbols of the source."""
    return [visible(str(each)) for each in found["source"]]


def _encode(bench: Bench, found: Found) -> None:
    rows, wide = names(found), found["encodings"].shape[1]
    st.caption(_("The encoder ({cell}) makes {count} numbers h of each symbol.", cell=_encoder(bench), count=wide))
    _heat("decoding/encodings", _("Encodings h"), found["encodings"], rows)


def _encoder(bench: Bench) -> str:
    experiment = made(bench)
    return named(experiment.net.encoder) + (" " + _("in both directions") if experiment.both else "")


def _state(bench: Bench, found: Found) -> None:
    prefix = [visible(str(each)) for each in found["prefix"]]
    read = plain(prefix[-1]) if prefix else _("the sign that begins")
    words = _("The decoder ({cell}) reads **{symbol}**, which was written last, and moves its state s on.")
    st.caption(words.format(cell=named(made(bench).net.decoder), symbol=read))
    both = np.stack([found["before"], found["state"]])
    _heat("decoding/state", _("State of the decoder"), both, [_("before"), _("now")])


def _heat(key: str, title: str, values: np.ndarray, rows: list[str], marked: Sequence[int] = ()) -> None:
    """The first numbers of some rows."""
    shown_of = title if values.shape[1] <= UNITS else f"{title} · " + _("the first {count}", count=UNITS)
    drawn_matrix(key, shown_of, values[:, :UNITS], rows, marked)


def _top(found: Found) -> list[int]:
    """The places of the source that get the most attention, in their order."""
    return largest(found["weights"], PLACES)


def _scores(bench: Bench, found: Found) -> None:
    kind = made(bench).net.attention
    st.caption(
        _("How well does the state fit each encoding? {kind}: {formula}", kind=named(kind), formula=SCORES[kind])
    )
    st.markdown(_sum(kind, found))
    rows = [[plain(names(found)[at]), number(float(found["scores"][at]))] for at in _top(found)]
    st.markdown(table([_("Source"), _("score e")], rows))
    _rest(found)


def _sum(kind: str, found: Found) -> str:
    """The score of the symbol that is looked at most, as a sum."""
    at = int(found["weights"].argmax())
    query, key = found["projected_query"], found["projected_keys"][at]
    bent = np.tanh(query + key) if kind == "additive" else key
    factors = found["v"] if kind == "additive" else query
    places = largest(factors * bent, TERMS)
    parts = [f"{weight(factor(float(factors[one])))} · {datum(factor(float(bent[one])))}" for one in places]
    total = number(float(found["scores"][at]))
    over = f" / √{len(query)}" if kind == "scaled" else ""
    joined = " + ".join(parts)
    products = f"({joined} + …){over}" if over else f"{joined} + …"
    return f"e({plain(names(found)[at])}) = {products} = **{total}**"


def _rest(found: Found) -> None:
    """That there are more symbols than are shown."""
    left = len(found["weights"]) - PLACES
    if left > 0:
        share = 1 - float(found["weights"][_top(found)].sum())
        st.caption(_("And {count} more, which get {share:.1%} of the attention together.", count=left, share=share))


def _weights(_bench: Bench, found: Found) -> None:
    st.caption(_("Softmax: α = exp(e) / Σ exp(e). All weights together are 1."))
    at = int(found["weights"].argmax())
    scores = np.nan_to_num(found["scores"].astype(np.float64))
    total = np.exp(scores - scores.max()).sum()
    largest_one = float(scores[at])
    share = float(found["weights"][at])
    st.markdown(
        f"α({plain(names(found)[at])}) = exp({number(largest_one)}) / Σ = {1.0:.0f} / {number(float(total))}"
        f" = **{share:.1%}**"
    )
    rows = [
        [plain(names(found)[one]), number(float(np.exp(scores[one] - scores.max()))), f"{found['weights'][one]:.1%}"]
        for one in _top(found)
    ]
    st.markdown(table([_("Source"), "exp(e − max e)", _("weight α")], rows))
    _rest(found)


def _context(_bench: Bench, found: Found) -> None:
    st.caption(_("The context c is the encodings, mixed by these weights: c = Σ α h."))
    places = largest(found["weights"], TERMS)
    first = [f"{found['weights'][one]:.2f} · {datum(factor(float(found['encodings'][one, 0])))}" for one in places]
    more = " + …" if len(found["weights"]) > TERMS else ""
    st.markdown(f"c₁ = {' + '.join(first)}{more} = **{number(float(found['context'][0]))}**")
    at = int(found["weights"].argmax())
    rows = np.stack([found["encodings"][at], found["context"]])
    _heat("decoding/context", _("Context c"), rows, [f"h({names(found)[at]})", "c"], marked=(1,))


def _output(bench: Bench, found: Found) -> None:
    joined = _("State and context") if "weights" in found else _("The state")
    st.caption(_("{joined} give each symbol a score; softmax makes probabilities of them.", joined=joined))
    top = int(found["chances"].argmax())
    written = plain(visible(str(found["symbols"][top])))
    share = float(found["chances"][top])
    words = _("**{symbol}** has the score {score} and gets **{share:.1%}**.")
    st.markdown(words.format(symbol=written, score=number(float(found["logits"][top])), share=share))
    likely = {"likely": found["symbols"][None], "likely_chances": found["chances"][None]}
    likely_bars("decoding/output", likely, 0, 160)


STEP = Inspector(N_("One decoding step"), question, step_panel)
