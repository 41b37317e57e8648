"""The tree of a beam search: kept paths are strong, pruned ones are faint."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ui.components.library import mount, parse_index
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
    """Draw the tree; the lists have an entry for each of its M nodes.

    Less obvious arguments:
        parents: The node before each; -1 for none.
        depths: Position in the output, from 0.
        logs: Log-probability of the token after the tokens before it.
        totals: Sum of the log-probabilities along the path.
        kept: Whether the search continued from the node.
        finished: Whether the node ends an output.
        words: Labels `title`, `alt`, `hint`; `node` with {text}, {log}, {chance}, {total}, {state}; the states `kept`,
            `pruned`, `finished`, `best`; the legend `best`, `greedy`; and `heads`: path, token, position, log, total,
            state between "|".
        best: Nodes of the winning path.
        greedy: Nodes of the greedy path.
        joint: What stands between two tokens of a text.
        on_pick: Called when a node is selected; `parse_pick` reads which.
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


def parse_pick(report: Any) -> int | None:
    """Return the node that the browser reports as clicked; None if the report is invalid."""
    return parse_index(report, "node", 10**5)
