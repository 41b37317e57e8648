"""Both passes over a formula, node by node: every value, every gradient, and the sum that each gradient is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nets.studies.backpropagation.arithmetic import tensors
from nets.studies.backpropagation.engine import VALUES, Value
from nets.studies.backpropagation.formula.graph import INPUT, NUMBER, Expression

FIRST = (1.0, 2.0, 0.5, 1.5)  # values of inputs that the text gives none, in turn


class Term(NamedTuple):
    """What one use of a node adds to its gradient: that of the node that uses it, times the slope there."""

    user: int
    place: int  # among the inputs of the user
    upstream: float
    local: float


@dataclass(frozen=True)
class Passes:
    """A list of all values; of gradients (None where there are none); and the orders in which both are found."""

    values: tuple[float, ...]
    gradients: tuple[float | None, ...]
    terms: tuple[tuple[Term, ...], ...]
    forward: tuple[int, ...]
    backward: tuple[int, ...]
    carried: Mapping[int, float] = field(default_factory=dict)  # what leaves had before this backward pass


def labels(expression: Expression) -> tuple[str, ...]:
    """A name for each step that nobody else has; numbers are called by what they are."""
    taken = {step.name for step in expression.steps}
    found, count = [], 0
    for step in expression.steps:
        name = step.name or (f"{step.number:g}" if step.operation == NUMBER else "")
        while not name:
            count += 1
            name = "" if f"v{count}" in taken else f"v{count}"
        found.append(name)
    return tuple(found)


def firsts(expression: Expression) -> dict[str, float]:
    """The value of each input as the text gives it, or one of a few simple numbers."""
    return {name: expression.given.get(name, FIRST[at % len(FIRST)]) for at, name in enumerate(expression.names)}


def both(
    expression: Expression, numbers: Mapping[str, float], frozen: Collection[int], carried: Mapping[str, float]
) -> Passes:
    """A forward and a backward pass of our engine. `frozen` steps receive no gradient and pass none on.

    `carried` are gradients of inputs that an earlier pass left and nobody has zeroed.
    """
    leaves = {name: Value(number) for name, number in numbers.items()}
    traced: list[Value] = expression.trace(VALUES, leaves, lambda at, made: made.detach() if at in frozen else made)
    for step, value in zip(expression.steps, traced, strict=True):
        if step.operation == INPUT and value.needs:
            value.grad = carried.get(step.name)
    before = {at: value.grad for at, value in enumerate(traced) if value.grad is not None}
    traced[expression.output].backward()
    users: list[list[Term]] = [[] for _ in traced]
    for at, value in enumerate(traced):
        for place, child in enumerate(expression.steps[at].inputs if value.grad is not None else ()):
            if traced[child].needs:
                users[child].append(Term(at, place, value.grad, value.slopes[place]))  # type: ignore[arg-type]
    found = tuple(value.grad for value in traced)
    forward = tuple(at for at, step in enumerate(expression.steps) if step.inputs)
    reached = tuple(at for at in reversed(range(len(traced))) if users[at] or at == expression.output)
    backward = tuple(at for at in reached if found[at] is not None)
    return Passes(tuple(value.data for value in traced), found, tuple(map(tuple, users)), forward, backward, before)


class Measured(NamedTuple):
    """What torch says: all values, all gradients."""

    values: tuple[float, ...]
    gradients: tuple[float | None, ...]


def by_torch(expression: Expression, numbers: Mapping[str, float], frozen: Collection[int]) -> Measured:
    """The same two passes by torch.autograd in double precision. Runs in a worker."""
    import torch

    def leaf(name: str, number: float) -> Any:
        return torch.tensor(number, dtype=torch.float64, requires_grad=index[name] not in frozen)

    def kept(at: int, made: Any) -> Any:
        made = made.detach() if at in frozen else made
        if made.requires_grad:
            made.retain_grad()
        return made

    index = {step.name: at for at, step in enumerate(expression.steps) if step.operation == INPUT}
    traced = expression.trace(tensors(), {name: leaf(name, number) for name, number in numbers.items()}, kept)
    if traced[expression.output].requires_grad:
        traced[expression.output].backward()
    gradients = [made.grad for made in traced]
    return Measured(
        tuple(made.item() for made in traced), tuple(None if grad is None else grad.item() for grad in gradients)
    )
