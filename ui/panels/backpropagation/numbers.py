"""Numbers as the page writes them, and the operations of nodes with their inputs filled in."""

from __future__ import annotations

import math
from collections.abc import Sequence

from nets.studies.backpropagation.formula.graph import Step
from nets.studies.backpropagation.rules import OPERATORS, RULES

SIGNS = {"*": "×", "/": "÷", "-": "−", "**": "^", "neg": "−"}


def number(value: float | None) -> str:
    """A number in few digits, with a proper minus; a dash for none."""
    if value is None:
        return "–"
    if not math.isfinite(value):
        return {"inf": "∞", "-inf": "−∞"}.get(str(value), "nan")
    return f"{value:.4g}".replace("-", "−")


def sign(step: Step) -> str:
    """What a node does, in a few characters."""
    return SIGNS.get(step.operation, step.operation) if step.inputs else ""


def filled(step: Step, inputs: Sequence[str]) -> str:
    """The operation on these inputs, as it is written by hand."""
    if step.operation == "neg":
        return f"−({inputs[0]})" if inputs[0].startswith("−") else f"−{inputs[0]}"
    if step.operation in OPERATORS:
        left, right = (f"({each})" if each.startswith("−") else each for each in inputs)
        return f"{left} {sign(step)} {right}"
    return f"{step.operation}({', '.join(inputs)})"


def slope(step: Step, place: int, names: Sequence[str], name: str) -> str:
    """The formula of the slope along one input, with the names of the inputs and of the node."""
    letters = dict(zip("ab", names, strict=False)) | {"y": name}
    return "".join(_spelled(part, letters) for part in _parts(RULES[step.operation].written[place]))


def _parts(written: str) -> list[str]:
    """Words and signs of a formula of slopes."""
    parts: list[str] = []
    for letter in written:
        if parts and parts[-1][-1].isalpha() and letter.isalpha():
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts


def _spelled(part: str, letters: dict[str, str]) -> str:
    return letters.get(part, part)
