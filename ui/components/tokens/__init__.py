"""A text as coloured tokens, the merges of byte-pair encoding to step through, and a one-hot row times a matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nets.datasets.text.bpe import Encoding
from nets.studies.tokens.tokenization import TokenizedText
from ui.components.library import encode, mount
from ui.components.pictures import floats


def ints(values: Any) -> str:
    """Whole numbers as text: int32, little-endian."""
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
    """Draw a part of a text in its tokens. `picked` tells which id a user chose.

    times: how often each of the tokens is in the whole text. unknowns: id 0 stands for what is unknown. words: `alt`,
    `hint`, `id`, `bytes`, `times`, `unknown`, `gap` and `token`.
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


def parse_pick(said: Any) -> int | None:
    """Return the id that the browser says was chosen; None if it is not one."""
    id = said.get("id") if isinstance(said, Mapping) else None
    return id if type(id) is int and 0 <= id < 10**7 else None


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
    """Draw the merges of an encoding, to be played and stepped through in the browser alone.

    gone: for each byte of the part the merge that removes the border after it. total: bytes of the whole text. name:
    changes with all of this. words: see `ui.panels.tokens.merges`.
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
    """Draw a one-hot row of `size` with its 1 at `id`, and its product with a matrix.

    Shown are some rows of the matrix (n, D) with their ids and tokens, and the product (D). words: `alt`, `token`,
    `id`, `hot`, `matrix`, `product`.
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
