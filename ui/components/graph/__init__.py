"""A computation graph: nodes with value and gradient, from the inputs on the left to the output on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any, NamedTuple

from ui.components.library import mount, parse_index

LARGEST = 1e12  # of a number that is put in


@dataclass(frozen=True)
class Node:
    """A node as it is drawn; an unknown value or gradient is None.

    Attributes:
        name: Its label.
        sign: Its operation.
        inputs: Nodes that it reads.
        column: Column, from the left.
        row: Row; may be a fraction.
        value: Its value.
        gradient: Its gradient.
        ways: For each input the cells (column, row) that the line from there passes.
        locals: For each input the local derivative.
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
    """A number that a user has typed for a node."""

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
    """Draw the graph. A second click on an editable node opens its number.

    Args:
        key: Key of the widget.
        nodes: The nodes.
        words: Labels `title`, `alt`, `hint`, `unknown`, `frozen`; `node` with {name}, {sign}, {value}, {gradient};
            `edit` with {name}; and `heads`: node, operation, inputs, value, gradient between "|".
        stamp: Changes with the graph.
        chosen: The selected node.
        output: The output node.
        on_pick: Called when a node is selected; `parse_pick` reads which.
        on_edit: Called when a number was typed; `parse_edit` reads it.
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
    fields = asdict(node)
    fields |= {"value": _number(node.value), "gradient": _number(node.gradient)}
    return fields | {"locals": [_number(each) for each in node.locals]}


def _number(value: float | None) -> float | str | None:
    return value if value is None or isfinite(value) else str(value).replace("inf", "∞").replace("-", "−")


def parse_pick(report: Any) -> int | None:
    """Return the node that the browser reports as clicked; None if the report is invalid."""
    return parse_index(report, "node", 10**4)


def parse_edit(report: Any) -> Edit | None:
    """Return the number that the browser reports, with its node; None if the report is invalid."""
    node = parse_pick(report)
    number = report.get("number") if isinstance(report, Mapping) else None
    if node is None or not isinstance(number, int | float) or isinstance(number, bool):
        return None
    return Edit(node, float(number)) if isfinite(number) and abs(number) < LARGEST else None
