"""Words as points in two or three dimensions: they move while a net learns, leave trails, and can be selected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ui.components.library import mount
from ui.components.pictures import floats

LONGEST = 60  # characters of a word that was chosen or looked for


class Pick(NamedTuple):
    """The word a user selected, "" for none, and whether it is added to the selection."""

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
    """Draw words as points.

    Less obvious arguments:
        frame: What successive maps share, such as run and method: their words leave trails, and each map is rotated to
            fit the one before.
        rows: Number of each word (N), which identifies it in the next map.
        counts: How often each word occurs (N); None if unknown.
        words: Labels `title`, `alt`, `hint`, `find`, `closer`, `farther`, `fit`, `trails`; `word` with {word}, {count};
            `cosine` with {word}, {value}; and `heads`: word, count, group between "|".
        near: Lines: two rows and their cosine.
        groups: For each word a number of the `legend`, or -1.
        axes: Meanings of the two directions; then the map is not rotated.
        on_pick: Called when a word is selected; `parse_pick` reads which.
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


def parse_pick(report: Any) -> Pick | None:
    """Return what the browser reports as selected; None if the report is invalid."""
    if not isinstance(report, Mapping):
        return None
    word, more = report.get("word"), report.get("more")
    good = isinstance(word, str) and len(word) <= LONGEST and isinstance(more, bool)
    return Pick(word.strip(), more) if good else None  # type: ignore[union-attr,arg-type]
