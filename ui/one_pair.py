"""One update of Word2Vec in three clicks: look up, score, move; every number of one pair of words."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.training.news import Watch
from ui.bench import Bench
from ui.choice import choice, choosing
from ui.components.matrix import matrix
from ui.inspectors import Inspector
from ui.lexicon import LONGEST, Found, refresh
from ui.neighbours import unknown
from ui.panels import answers
from ui.symbols import visible
from ui.titles import datum, factor, largest, number, table, weight
from ui.words import N_, _, plain

PHASES = {"look": N_("1 Look up"), "score": N_("2 Score"), "move": N_("3 Move")}
PHASE, DRAW = "pair/phase", "pair/draw"
TERMS = 3  # products of a score that are written out
KINDS = {
    "negative": N_("Negative sampling"),
    "softmax": N_("Softmax over all words"),
    "hierarchical": N_("Hierarchical softmax"),
}


def question(bench: Bench) -> Watch:
    """What to ask the net: about this pair, with these dice."""
    words = {part: str(choice(bench, f"pair/{part}", "")).strip() for part in ("center", "context")}
    return {"one_pair": words | {"draw": int(choice(bench, DRAW, 0))}}


def pair_panel(bench: Bench) -> None:
    """The pair, the phase, and its numbers."""
    found = answers(bench.run, "one_pair")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _which(bench, found)
    if not found:
        st.caption(_("Waiting for the net …"))
        return
    if unknown(found):
        return
    DRAW_PHASE[str(choice(bench, PHASE, "look"))](found)


def _which(bench: Bench, found: Found) -> None:
    """Two words to type, other negatives, and the three clicks."""
    titles = {"center": _("Word"), "context": _("Word beside it")}
    for part, title in titles.items():
        word = str(choice(bench, f"pair/{part}", "")) or visible(str(found.get(part, "")))
        typed = choosing(bench, f"pair/{part}", word, lambda _word: refresh(bench, question(bench)))
        st.text_input(title, max_chars=LONGEST, width=150, **typed)
    if str(found.get("output", "")) == "negative":
        st.button(_("Draw others"), key="pair/dice", icon=":material/casino:", on_click=lambda: _roll(bench))
    phase = choosing(bench, PHASE, choice(bench, PHASE, "look"))
    st.segmented_control(_("Phase"), list(PHASES), format_func=lambda name: _(PHASES[name]), required=True, **phase)
    last = choice(bench, PHASE, "look") == "move"
    icon = ":material/arrow_forward:"
    st.button(_("Next phase"), key="pair/next", icon=icon, disabled=last, on_click=lambda: _next(bench))


def _roll(bench: Bench) -> None:
    bench.choices[DRAW] = int(choice(bench, DRAW, 0)) + 1
    refresh(bench, question(bench))


def _next(bench: Bench) -> None:
    names = list(PHASES)
    bench.choices[PHASE] = names[min(names.index(str(choice(bench, PHASE, "look"))) + 1, len(names) - 1)]


def _read(found: Found) -> tuple[str, str, bool]:
    """The word that is looked up, the one to be predicted, and whether several are looked up at once."""
    center, context = (plain(visible(str(found[part]))) for part in ("center", "context"))
    windowed = str(found["model"]) == "cbow"
    return (context, center, True) if windowed else (center, context, False)


def _look(found: Found) -> None:
    """The rows that come in."""
    center, context = (plain(visible(str(found[part]))) for part in ("center", "context"))
    if str(found["model"]) == "cbow":
        around = _(", ").join(plain(visible(str(word))) for word in found["around"])
        st.markdown(
            _("CBOW: the mean of the vectors of {around} has to predict **{center}**.", around=around, center=center)
        )
    else:
        st.markdown(
            _("Skip-gram: the vector of **{center}** has to predict **{context}**.", center=center, context=context)
        )
    rows = [_("what comes in, h"), *_target_names(found)]
    _heat("pair/rows", _("The rows that take part"), np.vstack([found["hidden"], found["vectors"]]), rows)
    st.caption(
        _(
            "All other rows of both matrices stay as they are in this update: that is why it is fast. h is a row of "
            "the input matrix, the others are rows of the output matrix."
        )
        if str(found["output"]) != "softmax"
        else _("The full softmax needs every row of the output matrix; here are the right one and the likeliest.")
    )


def _target_names(found: Found) -> list[str]:
    """What is scored: words, or nodes of the tree."""
    if str(found["output"]) == "hierarchical":
        return [_("node {number}", number=int(row)) for row in found["rows"]]
    return [visible(str(word)) for word in found["targets"]]


def _score(found: Found) -> None:
    """The scores, what they become, and the loss."""
    kind = str(found["output"])
    st.markdown(f"**{_(KINDS[kind])}** · {_sum(found)}")
    if kind == "hierarchical":
        code = " ".join(str(found["code"]))
        path = " → ".join([_("root"), *_target_names(found)[1:], f"**{_read(found)[1]}**"])
        st.markdown(_("Huffman code {code}; the path: {path}", code=code, path=path))
    st.markdown(_scores(found, kind))
    st.markdown(_("Loss of this pair: **{loss}**", loss=number(float(found["loss"]))))
    st.caption(_(SCORED[kind]))


SCORED = {
    "negative": N_(
        "Each score becomes a probability by the sigmoid. The right word should get 1, the drawn ones 0. They are "
        "drawn by their counts to the power that you set; at 3/4 rare words come up more often than in the text."
    ),
    "softmax": N_(
        "e to the power of each score, over the sum for all words of the vocabulary. The more words, the more to add."
    ),
    "hierarchical": N_(
        "At each node the sigmoid of the score is the probability of one turn. The product of all turns is the "
        "probability of the word; frequent words have short ways."
    ),
}


def _sum(found: Found) -> str:
    """The score of the right one, its largest products written out."""
    hidden, vector = found["hidden"], found["vectors"][0]
    parts = [
        f"{datum(factor(float(hidden[place])))} · {weight(factor(float(vector[place])))}"
        for place in largest(hidden * vector, TERMS)
    ]
    return _(
        "score = h · v = {parts} + … = **{score}**", parts=" + ".join(parts), score=number(float(found["scores"][0]))
    )


def _scores(found: Found, kind: str) -> str:
    """A row for each word or node."""
    drawn = kind == "negative"
    heads = [_("Node") if kind == "hierarchical" else _("Word"), *([_("drawn with")] if drawn else []), _("score")]
    heads += [_("probability"), _("wanted"), _("error")]
    rows = []
    for place, name in enumerate(_target_names(found)):
        chance = float(found["chances"][place]) if drawn else 0.0
        cells = [f"{chance:.2%}" if np.isfinite(chance) and place else "–"] if drawn else []
        cells += [number(float(found["scores"][place])), f"{float(found['probabilities'][place]):.1%}"]
        cells += [f"{float(found['wanted'][place]):.0f}", number(float(found["errors"][place]))]
        shown = plain(name)
        rows.append([f"**{shown}** ✓" if place == 0 and kind != "hierarchical" else shown, *cells])
    return table(heads, rows)


def _move(found: Found) -> None:
    """The rows after a step against the gradient."""
    lr = float(found["lr"])
    st.markdown(
        _("Each row moves against its gradient, by the learning rate {lr}: v ← v − {lr} · error · h.", lr=f"{lr:g}")
    )
    moved = np.vstack([found["hidden_after"] - found["hidden"], found["vectors_after"] - found["vectors"]])
    rows = [_("what comes in, h"), *_target_names(found)]
    left, right = st.columns(2, gap="medium")
    with left:
        after = np.vstack([found["hidden_after"], found["vectors_after"]])
        _heat("pair/after", _("The rows after the update"), after, rows)
    with right:
        _heat("pair/moved", _("How they have moved"), moved, rows)
    before, after_it = float(found["loss"]), float(found["loss_after"])
    words = _(
        "Loss of this pair: {before} → **{after}**. The right word has come nearer, the others have gone away.",
        before=number(before),
        after=number(after_it),
    )
    st.markdown(words)
    st.caption(
        _(
            "Shown for one pair and plain gradient descent; nothing is changed by it. The training takes many pairs at "
            "once and the optimizer that you chose."
        )
    )


def _heat(key: str, title: str, values: np.ndarray, rows: list[str]) -> None:
    words = {
        "title": title,
        "alt": _("{title}: {rows} rows of {columns} numbers. Arrow keys go from cell to cell.").format(
            title=title, rows=len(values), columns=values.shape[1]
        ),
        "hint": _("Point at a cell to read it."),
        "cell": _("{row}, number {column}: {value}"),
        "heads": "|".join((_("word"), _("number"), _("value"))),
    }
    matrix(key, values=values, rows=rows, words=words, marked=(0,))


DRAW_PHASE = {"look": _look, "score": _score, "move": _move}
PAIR = Inspector(N_("One update"), question, pair_panel)
