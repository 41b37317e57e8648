"""The window over a sentence: which words are kept, how far each looks, and the pairs that come of it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.training.news import Watch
from ui import charts
from ui.bench import Bench
from ui.choice import choice, choosing
from ui.components.shades import shades
from ui.controls import turned
from ui.inspectors import Inspector
from ui.lexicon import Found, refresh
from ui.panels import answers, chart
from ui.symbols import visible
from ui.words import N_, _, plain

SOURCES = {"corpus": N_("From the text"), "own": N_("My own")}
AT, NUMBER, DRAW = "window/at", "window/number", "window/draw"
LONGEST = 300  # characters of an own sentence


def question(bench: Bench) -> Watch:
    """What to ask the net: about a sentence of the corpus or an own one, with these dice."""
    own = choice(bench, "window/source", "corpus") == "own"
    text = str(choice(bench, "window/text", "")).strip() if own else ""
    return {
        "windows": {"sentence": int(choice(bench, NUMBER, 1)) - 1, "text": text, "draw": int(choice(bench, DRAW, 0))}
    }


def window_panel(bench: Bench) -> None:
    """The sentence, the word whose window is looked at, its pairs, and the chances behind the dice."""
    found = answers(bench.run, "windows")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _which(bench, int(found["count"]) if found else 1)
    if not found:
        st.caption(_("Waiting for the net …"))
        return
    tokens = [visible(str(token)) for token in found["tokens"]]
    if not tokens:
        st.caption(_("There is no word in this."))
        return
    at = min(int(choice(bench, AT, len(tokens) // 2)), len(tokens) - 1)
    if len(tokens) > 1:
        slid = choosing(bench, AT, at + 1, lambda place: _choose(bench, place - 1))
        st.slider(_("Slide the window"), 1, len(tokens), width=420, **slid)
    shades(
        "window",
        symbols=tokens,
        shares=np.nan_to_num(found["keep"]).tolist(),
        chosen=at,
        words={
            "alt": _("The sentence, word by word, shaded by how probably each is kept."),
            "step": _("Word"),
            "share": _("kept with probability"),
            "hint": _("Click a word, or use the arrow keys: its window is told below."),
        },
        on_pick=lambda: _choose(bench, int(st.session_state["window"]["pick"]["index"])),
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(_sentence(found, tokens, at))
        st.markdown(_pairs(found, tokens, at, str(getattr(bench.experiment.net, "model", "skip-gram"))))
    with right:
        _chances(found)


def _which(bench: Bench, count: int) -> None:
    """A sentence of the corpus by its number, or an own one; and other dice."""
    again = lambda _value: refresh(bench, question(bench))  # noqa: E731
    source = choosing(bench, "window/source", choice(bench, "window/source", "corpus"), again)
    st.segmented_control(
        _("Sentence"), list(SOURCES), format_func=lambda name: _(SOURCES[name]), required=True, **source
    )
    if choice(bench, "window/source", "corpus") == "own":
        text = choosing(bench, "window/text", str(choice(bench, "window/text", "")), again)
        st.text_input(_("Your sentence"), max_chars=LONGEST, width=420, **text)
    else:
        number = choosing(bench, NUMBER, min(int(choice(bench, NUMBER, 1)), count), again)
        st.number_input(_("Number"), 1, count, width=140, **number)
    st.button(_("Other dice"), key="window/dice", icon=":material/casino:", on_click=lambda: _roll(bench))
    on = float(getattr(bench.experiment.data, "subsample", 0.0)) > 0
    if not on:
        use = lambda: turned(bench, {"data.subsample": 1e-3})  # noqa: E731
        st.button(_("Turn sub-sampling on"), key="window/subsample", icon=":material/tune:", on_click=use)


def _choose(bench: Bench, place: int) -> None:
    bench.choices[AT] = place


def _roll(bench: Bench) -> None:
    bench.choices[DRAW] = int(choice(bench, DRAW, 0)) + 1
    refresh(bench, question(bench))


def _sentence(found: Found, tokens: list[str], at: int) -> str:
    """The sentence with the window in it: the word bold, those it sees in colour, those left out struck through."""
    inside = {int(context) for center, context in found["pairs"].tolist() if center == at}
    return " ".join(_token(found, plain(token), place, at, inside) for place, token in enumerate(tokens))


def _token(found: Found, token: str, place: int, at: int, inside: set[int]) -> str:
    if place == at:
        return f":blue-background[**{token}**]"
    if place in inside:
        return f":orange-background[{token}]"
    gone = not found["known"][place] or not found["kept"][place]
    return f"~~{token}~~" if gone else token


def _pairs(found: Found, tokens: list[str], at: int, model: str) -> str:
    """What the window makes to learn from."""
    word = plain(tokens[at])
    if not found["known"][at]:
        return _("**{word}** is not in the vocabulary: it comes up too seldom.", word=word)
    if not found["kept"][at]:
        chance = float(found["keep"][at])
        return _(
            "**{word}** is left out this time; it is kept with probability {chance:.0%}.", word=word, chance=chance
        )
    seen = [plain(tokens[int(context)]) for center, context in found["pairs"].tolist() if center == at]
    size = int(found["sizes"][at])
    if not seen:
        return _("The window of **{word}** reaches {size} words to each side; nobody is in it.", word=word, size=size)
    said = _("The window of **{word}** reaches {size} words to each side:", word=word, size=size)
    if model == "cbow":
        return f"{said}\n\n- ({_(', ').join(seen)}) → {word}"
    return said + "\n\n" + "\n".join(f"- {word} → {other}" for other in seen)


def _chances(found: Found) -> None:
    """How probably a word so far away is seen, and what that makes of all pairs of the sentence."""
    reach = found["distances"]
    rows = {"name": [str(place + 1) for place in range(len(reach))], "value": reach.astype(np.float32)}
    alt = _("Bars: how probably a word so many places away is in the window.")
    spec = charts.bars(_("Probability"), _("Places away"), description=alt, height=70 + 20 * len(reach))
    chart(f"window/{len(reach)}", spec, pa.table(rows))
    sizes = found["sizes"][found["sizes"] > 0]
    drawn = _(", ").join(f"{size}: {int((sizes == size).sum())}" for size in sorted(set(sizes.tolist())))
    st.caption(
        _(
            "This sentence makes {pairs} pairs with these dice. Sizes of its windows, and how many have each: {sizes}.",
            pairs=len(found["pairs"]),
            sizes=drawn or "–",
        )
    )


WINDOW = Inspector(N_("Window"), question, window_panel)
