"""A tree of continuations that were tried, one symbol after the other: forced, drawn, rewound, branched. torch-free."""

from __future__ import annotations

from dataclasses import dataclass

START = -1  # where nothing has been written yet
MOST = 300  # nodes


@dataclass(frozen=True)
class Node:
    """A symbol that was put after the node `parent`: its number and name, and the logarithm of its chance."""

    parent: int
    id: int
    symbol: str
    log: float
    total: float
    depth: int


class Walk:
    """The tree, and the node `at` which a person stands."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.at = START

    @property
    def way(self) -> list[int]:
        """The nodes from the start to here."""
        found: list[int] = []
        at = self.at
        while at != START:
            found.append(at)
            at = self.nodes[at].parent
        return found[::-1]

    @property
    def ids(self) -> tuple[int, ...]:
        """The symbols from the start to here."""
        return tuple(self.nodes[at].id for at in self.way)

    def go(self, id: int, symbol: str, log: float) -> None:
        """Write a symbol here: a branch that was tried before is taken again."""
        for number, node in enumerate(self.nodes):
            if node.parent == self.at and node.id == id:
                self.at = number
                return
        if len(self.nodes) < MOST:
            here = self.nodes[self.at] if self.at != START else Node(START, -1, "", 0.0, 0.0, -1)
            self.nodes.append(Node(self.at, id, symbol, log, here.total + log, here.depth + 1))
            self.at = len(self.nodes) - 1

    def rewind(self) -> None:
        """Take the last symbol back; the branch stays to be gone again."""
        if self.at != START:
            self.at = self.nodes[self.at].parent

    def jump(self, number: int) -> None:
        """Stand at a node that was tried."""
        if START <= number < len(self.nodes):
            self.at = number
