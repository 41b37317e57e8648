"""Keep the tree of continuations that a user tries token by token; torch-free."""

from __future__ import annotations

from dataclasses import dataclass

START = -1  # stands for the root, the prompt
MAX_NODES = 300


@dataclass(frozen=True)
class TreeNode:
    """A token after the node `parent`.

    Attributes:
        parent: Index of the node before it; START for the first token.
        id: Id of the token.
        token: The token as text.
        log_prob: Logarithm of its probability.
        total: Sum of the logarithms from the root to here.
        depth: Number of nodes before it.
    """

    parent: int
    id: int
    token: str
    log_prob: float
    total: float
    depth: int


class TokenTree:
    """The nodes, and the index of the current one."""

    def __init__(self) -> None:
        self.nodes: list[TreeNode] = []
        self.current = START

    @property
    def path(self) -> list[int]:
        """The nodes from the root to the current one."""
        path: list[int] = []
        node = self.current
        while node != START:
            path.append(node)
            node = self.nodes[node].parent
        return path[::-1]

    @property
    def ids(self) -> tuple[int, ...]:
        """The token ids from the root to the current node."""
        return tuple(self.nodes[node].id for node in self.path)

    def append(self, id: int, token: str, log_prob: float) -> None:
        """Append a token to the current node, or go to it if it was tried before."""
        for index, node in enumerate(self.nodes):
            if node.parent == self.current and node.id == id:
                self.current = index
                return
        if len(self.nodes) < MAX_NODES:
            parent = self.nodes[self.current] if self.current != START else TreeNode(START, -1, "", 0.0, 0.0, -1)
            total, depth = parent.total + log_prob, parent.depth + 1
            self.nodes.append(TreeNode(self.current, id, token, log_prob, total, depth))
            self.current = len(self.nodes) - 1

    def rewind(self) -> None:
        """Go back by one token; its branch stays."""
        if self.current != START:
            self.current = self.nodes[self.current].parent

    def select(self, node: int) -> None:
        """Go to a node of the tree."""
        if START <= node < len(self.nodes):
            self.current = node
