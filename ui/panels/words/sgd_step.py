"""One update of Word2Vec in three phases: look up, score, move; every number of one pair of words."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.training.messages import Watch
from ui.charts.render import answers
from ui.inspect.inspectors import Inspector
from ui.panels.words.embedding_matrices import draw_matrix
from ui.panels.words.nearest_neighbours import format_word
from ui.panels.words.word_inputs import boxes, typed_words, waiting
from ui.panels.words.word_selection import Answer, lexicon, refresh, refusal, some
from ui.session.training_session import TrainingSession
from ui.text.formatting import datum, factor, largest, number, table, weight
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible
from ui.widgets.remembered import choice, choice_arguments

PHASES = {"look": N_("1 Look up"), "score": N_("2 Score"), "move": N_("3 Move")}
PHASE, SEED, RATE = "pair/phase", "pair/seed", "pair/lr"
NAMES = ("pair/center", "pair/context")
STARTS = {"world/en": ("tokyo", "japan capital"), "world/zh": ("东京", "日本 首都")}
RATES = (0.01, 0.03, 0.1, 0.3, 1.0)
MAX_CHARACTERS = 120
TERMS = 3  # products of a score that are written out
KINDS = {
    "negative": N_("Negative sampling"),
    "softmax": N_("Softmax over all words"),
    "hierarchical": N_("Hierarchical softmax"),
}


def words_of(session: TrainingSession) -> tuple[str, ...]:
    """Return the center word, and its context words."""
    return typed_words(session, NAMES, STARTS.get(lexicon(session)) or some(session, 2) or ("", ""))


def step_arguments(session: TrainingSession) -> dict[str, Any]:
    """Return the arguments of the probe: the pair, the step size, the seed of the negatives."""
    center, context = words_of(session)
    more = {"lr": float(choice(session, RATE, 0.1)), "seed": int(choice(session, SEED, 0))}
    return {"center": center, "context": context, **more}


def question(session: TrainingSession) -> Watch:
    """Return the probe of the update if there are two words."""
    return {"sgd_step": step_arguments(session)} if all(words_of(session)) else {}


def pair_panel(session: TrainingSession) -> None:
    """Draw the pair, the phase, and its numbers."""
    answer = answers(session.run, "sgd_step")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _which(session)
    phase = str(choice(session, PHASE, "look"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _phase(session, phase)
    if not all(words_of(session)):
        st.caption(_("Type a word, and one or more that stand around it."))
    elif not answer:
        waiting(refusal(session, "sgd_step", step_arguments(session)))
    else:
        DRAW[phase](answer)


def _which(session: TrainingSession) -> None:
    """Draw inputs for the words and the step size, and a button for other negatives."""
    again = lambda _value=None: refresh(session, question(session))  # noqa: E731
    boxes(
        session,
        NAMES,
        (_("Word"), _("Words around it")),
        words_of(session),
        again,
        width=200,
        longest=MAX_CHARACTERS,
    )
    rate = choice_arguments(session, RATE, float(choice(session, RATE, 0.1)), again)
    st.select_slider(_("Learning rate of this step"), RATES, st.session_state[RATE], width=190, **rate)
    if getattr(session.experiment.net, "output", "") == "negative":
        st.button(_("Draw other negatives"), key="pair/dice", icon=":material/casino:", on_click=lambda: _roll(session))


def _roll(session: TrainingSession) -> None:
    session.selection.choices[SEED] = int(choice(session, SEED, 0)) + 1
    refresh(session, question(session))


def _phase(session: TrainingSession, phase: str) -> None:
    """Draw the choice of the phase."""
    widget = choice_arguments(session, PHASE, phase)
    st.segmented_control(_("Phase"), list(PHASES), format_func=lambda name: _(PHASES[name]), required=True, **widget)
    icon, last = ":material/arrow_forward:", phase == "move"
    st.button(_("Next phase"), key="pair/next", icon=icon, disabled=last, on_click=lambda: _next(session, phase))


def _next(session: TrainingSession, phase: str) -> None:
    names = list(PHASES)
    session.selection.choices[PHASE] = names[min(names.index(phase) + 1, len(names) - 1)]


def _names(answer: Answer) -> list[str]:
    """Return what is scored: words, or nodes of the tree."""
    if "scored_words" in answer:
        return [visible(str(word)) for word in answer["scored_words"]]
    return [_("node {number}", number=int(node)) for node in answer["scored"]]


def _draw_rows(answer: Answer) -> None:
    """Draw the rows that take part."""
    inputs, target = [format_word(word) for word in answer["input_words"]], format_word(answer["target_word"])
    if str(answer["model"]) == "cbow":
        words = _("CBOW: h, the mean of the vectors of {around}, has to predict **{target}**.")
        st.markdown(words.format(around=_(", ").join(inputs), target=target))
    else:
        words = _("Skip-gram: h, the vector of **{word}**, has to predict **{target}**.")
        st.markdown(words.format(word=inputs[0], target=target))
    rows = [visible(str(word)) for word in answer["input_words"]]
    left, right = st.columns(2, gap="medium")
    with left:
        values = np.vstack([answer["input"], answer["hidden"][None]]) if len(rows) > 1 else answer["input"]
        draw_matrix("pair/input", _("From the input matrix"), values, [*rows, "h"] if len(rows) > 1 else rows)
    with right:
        draw_matrix("pair/output", _("From the output matrix"), answer["output"], _names(answer))
    st.caption(_(NOTES[str(answer["kind"])]))


NOTES = {
    "negative": N_("All other rows of both matrices stay as they are in this update: that is why it is fast."),
    "hierarchical": N_(
        "The rows of the output matrix are the nodes of a tree. Only those on the way to the word take part: the more "
        "frequent the word, the fewer."
    ),
    "softmax": N_("Every row of the output matrix takes part; the right one and the likeliest are shown."),
}


def _score(answer: Answer) -> None:
    """Draw the scores, their probabilities, and the loss."""
    kind = str(answer["kind"])
    st.markdown(f"**{_(KINDS[kind])}** · {_sum(answer)}")
    if kind == "hierarchical":
        code = "".join(str(int(bit)) for bit in answer["code"])
        path = " → ".join([_("root"), *_names(answer)[1:], f"**{format_word(answer['target_word'])}**"])
        st.markdown(_("Huffman code **{code}**; the way down the tree: {path}", code=code, path=path))
    if kind == "softmax":
        words = _("**{word}** is number {rank:,} of all words by its score.")
        st.markdown(words.format(word=format_word(answer["target_word"]), rank=int(answer["rank"])))
    st.markdown(table(*_rows(answer, kind)))
    st.markdown(_("Loss of this pair: **{loss}**", loss=number(float(answer["loss"]))))
    st.caption(_(SCORED[kind]))


SCORED = {
    "negative": N_(
        "The sigmoid makes a probability of each score. The right word should get 1, the drawn ones 0. They are drawn "
        "by their counts to the power that you set: at 3/4 rare words come up more often than in the text."
    ),
    "softmax": N_(
        "e to the power of each score, over the sum for all words of the vocabulary. The more words, the more to add."
    ),
    "hierarchical": N_(
        "At each node the sigmoid of the score is the probability of turning to the first child, code 0. The product "
        "of all turns is the probability of the word; frequent words have short ways."
    ),
}


def _sum(answer: Answer) -> str:
    """Return the first score as a sum of its largest products."""
    hidden, vector = answer["hidden"], answer["output"][0]
    places = largest(hidden * vector, TERMS)
    parts = [f"{datum(factor(float(hidden[place])))} · {weight(factor(float(vector[place])))}" for place in places]
    total = number(float(answer["scores"][0]))
    return _("score = h · v = {parts} + … = **{score}**", parts=" + ".join(parts), score=total)


def _rows(answer: Answer, kind: str) -> tuple[list[str], list[list[str]]]:
    """Return the heads of the table, and a row for each word or node."""
    is_sampled, is_tree = kind == "negative", kind == "hierarchical"
    heads = [_("Node") if is_tree else _("Word"), *([_("share of the text"), _("drawn with")] if is_sampled else [])]
    heads += [_("score"), _("probability"), _("wanted"), _("error"), *([_("come so far")] if is_tree else [])]
    rows = []
    for place, name in enumerate(_names(answer)):
        right = not is_tree and answer["labels"][place]
        cells = [f"**{plain(name)}** ✓" if right else plain(name)]
        cells += [f"{answer['share'][place]:.2%}", f"{answer['chance'][place]:.2%}"] if is_sampled else []
        cells += [number(float(answer["scores"][place])), f"{answer['probabilities'][place]:.1%}"]
        cells += [str(int(answer["labels"][place])), number(float(answer["slopes"][place]))]
        rows.append(cells + ([f"{answer['reached'][place]:.1%}"] if is_tree else []))
    return heads, rows


def _move(answer: Answer) -> None:
    """Draw the rows after one step against the gradient."""
    words = _("Each row moves against its gradient: v ← v − {lr} · error · h, and h ← h − {lr} · Σ error · v.")
    st.markdown(words.format(lr=f"{float(answer['lr']):g}"))
    rows = [*(visible(str(word)) for word in answer["input_words"]), *_names(answer)]
    after = np.vstack([answer["input_new"], answer["output_new"]])
    before = np.vstack([answer["input"], answer["output"]])
    left, right = st.columns(2, gap="medium")
    with left:
        draw_matrix("pair/after", _("The rows after the update"), after, rows)
    with right:
        draw_matrix("pair/moved", _("How they have moved"), after - before, rows)
    words = _("Loss of this pair: {before} → **{after}**.")
    st.markdown(words.format(before=number(float(answer["loss"])), after=number(float(answer["loss_new"]))))
    st.caption(
        _(
            "Shown for one pair and plain gradient descent; nothing is changed by it. The training takes many pairs at "
            "once, with the optimizer and the learning rate that you chose."
        )
    )


DRAW = {"look": _draw_rows, "score": _score, "move": _move}
PAIR = Inspector(N_("One update"), question, pair_panel)
