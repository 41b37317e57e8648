"""A computation graph: nodes with value and gradient, from the inputs on the left to the output on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any, NamedTuple

from ui.components.library import mount

LARGEST = 1e12  # of a number that is put in


@dataclass(frozen=True)
class Node:
    """What is drawn of a node. A value or gradient that is not known yet is None.

    sign: what it does with its `inputs`; row may be a fraction; ways: for each input the places (column, row) that the
    line from there passes; locals: for each input the slope there, once known.
    """

    name: str
    sign: str
    inputs: tuple[int, ...]
    column: int
    row: float
    value: float | None
    gradient: float | None
    ways: Sequence[Sequence[tuple[int, float]]] = ()
    locals: tuple[float | None, ...] = ()
    frozen: bool = False
    bare: bool = False  # a number, which has no name and no gradient
    editable: bool = False


class Edit(NamedTuple):
    """A number that a user gave to a node."""

    node: int
    number: float


def graph(
    key: str,
    *,
    nodes: Sequence[Node],
    words: Mapping[str, str],
    stamp: str,
    chosen: int | None = None,
    output: int | None = None,
    on_pick: Callable[[], None] | None = None,
    on_edit: Callable[[], None] | None = None,
) -> None:
    """Draw the graph; `stamp` changes when it is another one.

    A click or the Enter key chooses a node, told by `pick`; a second one on an editable node opens its number, told by
    `edit`. words: `title`, `alt`, `hint`, `node` with {name}, {sign}, {value}, {gradient}, `unknown`, `frozen`, `edit`
    with {name}, and `heads`: node, operation, inputs, value, gradient between "|".
    """
    data = {
        "nodes": [_node_json(node) for node in nodes],
        "words": dict(words),
        "stamp": stamp,
        "chosen": chosen,
        "output": output,
    }
    callbacks = {"on_pick_change": on_pick or (lambda: None), "on_edit_change": on_edit or (lambda: None)}
    mount("graph", key, data, **callbacks)


def _node_json(node: Node) -> dict[str, Any]:
    """Return a node as JSON can carry it, without infinity and nan."""
    told = asdict(node)
    told |= {"value": _number(node.value), "gradient": _number(node.gradient)}
    return told | {"locals": [_number(each) for each in node.locals]}


def _number(value: float | None) -> float | str | None:
    return value if value is None or isfinite(value) else str(value).replace("inf", "∞").replace("-", "−")


def parse_pick(said: Any) -> int | None:
    """Return the node that the browser says was clicked; None if it is not one."""
    node = said.get("node") if isinstance(said, Mapping) else None
    return node if type(node) is int and 0 <= node < 10**4 else None


def parse_edit(said: Any) -> Edit | None:
    """Return the number that the browser sent, with its node; None if it is not one."""
    node = parse_pick(said)
    number = said.get("number") if isinstance(said, Mapping) else None
    if node is None or not isinstance(number, int | float) or isinstance(number, bool):
        return None
    return Edit(node, float(number)) if isfinite(number) and abs(number) < LARGEST else None
