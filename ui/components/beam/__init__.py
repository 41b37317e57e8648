"""The tree that beam search has looked through: kept paths are strong, those that were given up are faint."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ui.components.library import mount
from ui.components.pictures import floats

Numbers = Sequence[float] | np.ndarray


def beam(
    key: str,
    *,
    tokens: Sequence[str],
    parents: Sequence[int],
    depths: Sequence[int],
    logs: Numbers,
    totals: Numbers,
    kept: Sequence[bool],
    finished: Sequence[bool],
    words: Mapping[str, str],
    best: Sequence[int] = (),
    greedy: Sequence[int] = (),
    joint: str = "",
    chosen: int | None = None,
    on_pick: Callable[[], None] | None = None,
) -> None:
    """Draw the tree, one entry of each list a node (M). parents: -1 for none; depths: the place in the answer, from 0.

    logs: the log-probability of the symbol after what stands before it; totals: their sum along the path. best, greedy:
    the nodes of the path that won, and of the greedy one. joint: what stands between two symbols in words. chosen: the
    node that a user is at; with `on_pick` a click or the Enter key chooses another, told as `picked` says. words:
    `title`, `alt`, `hint`, `node` with {text}, {log}, {chance}, {total} and {state}, the states `kept`, `pruned`,
    `finished` and `best`, the legend `best`, `greedy`, and `heads`: path, symbol, place, log, total, state between "|".
    """
    data = {
        "tokens": list(tokens),
        "parents": [int(each) for each in parents],
        "depths": [int(each) for each in depths],
        "logs": floats(np.nan_to_num(np.asarray(logs, np.float32), neginf=-99.0)),
        "totals": floats(np.nan_to_num(np.asarray(totals, np.float32), neginf=-99.0)),
        "kept": [bool(each) for each in kept],
        "finished": [bool(each) for each in finished],
        "best": [int(each) for each in best],
        "greedy": [int(each) for each in greedy],
        "joint": joint,
        "words": dict(words),
        "chosen": chosen,
        "pickable": on_pick is not None,
    }
    mount("beam", key, data, on_pick_change=on_pick or (lambda: None))


def parse_pick(said: Any) -> int | None:
    """Return the node that the browser says was clicked; None if it is not one."""
    node = said.get("node") if isinstance(said, Mapping) else None
    return node if type(node) is int and 0 <= node < 10**5 else None
