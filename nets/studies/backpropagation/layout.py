"""Lay out a graph: nodes in columns from left to right, and the route of each line past other columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

SWEEPS = 8
LINE_HEIGHT = 0.4  # of a row: the room of a line that passes between nodes

Position = tuple[int, float]  # column and row


class Layout(NamedTuple):
    """Positions of a drawn graph.

    Attributes:
        nodes: Position of each node.
        routes: For each node and each of its inputs, the positions that the line between them goes through.
    """

    nodes: list[Position]
    routes: list[list[list[Position]]]


def layout_graph(inputs: Sequence[Sequence[int]]) -> Layout:
    """Lay out a graph.

    A node is one column right of its rightmost input; a node without inputs is just left of its first user. A line that
    passes columns has a position in each, which all lines from the same node share.

    Args:
        inputs: The inputs of each node, which come before it.
    """
    columns = _columns(inputs)
    passing = {
        (child, column): len(inputs) + offset
        for offset, (child, column) in enumerate(
            sorted(
                {(c, n) for node, each in enumerate(inputs) for c in each for n in range(columns[c] + 1, columns[node])}
            )
        )
    }
    neighbours: list[list[int]] = [[] for _ in range(len(inputs) + len(passing))]
    routes = [
        [[*_route(child, columns[child], columns[node], passing)] for child in each] for node, each in enumerate(inputs)
    ]
    for node, each in enumerate(inputs):
        for child, route in zip(each, routes[node], strict=True):
            for left, right in pairwise((child, *route, node)):
                neighbours[left].append(right)
                neighbours[right].append(left)
    columns += [column for _child, column in passing]
    rows = _rows(columns, neighbours, len(inputs))
    positions = list(zip(columns, rows, strict=True))
    return Layout(positions[: len(inputs)], [[[positions[one] for one in route] for route in each] for each in routes])


def _route(child: int, first: int, last: int, passing: dict[tuple[int, int], int]) -> list[int]:
    return [passing[child, column] for column in range(first + 1, last)]


def _columns(inputs: Sequence[Sequence[int]]) -> list[int]:
    columns = [0] * len(inputs)
    for node, each in enumerate(inputs):
        columns[node] = 1 + max((columns[child] for child in each), default=-1)
    users = [[columns[user] for user, each in enumerate(inputs) if node in each] for node in range(len(inputs))]
    return [
        column if node_inputs or not node_users else min(node_users) - 1
        for column, node_inputs, node_users in zip(columns, inputs, users, strict=True)
    ]


def _rows(columns: Sequence[int], neighbours: Sequence[Sequence[int]], node_count: int) -> list[float]:
    """Return a row for each, near the mean of its neighbours; those from `node_count` on are lines."""
    rows = [0.0] * len(columns)
    members = [[node for node, column in enumerate(columns) if column == number] for number in range(max(columns) + 1)]
    sizes = [1.0 if node < node_count else LINE_HEIGHT for node in range(len(columns))]
    for each in members:
        _spread(each, rows, sizes)
    for sweep in range(SWEEPS):
        for each in members if sweep % 2 == 0 else reversed(members):
            for node in each:
                near = [rows[other] for other in neighbours[node]]
                rows[node] = sum(near) / len(near) if near else rows[node]
            each.sort(key=lambda node: (rows[node], node))
            _spread(each, rows, sizes)
    least = min(rows)
    return [row - least for row in rows]


def _spread(nodes: Sequence[int], rows: list[float], sizes: Sequence[float]) -> None:
    """Move the members of a column apart in their order, as little as possible, until none overlap."""
    middle = sum(rows[node] for node in nodes) / len(nodes)
    for before, node in pairwise(nodes):
        rows[node] = max(rows[node], rows[before] + (sizes[before] + sizes[node]) / 2)
    shift = middle - sum(rows[node] for node in nodes) / len(nodes)
    for node in nodes:
        rows[node] += shift
