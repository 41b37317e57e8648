"""Write a formula as a PyTorch script with a line for each node, which prints the gradients of its inputs."""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nets.studies.backpropagation.formula.graph import INPUT, NUMBER, Expression
from nets.studies.backpropagation.passes import node_labels, run_passes
from nets.studies.backpropagation.rules import OPERATORS

TORCH_NAMES = {"max": "torch.maximum", "min": "torch.minimum", "gelu": "torch.nn.functional.gelu"}


class Line(NamedTuple):
    """A line of the script, and the node that it computes; None if it computes none."""

    text: str
    node: int | None = None


def script(expression: Expression, numbers: Mapping[str, float], frozen: frozenset[int]) -> list[Line]:
    """Return the script: forward pass, backward pass, and the gradients of the inputs that are not frozen."""
    names = [_name(label) for label in node_labels(expression)]
    if expression.steps[expression.output].operation == NUMBER:
        names[expression.output] = "output"
    lines = [Line("import torch"), Line("torch.set_default_dtype(torch.float64)"), Line("")]
    for node, step in enumerate(expression.steps):
        if step.operation == INPUT:
            grad = "" if node in frozen else ", requires_grad=True"
            lines.append(Line(f"{names[node]} = torch.tensor({numbers[step.name]!r}{grad})", node))
        elif step.operation != NUMBER:
            detached = ".detach()" if node in frozen else ""
            text = _operation(step.operation, step.inputs, names, expression)
            lines.append(
                Line(
                    f"{names[node]} = {f'({text})' if detached and step.operation in OPERATORS else text}{detached}",
                    node,
                )
            )
        elif node == expression.output:
            lines.append(Line(f"{names[node]} = torch.tensor({step.number!r})", node))
    if run_passes(expression, numbers, frozen, {}).gradients[expression.output] is None:
        return lines  # no input receives a gradient
    lines += [Line(""), Line(f"{names[expression.output]}.backward()", expression.output)]
    leaves = [node for node, step in enumerate(expression.steps) if step.operation == INPUT and node not in frozen]
    return lines + [Line(f'print("{names[node]}", {names[node]}.grad)', node) for node in leaves]


def _operation(operation: str, inputs: Sequence[int], names: Sequence[str], expression: Expression) -> str:
    """Return the right side of a line. A number is a plain one beside a tensor, else it is a tensor itself."""
    numbers = [expression.steps[node].operation == NUMBER for node in inputs]
    is_plain = operation in OPERATORS and not all(numbers)
    operands = [_operand(node, names, expression, is_plain) for node in inputs]
    if operation == "neg":
        return f"-{operands[0]}"
    if operation in OPERATORS:
        return f"{operands[0]} {operation} {operands[1]}"
    return f"{TORCH_NAMES.get(operation, f'torch.{operation}')}({', '.join(operands)})"


def _operand(node: int, names: Sequence[str], expression: Expression, is_plain: bool) -> str:
    step = expression.steps[node]
    if step.operation != NUMBER:
        return names[node]
    return (
        (f"({step.number!r})" if step.number < 0 else repr(step.number))
        if is_plain
        else f"torch.tensor({step.number!r})"
    )


def _name(label: str) -> str:
    """Return a valid Python name: no keyword, and not torch or print."""
    return f"{label}_" if keyword.iskeyword(label) or label in ("torch", "print") else label
