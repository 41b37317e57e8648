"""Words as points of a map, flat or deep: they move while a net learns, leave trails, and can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ui.components.library import mount
from ui.components.pictures import floats

LONGEST = 60  # characters of a word that was chosen or looked for


class Pick(NamedTuple):
    """The word a user chose, "" for none, and whether beside those chosen before."""

    word: str
    more: bool


def cloud(
    key: str,
    *,
    frame: str,
    step: int,
    names: Sequence[str],
    rows: Sequence[int],
    points: np.ndarray,
    counts: Sequence[int] | None,
    words: Mapping[str, str],
    chosen: Sequence[int] = (),
    near: Sequence[tuple[int, int, float]] = (),
    pairs: Sequence[tuple[int, int]] = (),
    groups: Sequence[int] | None = None,
    legend: Sequence[str] = (),
    axes: tuple[str, str] | None = None,
    on_pick: Callable[[], None] | None = None,
) -> None:
    """Draw the words `names` (N) at `points` (N, 2) or (N, 3). `parse_pick` reads which one a user chose.

    rows: the number of each word, by which it is known again in the next picture; frame and step: pictures of one
    frame, such as one run by one method, follow one another, and their words leave trails. A picture is turned to lie
    as the one before it, unless `axes` names what its directions mean. chosen: rows that stand out; near: two rows and
    their cosine, joined by a line; pairs: rows joined by a thin line; groups: for each word a number of the `legend`
    or -1. words: `title`, `alt`, `hint`, `word` with {word} and {count}, `cosine` with {word} and {value}, `find`,
    `closer`, `farther`, `fit`, `trails`, `heads` (word, count and group, divided by "|").
    """
    data = {
        "frame": frame,
        "step": step,
        "names": list(names),
        "rows": [int(row) for row in rows],
        "dims": int(points.shape[1]),
        "points": floats(np.nan_to_num(points, posinf=0.0, neginf=0.0)),
        "counts": None if counts is None else [int(count) for count in counts],
        "chosen": [int(row) for row in chosen],
        "near": [[int(one), int(other), round(float(value), 3)] for one, other, value in near],
        "pairs": [[int(one), int(other)] for one, other in pairs],
        "groups": None if groups is None else [int(group) for group in groups],
        "legend": list(legend),
        "axes": list(axes) if axes else None,
        "pickable": on_pick is not None,
        "words": dict(words),
    }
    mount("cloud", key, data, on_pick_change=on_pick or (lambda: None))


def parse_pick(said: Any) -> Pick | None:
    """Return what the browser says was chosen; None if it is no word."""
    if not isinstance(said, Mapping):
        return None
    word, more = said.get("word"), said.get("more")
    good = isinstance(word, str) and len(word) <= LONGEST and isinstance(more, bool)
    return Pick(word.strip(), more) if good else None  # type: ignore[union-attr,arg-type]
