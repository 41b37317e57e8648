"""Where the nodes of a graph are drawn: in columns from left to right, near to what they are joined with."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

SWEEPS = 6


def placed(inputs: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """Column and row of every node; `inputs` are those of each node, which come before it.

    A node stands one column right of the last of its inputs; one without inputs just left of its first user.
    """
    columns = _columns(inputs)
    joined: list[list[int]] = [list(each) for each in inputs]
    for at, each in enumerate(inputs):
        for child in each:
            joined[child].append(at)
    members = [[at for at, column in enumerate(columns) if column == number] for number in range(max(columns) + 1)]
    rows = [0.0] * len(inputs)
    for nodes in members:
        _spread(nodes, rows)
    for sweep in range(SWEEPS):
        for nodes in members if sweep % 2 == 0 else reversed(members):
            for at in nodes:
                near = [rows[other] for other in joined[at]]
                rows[at] = sum(near) / len(near) if near else rows[at]
            nodes.sort(key=lambda at: (rows[at], at))
            _spread(nodes, rows)
    least = min(rows)
    return [(column, row - least) for column, row in zip(columns, rows, strict=True)]


def _columns(inputs: Sequence[Sequence[int]]) -> list[int]:
    columns = [0] * len(inputs)
    for at, each in enumerate(inputs):
        columns[at] = 1 + max((columns[child] for child in each), default=-1)
    first = [len(inputs)] * len(inputs)  # column of the first user
    for at, each in enumerate(inputs):
        for child in each:
            first[child] = min(first[child], columns[at])
    return [
        column if each or first[at] == len(inputs) else first[at] - 1
        for at, (column, each) in enumerate(zip(columns, inputs, strict=True))
    ]


def _spread(nodes: Sequence[int], rows: list[float]) -> None:
    """Move the nodes of a column apart, in their order, so that each has a row, and as little as can be."""
    middle = sum(rows[at] for at in nodes) / len(nodes)
    for before, at in pairwise(nodes):
        rows[at] = max(rows[at], rows[before] + 1.0)
    shift = middle - sum(rows[at] for at in nodes) / len(nodes)
    for at in nodes:
        rows[at] += shift
