"""Where a captioner looks at each word: the strip with attention over it, and the words that were likely."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.captioner.examples import END
from nets.data.strips import BETWEEN
from ui.bench import Bench
from ui.caption import asked, caption, focus, look_at, made, told
from ui.components.gaze import gaze, read_pick
from ui.components.maps import maps
from ui.components.pictures import inked
from ui.words import _

Found = dict[str, np.ndarray]


def question(bench: Bench) -> dict[str, dict[str, Any]]:
    """What to ask the net for the strip."""
    return {"caption": asked(bench)}


def sentence(bench: Bench, words: list[str]) -> str:
    """A caption as people write it, without the sign of its end."""
    return BETWEEN[made(bench).data.language].join(word for word in words if word != END)


def look(bench: Bench) -> None:
    """The strip, what the net writes below it, and where it looks."""
    found = told(bench)
    if not found:
        st.caption(_("Waiting for the net …"))
        return
    output, target = found["output"].tolist(), found["target"].tolist()
    st.markdown(_says(bench, output, target, bool(found["right"])))
    draw(
        bench,
        "gaze",
        found,
        chosen=focus(bench),
        right=[at < len(target) and word == target[at] for at, word in enumerate(output)] if target else None,
        on_pick=lambda: _picked(bench, "gaze"),
    )


def _says(bench: Bench, output: list[str], target: list[str], right: bool) -> str:
    """What the net writes, and what is true where that is known."""
    words = _("The net writes **{caption}**", caption=sentence(bench, output) or _("nothing"))
    if END not in output:
        words += " …"
    if not target:
        return words
    mark = "✓" if right else "✗"
    return f"{words} {mark} · " + _("true: {wanted}", wanted=sentence(bench, target))


def draw(bench: Bench, key: str, found: Found, before: str = "", **more: Any) -> None:
    """The element with strip and words; `before` is how the names of the answer begin."""
    experiment = made(bench)
    weights = found.get(f"{before}weights")
    output = found["changed" if before else "output"].tolist()
    words = {
        "alt": _("The strip, and where the net looks at each word: {words}", words=sentence(bench, output)),
        "hint": _("Point at a place to read how much of the look it has."),
        "play": _("Word by word"),
        "pause": _("Pause"),
        "look": _("“{word}”, {chance} sure. Most of the look, {weight}, is at row {row}, column {column}."),
        "blind": _("“{word}”, {chance} sure. This net has no attention."),
        "place": _("Row {row}, column {column}: {weight} of the look at “{word}”."),
        "right": _("right"),
        "wrong": _("wrong"),
        "row": _("row"),
        "column": _("column"),
    }
    gaze(
        key,
        image=inked(found["image"][None], 1.0),
        output=output,
        chances=found[f"{before}chances"].tolist(),
        weights=weights,
        cell=2 ** len(experiment.blocks),
        words=words,
        **more,
    )


def _picked(bench: Bench, key: str) -> None:
    """A word was chosen in the element."""
    at = read_pick(st.session_state[key]["pick"])
    if at is not None:
        look_at(bench, at)


def likely(bench: Bench) -> None:
    """The words that were likeliest in the place of the one in focus."""
    found = told(bench)
    if not found:
        return
    at, target = focus(bench), found["target"].tolist()
    bars(f"likely/{caption(bench).source}", found["likely"][at], found["likely_chances"][at], at, target)


def bars(key: str, names: np.ndarray, chances: np.ndarray, at: int, target: list[str], title: str = "") -> None:
    """Likely words at place `at` as bars, the true one marked."""
    words, values = names.tolist(), np.nan_to_num(chances).tolist()
    wanted = target[at] if at < len(target) else None
    head = {
        "title": title or _("Likely as word {number}", number=at + 1),
        "note": "",
        "names": words,
        "values": values,
        "truth": words.index(wanted) if wanted in words else None,
        "true": _("the true word"),
    }
    said = {"alt": head["title"], "map": "", "row": _("row"), "column": _("column")}
    maps(key, image=None, blocks=[], head=head, words=said)
