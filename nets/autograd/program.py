"""A formula as a list of steps, each on earlier ones: a computation graph that can be computed in any arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nets.autograd.arithmetic import FLOATS

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

    def value(self, arithmetic: Mapping[str, Callable[..., Any]] = FLOATS, /, **numbers: Any) -> Any:
        """The output for these inputs, in the numbers of `arithmetic`: floats, arrays, tensors, or what else it has."""
        return self.trace(arithmetic, numbers)[self.output]

    def trace(self, arithmetic: Mapping[str, Callable[..., Any]], numbers: Mapping[str, Any]) -> list[Any]:
        """The result of every step. An input that `numbers` lacks has the value that the text gives."""
        found: list[Any] = []
        for step in self.steps:
            if step.operation == INPUT:
                found.append(numbers[step.name] if step.name in numbers else arithmetic[NUMBER](self.given[step.name]))
            elif step.operation == NUMBER:
                found.append(arithmetic[NUMBER](step.number))
            else:
                found.append(arithmetic[step.operation](*(found[at] for at in step.inputs)))
        return found
