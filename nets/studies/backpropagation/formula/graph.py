"""Represent a formula as a computation graph that can be computed on floats, arrays and tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nets.studies.backpropagation.arithmetic import FLOATS, Arithmetic

INPUT, NUMBER = "input", "number"  # the operations of leaves


@dataclass(frozen=True)
class GraphStep:
    """A node of the graph: an operation on earlier nodes, an input with its name, or a number."""

    operation: str
    inputs: tuple[int, ...] = ()
    name: str = ""
    number: float = 0.0


@dataclass(frozen=True)
class Expression:
    """A formula as a computation graph.

    Attributes:
        text: What the user typed.
        steps: The nodes, each after its inputs.
        output: Index of the output.
        names: Names of the inputs, in the order of the text.
        typed_values: Values of inputs that the text states.
    """

    text: str
    steps: tuple[GraphStep, ...]
    output: int
    names: tuple[str, ...]
    typed_values: Mapping[str, float] = field(default_factory=dict)

    def value(self, arithmetic: Arithmetic = FLOATS, /, **numbers: Any) -> Any:
        """Return the output for these inputs, in the numbers of `arithmetic`."""
        return self.trace(arithmetic, numbers)[self.output]

    def trace(
        self, arithmetic: Arithmetic, numbers: Mapping[str, Any], then: Callable[[int, Any], Any] | None = None
    ) -> list[Any]:
        """Return the result of every node.

        Args:
            arithmetic: The operations by name.
            numbers: The values of the inputs; those that are missing have the value in the text.
            then: Replaces each result, given the index of its node.
        """
        results: list[Any] = []
        for index, step in enumerate(self.steps):
            if step.operation == INPUT:
                result = numbers.get(step.name)
                if result is None:
                    result = arithmetic[NUMBER](self.typed_values[step.name])
            elif step.operation == NUMBER:
                result = arithmetic[NUMBER](step.number)
            else:
                result = arithmetic[step.operation](*(results[each] for each in step.inputs))
            results.append(then(index, result) if then else result)
        return results
