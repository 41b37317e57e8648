"""A heat map of attention: a row for each output token, a column for each source token; a row can be edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from ui.components.library import mount, parse_index
from ui.components.pictures import floats

MOST = 400  # weights of an edited row


class Edit(NamedTuple):
    """A row of weights that a user has set.

    Attributes:
        at: Index of the output token.
        weights: A weight for each token of the source.
    """

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
    """Draw the weights, and those of the selected row as bars below.

    Less obvious arguments:
        source: Tokens of the source (S).
        output: Tokens of the output (T).
        weights: Weights (T, S); None for a net without attention.
        words: Labels `title`, `alt`, `hint`, `edit`; `cell` with {output}, {source}, {weight}; `bars` with {output};
            and `heads`: output token, its number, source token, its number, weight between "|".
        right: Which output tokens are correct (T).
        marked: Rows that stand out.
        chosen: The selected row.
        row: Weights (S) of that row as a user has set them.
        line: The expected alignment, as cells (column, row) to connect.
        on_pick: Called when a row is selected; `parse_pick` reads which.
        on_edit: Called when the bars are edited by dragging or typing; `parse_edit` reads how.
        thin: Whether names of the source that do not fit may be left out, because they are numbers in order.
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


def parse_pick(report: Any) -> int | None:
    """Return the output token that the browser reports as clicked; None if the report is invalid."""
    return parse_index(report, "at", 10**4)


def parse_edit(report: Any) -> Edit | None:
    """Return the weights that the browser reports; None if the report is invalid."""
    at = parse_pick(report)
    weights = report.get("weights") if isinstance(report, Mapping) else None
    if at is None or not isinstance(weights, list) or not 0 < len(weights) <= MOST:
        return None
    numbers = [value for value in weights if type(value) in (int, float) and isfinite(value) and 0 <= value <= 1]
    return Edit(at, tuple(map(float, numbers))) if len(numbers) == len(weights) else None
