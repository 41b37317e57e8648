"""Semantic axes: two pairs of words give two directions, and every word is drawn by how far it lies along each."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.training.news import Watch
from ui.bench import Bench
from ui.choice import choice, choosing
from ui.components import cloud as element
from ui.inspectors import Inspector
from ui.lexicon import LONGEST, Found, looked_at, refresh, vocabulary
from ui.neighbours import unknown
from ui.panels import answers
from ui.symbols import visible
from ui.word_map import map_words, marks, picked
from ui.words import N_, _

ENDS = ("across/from", "across/to", "up/from", "up/to")
STARTS = {
    ("world", "en"): ("king", "queen", "france", "paris"),
    ("world", "zh"): ("国王", "王后", "法国", "巴黎"),
}


def ends(bench: Bench) -> tuple[str, ...]:
    """The four words: from and to of the axis across, from and to of the axis up."""
    data = bench.experiment.data
    start = STARTS.get((getattr(data, "name", ""), getattr(data, "language", "en"))) or _any(vocabulary(bench))
    return tuple(str(choice(bench, f"axes/{end}", word)) for end, word in zip(ENDS, start, strict=True))


def _any(words: list[str]) -> tuple[str, ...]:
    """Four words of the net at hand, none before it has told them."""
    return tuple(words[len(words) * part // 8] for part in (1, 2, 3, 4)) if len(words) > 8 else ("",) * 4


def question(bench: Bench) -> Watch:
    """What to ask the net, once there are four words."""
    a, b, c, d = (word.strip() for word in ends(bench))
    return {"axes": {"pairs": ((a, b), (c, d))}} if a and b and c and d else {}


def meanings_panel(bench: Bench) -> None:
    """Four words to type, and the map along them."""
    labels = (_("Left"), _("right"), _("Below"), _("above"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for end, label, word in zip(ENDS, labels, ends(bench), strict=True):
            typed = choosing(bench, f"axes/{end}", word, lambda _word: refresh(bench, question(bench)))
            st.text_input(label, max_chars=LONGEST, width=150, **typed)
    found = answers(bench.run, "axes")
    if not question(bench):
        st.caption(_("Type four words: two give the direction across, two the direction up."))
    elif not found:
        st.caption(_("Waiting for the net …"))
    elif not unknown(found):
        _map(bench, found)


def _map(bench: Bench, found: Found) -> None:
    left, right, below, above = (visible(word) for word in ends(bench))
    rows = found.get("rows", np.arange(len(found["words"])))
    element.cloud(
        "axes",
        frame=f"{bench.run.id}/{'/'.join(ends(bench))}",
        step=bench.run.look.index if bench.run.look else 0,
        **marks(dict(found) | {"rows": rows}, looked_at(bench), {}),
        axes=(f"{left} → {right}", f"{below} → {above}"),
        words=map_words(_("Words along two meanings"), len(rows)),
        on_pick=lambda: picked(bench, "axes"),
    )
    st.caption(
        _(
            "How far each vector reaches along the difference of each two words. Words of one kind side by side, and "
            "at the same distance as the pair that gives the direction: then the net has learnt that difference."
        )
    )


MEANINGS = Inspector(N_("Semantic axes"), question, meanings_panel)
