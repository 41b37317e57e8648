"""Where a graph is drawn: nodes in columns from left to right, and the way of each line that passes a column by."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

SWEEPS = 8
LINE = 0.4  # of a row: the room of a line that passes between nodes

Place = tuple[int, float]  # column and row


class Layout(NamedTuple):
    """The place of every node, and for each of its inputs the places that the line from there goes through."""

    nodes: list[Place]
    ways: list[list[list[Place]]]


def placed(inputs: Sequence[Sequence[int]]) -> Layout:
    """`inputs` are those of each node, which come before it.

    A node stands one column right of the last of its inputs; one without inputs just left of its first user. Where a
    line passes columns by it has a place in each, which all lines from the same node share.
    """
    columns = _columns(inputs)
    passing = {
        (child, column): len(inputs) + at
        for at, (child, column) in enumerate(
            sorted({(c, n) for at, each in enumerate(inputs) for c in each for n in range(columns[c] + 1, columns[at])})
        )
    }
    joined: list[list[int]] = [[] for _ in range(len(inputs) + len(passing))]
    ways = [[[*_way(child, columns[child], columns[at], passing)] for child in each] for at, each in enumerate(inputs)]
    for at, each in enumerate(inputs):
        for child, way in zip(each, ways[at], strict=True):
            for left, right in pairwise((child, *way, at)):
                joined[left].append(right)
                joined[right].append(left)
    columns += [column for _child, column in passing]
    rows = _rows(columns, joined, len(inputs))
    places = list(zip(columns, rows, strict=True))
    return Layout(places[: len(inputs)], [[[places[one] for one in way] for way in each] for each in ways])


def _way(child: int, first: int, last: int, passing: dict[tuple[int, int], int]) -> list[int]:
    return [passing[child, column] for column in range(first + 1, last)]


def _columns(inputs: Sequence[Sequence[int]]) -> list[int]:
    columns = [0] * len(inputs)
    for at, each in enumerate(inputs):
        columns[at] = 1 + max((columns[child] for child in each), default=-1)
    users = [[columns[at] for at, each in enumerate(inputs) if node in each] for node in range(len(inputs))]
    return [
        column if each or not found else min(found) - 1
        for column, each, found in zip(columns, inputs, users, strict=True)
    ]


def _rows(columns: Sequence[int], joined: Sequence[Sequence[int]], nodes: int) -> list[float]:
    """A row for each, near the middle of what it is joined with; those from `nodes` on are only lines."""
    rows = [0.0] * len(columns)
    members = [[at for at, column in enumerate(columns) if column == number] for number in range(max(columns) + 1)]
    sizes = [1.0 if at < nodes else LINE for at in range(len(columns))]
    for each in members:
        _spread(each, rows, sizes)
    for sweep in range(SWEEPS):
        for each in members if sweep % 2 == 0 else reversed(members):
            for at in each:
                near = [rows[other] for other in joined[at]]
                rows[at] = sum(near) / len(near) if near else rows[at]
            each.sort(key=lambda at: (rows[at], at))
            _spread(each, rows, sizes)
    least = min(rows)
    return [row - least for row in rows]


def _spread(nodes: Sequence[int], rows: list[float], sizes: Sequence[float]) -> None:
    """Move the members of a column apart, in their order, so that each has its room, and as little as can be."""
    middle = sum(rows[at] for at in nodes) / len(nodes)
    for before, at in pairwise(nodes):
        rows[at] = max(rows[at], rows[before] + (sizes[before] + sizes[at]) / 2)
    shift = middle - sum(rows[at] for at in nodes) / len(nodes)
    for at in nodes:
        rows[at] += shift
