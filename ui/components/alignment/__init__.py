"""Where a decoder looks: a heat map of each output symbol over the symbols of the source; a row can be edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from ui.components.library import mount
from ui.components.pictures import floats

MOST = 400  # weights of an edited row


class Edit(NamedTuple):
    """A row as a user wants it: its place, and a weight for each symbol of the source."""

    at: int
    weights: tuple[float, ...]


def alignment(
    key: str,
    *,
    source: Sequence[str],
    output: Sequence[str],
    weights: np.ndarray | None,
    words: Mapping[str, str],
    right: Sequence[bool] | None = None,
    marked: Sequence[int] = (),
    chosen: int | None = None,
    row: Sequence[float] | None = None,
    line: Sequence[tuple[float, float]] = (),
    on_pick: Callable[[], None] | None = None,
    on_edit: Callable[[], None] | None = None,
    thin: bool = False,
) -> None:
    """Draw the weights (T, S): a row for each output symbol, a column for each of the source; None: there are none.

    right (T): which output symbols are so. marked: output symbols that stand out. chosen: the row in focus, its weights
    are drawn as bars below. row (S): the weights of that row as a user has set them; with `on_edit` the bars can be
    dragged and typed. line: the alignment that is expected, as places (column, row) to be joined. thin: names of the
    source that do not fit side by side are left out, where they are numbers in order. words: `title`,
    `alt`, `hint`, `cell` with {output}, {source}, {weight}, `bars` with {output}, `edit`, and `heads`: output symbol,
    its number, source symbol, its number, weight between "|".
    """
    shown = np.zeros((0, len(source)), np.float32) if weights is None else np.nan_to_num(np.asarray(weights))
    data = {
        "source": list(source),
        "output": list(output),
        "weights": floats(shown) if shown.size else "",
        "right": None if right is None else [bool(each) for each in right],
        "marked": [int(each) for each in marked],
        "chosen": chosen,
        "row": None if row is None else [float(each) for each in row],
        "line": [[float(x), float(y)] for x, y in line],
        "pickable": on_pick is not None,
        "editable": on_edit is not None,
        "thin": thin,
        "words": dict(words),
    }
    callbacks = {"on_pick_change": on_pick or (lambda: None), "on_edit_change": on_edit or (lambda: None)}
    mount("alignment", key, data, **callbacks)


def parse_pick(said: Any) -> int | None:
    """Return the output token that the browser says was clicked; None if it is not one."""
    at = said.get("at") if isinstance(said, Mapping) else None
    return at if type(at) is int and 0 <= at < 10**4 else None


def parse_edit(said: Any) -> Edit | None:
    """Return the row of weights that the browser says was set; None if it is not one."""
    at = parse_pick(said)
    weights = said.get("weights") if isinstance(said, Mapping) else None
    if at is None or not isinstance(weights, list) or not 0 < len(weights) <= MOST:
        return None
    numbers = [value for value in weights if type(value) in (int, float) and isfinite(value) and 0 <= value <= 1]
    return Edit(at, tuple(map(float, numbers))) if len(numbers) == len(weights) else None
