"""A text as coloured tokens, the merges of byte-pair encoding to step through, and a one-hot row times a matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nets.datasets.text.bpe import Encoding
from nets.studies.tokens.tokenization import TokenizedText
from ui.components.library import encode, mount, parse_index
from ui.components.pictures import floats


def ints(values: Any) -> str:
    """Return whole numbers as text: int32, little-endian."""
    return encode(np.ascontiguousarray(values, dtype="<i4"))


def tokens(
    key: str,
    part: TokenizedText,
    *,
    words: Mapping[str, str],
    times: np.ndarray | None = None,
    unknowns: bool = False,
    chosen: int | None = None,
    on_pick: Callable[[], None] | None = None,
) -> None:
    """Draw a part of a text in its tokens.

    Args:
        key: Key of the widget.
        part: The part of the text.
        words: Labels `alt`, `hint`, `id`, `bytes`, `times`, `unknown`, `gap`, `token`.
        times: How often each of the tokens occurs in the whole text.
        unknowns: Whether id 0 stands for unknown tokens.
        chosen: The selected id.
        on_pick: Called when a token is selected; `parse_pick` reads its id.
    """
    data = {
        "content": encode(part.content),
        "ends": ints(part.ends),
        "ids": ints(part.ids),
        "times": "" if times is None else ints(times),
        "unknowns": unknowns,
        "chosen": chosen,
        "pickable": on_pick is not None,
        "words": dict(words),
    }
    mount("tokens", key, data, on_pick_change=on_pick or (lambda: None))


def parse_pick(report: Any) -> int | None:
    """Return the id that the browser reports as selected; None if the report is invalid."""
    return parse_index(report, "id", 10**7)


def merging(
    key: str,
    part: TokenizedText,
    encoding: Encoding,
    gone: np.ndarray,
    total: int,
    *,
    name: str,
    words: Mapping[str, str],
) -> None:
    """Draw the merges of an encoding, played and stepped through in the browser alone.

    Args:
        key: Key of the widget.
        part: The part of the text that is drawn.
        encoding: The encoding.
        gone: For each byte of the part the merge that removes the border after it.
        total: Bytes of the whole text.
        name: Changes with all of this.
        words: Labels, see `ui.panels.tokens.merges`.
    """
    merges = np.array(encoding.merges, np.int32).reshape(-1, 5)
    data = {
        "content": encode(part.content),
        "gone": ints(gone),
        "pairs": ints(merges[:, :2]),
        "made": ints(merges[:, 2]),
        "counts": ints(merges[:, 3]),
        "done": ints(merges[:, 4]),
        "total": total,
        "name": name,
        "words": dict(words),
    }
    mount("merging", key, data)


def lookup(
    key: str,
    *,
    size: int,
    id: int,
    rows: Sequence[int],
    tokens: Sequence[str],
    values: np.ndarray,
    product: np.ndarray,
    words: Mapping[str, str],
) -> None:
    """Draw a one-hot row, and its product with a matrix.

    Args:
        key: Key of the widget.
        size: Length of the one-hot row.
        id: Position of its 1.
        rows: Ids of the drawn rows of the matrix (n).
        tokens: Their tokens (n).
        values: These rows (n, D).
        product: The product (D).
        words: Labels `alt`, `token`, `id`, `hot`, `matrix`, `product`.
    """
    data = {
        "size": size,
        "id": id,
        "rows": list(rows),
        "tokens": list(tokens),
        "values": floats(values),
        "product": floats(product),
        "words": dict(words),
    }
    mount("lookup", key, data)
