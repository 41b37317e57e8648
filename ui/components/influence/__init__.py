"""A text whose tokens are coloured by their influence on one of them: that one orange, strong ones blue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ui.components.library import encode, mount, parse_index


def influence(
    key: str,
    *,
    tokens: Sequence[str],
    shares: np.ndarray,
    at: int,
    words: Mapping[str, str],
    sources: Sequence[str] | None = None,
    after: str = "",
    later: bool = True,
    on_pick: Callable[[], None] | None = None,
) -> None:
    """Draw a text: token `at` in orange, the others grey at the mean share and blue above it.

    Args:
        key: Key of the widget.
        tokens: The tokens (T).
        shares: Shares (S), 0 to 1, for the orange token, or (T, S), a row for each token, shown while it is pointed at.
        at: The orange token.
        words: Labels `title`, `alt`, `hint`; `cell` with {symbol}, {share}, {written}; `heads`: position, token, share
            between "|"; with `sources` also `from` and `to`.
        sources: Another text (S) that the shares are about, drawn below; by default they are about the text itself.
        after: A token behind the end, which `at` may name as well.
        later: Whether tokens behind the orange one have not been read, and are faint.
        on_pick: Called when another token is selected; `parse_pick` reads which.
    """
    table = np.atleast_2d(np.nan_to_num(np.asarray(shares, np.float32)))
    data = {
        "tokens": list(tokens),
        "sources": None if sources is None else list(sources),
        "rows": len(table),
        "levels": encode(np.rint(np.clip(table, 0, 1) * 65535).astype("<u2")),
        "at": int(at),
        "after": after,
        "later": later and sources is None,
        "pickable": on_pick is not None,
        "words": dict(words),
    }
    mount("influence", key, data, on_pick_change=on_pick or (lambda: None))


def parse_pick(report: Any, most: int) -> int | None:
    """Return the position, below `most`, that the browser reports as clicked; None if the report is invalid."""
    return parse_index(report, "index", most)
