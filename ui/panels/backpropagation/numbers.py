"""Format numbers, operations and derivatives as the Backpropagation page shows them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from nets.studies.backpropagation.formula.graph import GraphStep
from nets.studies.backpropagation.rules import OPERATORS, RULES

SIGNS = {"*": "×", "/": "÷", "-": "−", "**": "^", "neg": "−"}


def number(value: float | None) -> str:
    """Format a number with four digits and a minus sign; a dash for None."""
    if value is None:
        return "–"
    if not math.isfinite(value):
        return {"inf": "∞", "-inf": "−∞"}.get(str(value), "nan")
    return f"{value:.4g}".replace("-", "−")


def sign(step: GraphStep) -> str:
    """Return the operation of a node in a few characters."""
    return SIGNS.get(step.operation, step.operation) if step.inputs else ""


def operation_text(step: GraphStep, inputs: Sequence[str]) -> str:
    """Return the operation on these inputs, as written by hand."""
    if step.operation == "neg":
        return f"−({inputs[0]})" if inputs[0].startswith("−") else f"−{inputs[0]}"
    if step.operation in OPERATORS:
        left, right = (f"({each})" if each.startswith("−") else each for each in inputs)
        return f"{left} {sign(step)} {right}"
    return f"{step.operation}({', '.join(inputs)})"


def slope(step: GraphStep, index: int, names: Sequence[str], name: str) -> str:
    """Return the derivative by one input as a formula, in the names of the inputs and of the node."""
    letters = dict(zip("ab", names, strict=False)) | {"y": name}
    return "".join(letters.get(part, part) for part in _parts(RULES[step.operation].formulas[index]))


def _parts(formula: str) -> list[str]:
    """Split a formula into words and signs."""
    parts: list[str] = []
    for letter in formula:
        if parts and parts[-1][-1].isalpha() and letter.isalpha():
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts
