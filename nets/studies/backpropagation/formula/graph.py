"""A formula as a list of steps, each on earlier ones: a computation graph that can be computed in any arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nets.studies.backpropagation.arithmetic import FLOATS, Arithmetic

INPUT, NUMBER = "input", "number"  # the operations of leaves


@dataclass(frozen=True)
class Step:
    """One node of the graph: an operation on earlier steps, an input with its name, or a number."""

    operation: str
    inputs: tuple[int, ...] = ()
    name: str = ""
    number: float = 0.0


@dataclass(frozen=True)
class Expression:
    """`names` are the inputs, in the order in which they are met; `given` the values that the text itself gives."""

    text: str
    steps: tuple[Step, ...]
    output: int
    names: tuple[str, ...]
    given: Mapping[str, float] = field(default_factory=dict)

    def value(self, arithmetic: Arithmetic = FLOATS, /, **numbers: Any) -> Any:
        """The output for these inputs, in the numbers of `arithmetic`: floats, arrays, tensors, or what else it has."""
        return self.trace(arithmetic, numbers)[self.output]

    def trace(
        self, arithmetic: Arithmetic, numbers: Mapping[str, Any], then: Callable[[int, Any], Any] | None = None
    ) -> list[Any]:
        """The result of every step. An input that `numbers` lacks has the value that the text gives.

        `then` is told each step with its result, and says with what the computation goes on.
        """
        found: list[Any] = []
        for at, step in enumerate(self.steps):
            if step.operation == INPUT:
                given = numbers.get(step.name)
                result = arithmetic[NUMBER](self.given[step.name]) if given is None else given
            elif step.operation == NUMBER:
                result = arithmetic[NUMBER](step.number)
            else:
                result = arithmetic[step.operation](*(found[each] for each in step.inputs))
            found.append(then(at, result) if then else result)
        return found
