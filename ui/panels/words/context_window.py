"""The context window over a sentence: sub-sampling, the size of each window, and the resulting pairs."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.models.word2vec.experiment import Word2Vec
from nets.training.messages import Watch
from ui.charts import specs as charts
from ui.charts.render import answers, chart
from ui.components.shades import shades
from ui.inspect.inspectors import Inspector
from ui.panels.words.word_inputs import boxes, typed_words, waiting
from ui.panels.words.word_selection import Answer, refresh, refusal
from ui.session.training_session import TrainingSession, of_family
from ui.text.formatting import table
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible
from ui.widgets.remembered import choice, choice_arguments, number_choice
from ui.widgets.settings_form import apply_settings

SOURCES = {"corpus": N_("From the text"), "own": N_("My own")}
AT, NUMBER, DRAW = "window/at", "window/number", "window/draw"
OWN = ("window/text",)
MAX_CHARACTERS = 300


class Rolled(NamedTuple):
    """One draw for a sentence.

    Attributes:
        kept: Which words sub-sampling keeps (T,) bool.
        sizes: Size of the window of each word (T,).
        pairs: Pairs (center, context).
    """

    kept: np.ndarray
    sizes: np.ndarray
    pairs: list[tuple[int, int]]


def rolled(answer: Answer, seed: int) -> Rolled:
    """Return sub-sampling and windows as training draws them: windows reach over words that are dropped."""
    dice = np.random.default_rng(seed)
    count = len(answer["keep"])
    kept = dice.random(count) < answer["keep"]
    sizes = np.where(kept, dice.choice(answer["reach"], count, p=answer["chance"]), 0)
    order = np.flatnonzero(kept).tolist()
    pairs = [
        (center, context)
        for place, center in enumerate(order)
        for context in order[max(0, place - int(sizes[center])) : place + int(sizes[center]) + 1]
        if context != center
    ]
    return Rolled(kept, sizes, pairs)


def input_arguments(session: TrainingSession) -> dict[str, Any]:
    """Return the arguments of the probe: a sentence of the corpus or the user's own."""
    own = choice(session, "window/source", "corpus") == "own"
    text = typed_words(session, OWN, ("",))[0] if own else ""
    return {"sentence": int(choice(session, NUMBER, 1)) - 1, "text": text}


def question(session: TrainingSession) -> Watch:
    """Return the probe of the sentence."""
    return {"context_window": input_arguments(session)}


def window_panel(session: TrainingSession) -> None:
    """Draw the sentence, the window of the selected word, its pairs, and the probabilities."""
    answer = answers(session.run, "context_window")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _which(session, int(answer["count"]) if answer else 1_000_000)
    if not answer:
        waiting(refusal(session, "context_window", input_arguments(session)))
        return
    tokens = [visible(str(token)) for token in answer["tokens"]]
    at = min(int(choice(session, AT, len(tokens) // 2)), len(tokens) - 1)
    if len(tokens) > 1:
        widget = choice_arguments(session, AT, at + 1, lambda place: _choose(session, place - 1))
        st.slider(_("Slide the window"), 1, len(tokens), at + 1, width=420, **widget)
    shades(
        "window",
        tokens=tokens,
        shares=answer["keep"].tolist(),
        chosen=at,
        words={
            "alt": _("The sentence, word by word, shaded by how probably each is kept."),
            "step": _("Word"),
            "share": _("kept with probability"),
            "hint": _("Click a word, or use the arrow keys: its window is told below."),
        },
        on_pick=lambda: _choose(session, int(st.session_state["window"]["pick"]["index"])),
    )
    dice = rolled(answer, int(choice(session, DRAW, 0)))
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(_sentence(dice, tokens, at))
        st.markdown(_pairs(answer, dice, tokens, at, of_family(session, Word2Vec).net.model))
    with right:
        _chances(answer, dice)


def _which(session: TrainingSession, count: int) -> None:
    """Draw the choice of a sentence of the corpus or the user's own, and a button for another draw."""
    again = lambda _value=None: refresh(session, question(session))  # noqa: E731
    source = choice_arguments(session, "window/source", choice(session, "window/source", "corpus"), again)
    names = list(SOURCES)
    st.segmented_control(_("Sentence"), names, format_func=lambda name: _(SOURCES[name]), required=True, **source)
    if choice(session, "window/source", "corpus") == "own":
        boxes(
            session,
            OWN,
            (_("Your sentence"),),
            typed_words(session, OWN, ("",)),
            again,
            width=420,
            longest=MAX_CHARACTERS,
        )
    else:
        number_choice(session, NUMBER, _("Number"), 1, count, 1, again, width=140)
    st.button(_("Other dice"), key="window/dice", icon=":material/casino:", on_click=lambda: _roll(session))
    if not of_family(session, Word2Vec).data.subsample:
        use = lambda: apply_settings(session, {"data.subsample": 1e-3})  # noqa: E731
        st.button(_("Turn sub-sampling on"), key="window/subsample", icon=":material/tune:", on_click=use)


def _choose(session: TrainingSession, place: int) -> None:
    session.selection.choices[AT] = place


def _roll(session: TrainingSession) -> None:
    session.selection.choices[DRAW] = int(choice(session, DRAW, 0)) + 1


def _sentence(dice: Rolled, tokens: list[str], at: int) -> str:
    """Return the sentence as Markdown, with the selected word, its context, and the dropped words marked."""
    context_words = {context for center, context in dice.pairs if center == at}
    return " ".join(_token(dice, plain(token), place, at, context_words) for place, token in enumerate(tokens))


def _token(dice: Rolled, token: str, place: int, at: int, context_words: set[int]) -> str:
    if not dice.kept[place]:
        return f"~~{token}~~"
    if place == at:
        return f":blue-background[**{token}**]"
    return f":orange-background[{token}]" if place in context_words else token


def _pairs(answer: Answer, dice: Rolled, tokens: list[str], at: int, model: str) -> str:
    """Return the pairs of the selected word as Markdown."""
    word, chance = plain(tokens[at]), float(answer["keep"][at])
    if answer["rows"][at] < 0:
        return _("**{word}** is not in the vocabulary: it comes up too seldom.", word=word)
    if not dice.kept[at]:
        return _(
            "**{word}** is left out this time; it is kept with probability {chance:.0%}.", word=word, chance=chance
        )
    context_words = [plain(tokens[context]) for center, context in dice.pairs if center == at]
    size = int(dice.sizes[at])
    if not context_words:
        return _("The window of **{word}** reaches {size} words to each side; nobody is in it.", word=word, size=size)
    heading = _("The window of **{word}** reaches {size} words to each side:", word=word, size=size)
    if model == "cbow":
        around = _(", ").join(context_words)
        return f"{heading}\n\n- ({around}) → {word}"
    return heading + "\n\n" + "\n".join(f"- {word} → {other}" for other in context_words)


def _chances(answer: Answer, dice: Rolled) -> None:
    """Draw the probability of each window size, how often it was drawn, and of each distance in the window."""
    sizes = [int(size) for size in answer["reach"]]
    names = [str(size) for size in sizes]
    draw_counts = [int((dice.sizes == size).sum()) for size in sizes]
    reached = answer["chance"][::-1].cumsum()[::-1]
    alt = _("Bars: how probably a word so many places away is in the window.")
    spec = charts.bars(_("Probability"), _("Places away"), description=alt, height=90 + 26 * len(sizes))
    chart(f"window/{len(sizes)}", spec, pa.table({"name": names, "value": reached.astype(np.float32)}))
    heads = [_("Size of the window"), _("probability"), _("drawn here")]
    rows = [
        [name, f"{chance:.0%}", str(count)]
        for name, chance, count in zip(names, answer["chance"].tolist(), draw_counts, strict=True)
        if chance
    ]
    st.markdown(table(heads, rows))
    st.caption(_("With these dice the sentence makes {pairs} pairs.", pairs=len(dice.pairs)))


WINDOW = Inspector(N_("Window"), question, window_panel)
