"""A text whose tokens are coloured by how much they count for one of them: that one orange, strong ones blue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ui.components.library import encode, mount


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
    """Draw a text: symbol `at` in orange, the others by their share, 0 to 1: grey like the mean, blue above it.

    shares: (S,) for the symbol in orange, or (T, S), a row for each symbol, which is shown where one is pointed at.
    sources: another text (S) that the shares are about, drawn below; else they are about the text itself. after: a
    symbol behind the end, which `at` may name as well. later: symbols behind the orange one have not been read, and are
    faint. With `on_pick` a click or the arrow keys choose another symbol. words: `title`, `alt`, `hint`, `cell` with
    {symbol}, {share}, {written}, and `heads`: place, symbol, share between "|"; with `sources` also `from` and `to`.
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


def parse_pick(said: Any, most: int) -> int | None:
    """Return the position, below `most`, that the browser says was clicked; None if it is none."""
    at = said.get("index") if isinstance(said, Mapping) else None
    return at if type(at) is int and 0 <= at < most else None
