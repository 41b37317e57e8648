"""A formula as a script for PyTorch, a line for each node, which prints the gradients of its inputs."""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nets.studies.backpropagation.formula.graph import INPUT, NUMBER, Expression
from nets.studies.backpropagation.passes import both, labels
from nets.studies.backpropagation.rules import OPERATORS

SPELLED = {"max": "torch.maximum", "min": "torch.minimum", "gelu": "torch.nn.functional.gelu"}


class Line(NamedTuple):
    """A line of the script, and the node that it computes, if any."""

    text: str
    node: int | None = None


def script(expression: Expression, numbers: Mapping[str, float], frozen: frozenset[int]) -> list[Line]:
    """Forward, backward, and what each input receives."""
    names = [_name(label) for label in labels(expression)]
    if expression.steps[expression.output].operation == NUMBER:
        names[expression.output] = "output"
    lines = [Line("import torch"), Line("torch.set_default_dtype(torch.float64)"), Line("")]
    for at, step in enumerate(expression.steps):
        if step.operation == INPUT:
            grad = "" if at in frozen else ", requires_grad=True"
            lines.append(Line(f"{names[at]} = torch.tensor({numbers[step.name]!r}{grad})", at))
        elif step.operation != NUMBER:
            detached = ".detach()" if at in frozen else ""
            text = _operation(step.operation, step.inputs, names, expression)
            lines.append(
                Line(f"{names[at]} = {f'({text})' if detached and step.operation in OPERATORS else text}{detached}", at)
            )
        elif at == expression.output:
            lines.append(Line(f"{names[at]} = torch.tensor({step.number!r})", at))
    if both(expression, numbers, frozen, {}).gradients[expression.output] is None:
        return lines  # there is nothing to ask for
    lines += [Line(""), Line(f"{names[expression.output]}.backward()", expression.output)]
    asked = [at for at, step in enumerate(expression.steps) if step.operation == INPUT and at not in frozen]
    return lines + [Line(f'print("{names[at]}", {names[at]}.grad)', at) for at in asked]


def _operation(operation: str, inputs: Sequence[int], names: Sequence[str], expression: Expression) -> str:
    """The right side of a line. Beside a tensor a number may stand bare; functions and numbers alone need a tensor."""
    numbers = [expression.steps[at].operation == NUMBER for at in inputs]
    bare = operation in OPERATORS and not all(numbers)
    given = [_spelled(at, names, expression, bare) for at in inputs]
    if operation == "neg":
        return f"-{given[0]}"
    if operation in OPERATORS:
        return f"{given[0]} {operation} {given[1]}"
    return f"{SPELLED.get(operation, f'torch.{operation}')}({', '.join(given)})"


def _spelled(at: int, names: Sequence[str], expression: Expression, bare: bool) -> str:
    step = expression.steps[at]
    if step.operation != NUMBER:
        return names[at]
    return (
        (f"({step.number!r})" if step.number < 0 else repr(step.number)) if bare else f"torch.tensor({step.number!r})"
    )


def _name(label: str) -> str:
    """A name that Python takes: not one of its own words, nor torch."""
    return f"{label}_" if keyword.iskeyword(label) or label in ("torch", "print") else label
