"""Run the forward and the backward pass over a formula, with the sum behind each gradient."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nets.studies.backpropagation.arithmetic import tensors
from nets.studies.backpropagation.engine import VALUES, Value
from nets.studies.backpropagation.formula.graph import INPUT, NUMBER, Expression

DEFAULT_VALUES = (1.0, 2.0, 0.5, 1.5)  # of inputs without a value in the text, in turn


class GradientTerm(NamedTuple):
    """What one use of a node adds to its gradient: upstream times local.

    Attributes:
        user: Index of the node that uses it.
        input_index: Position among the inputs of the user.
        upstream: Gradient of the user.
        local: Derivative of the user by this input.
    """

    user: int
    input_index: int
    upstream: float
    local: float


@dataclass(frozen=True)
class Passes:
    """Both passes over a formula.

    Attributes:
        values: Value of each node.
        gradients: Gradient of each node; None if it receives none.
        terms: The terms that each gradient is the sum of.
        forward: Nodes in the order in which their values are computed.
        backward: Nodes in the order in which their gradients are computed.
        accumulated: Gradients that inputs had before this backward pass, by node.
    """

    values: tuple[float, ...]
    gradients: tuple[float | None, ...]
    terms: tuple[tuple[GradientTerm, ...], ...]
    forward: tuple[int, ...]
    backward: tuple[int, ...]
    accumulated: Mapping[int, float] = field(default_factory=dict)


def node_labels(expression: Expression) -> tuple[str, ...]:
    """Return a unique label for each node; numbers are labelled by their value."""
    taken = {step.name for step in expression.steps}
    labels, count = [], 0
    for step in expression.steps:
        label = step.name or (f"{step.number:g}" if step.operation == NUMBER else "")
        while not label:
            count += 1
            label = "" if f"v{count}" in taken else f"v{count}"
        labels.append(label)
    return tuple(labels)


def initial_values(expression: Expression) -> dict[str, float]:
    """Return the value of each input: the one in the text, or a default."""
    return {
        name: expression.typed_values.get(name, DEFAULT_VALUES[index % len(DEFAULT_VALUES)])
        for index, name in enumerate(expression.names)
    }


def run_passes(
    expression: Expression, numbers: Mapping[str, float], frozen: Collection[int], accumulated: Mapping[str, float]
) -> Passes:
    """Run a forward and a backward pass of our engine.

    Args:
        expression: The formula.
        numbers: The values of the inputs.
        frozen: Nodes that receive no gradient and propagate none.
        accumulated: Gradients of inputs that an earlier pass left and that were not zeroed.
    """
    leaves = {name: Value(number) for name, number in numbers.items()}
    traced: list[Value] = expression.trace(
        VALUES, leaves, lambda node, value: value.detach() if node in frozen else value
    )
    for step, value in zip(expression.steps, traced, strict=True):
        if step.operation == INPUT and value.requires_grad:
            value.grad = accumulated.get(step.name)
    before = {node: value.grad for node, value in enumerate(traced) if value.grad is not None}
    traced[expression.output].backward()
    terms: list[list[GradientTerm]] = [[] for _ in traced]
    for user, value in enumerate(traced):
        for index, child in enumerate(expression.steps[user].inputs if value.grad is not None else ()):
            if traced[child].requires_grad:
                terms[child].append(GradientTerm(user, index, value.grad, value.slopes[index]))  # type: ignore[arg-type]
    gradients = tuple(value.grad for value in traced)
    forward = tuple(node for node, step in enumerate(expression.steps) if step.inputs)
    reached = tuple(node for node in reversed(range(len(traced))) if terms[node] or node == expression.output)
    backward = tuple(node for node in reached if gradients[node] is not None)
    return Passes(tuple(value.data for value in traced), gradients, tuple(map(tuple, terms)), forward, backward, before)


class TorchResult(NamedTuple):
    """Values and gradients of all nodes as torch computes them."""

    values: tuple[float, ...]
    gradients: tuple[float | None, ...]


def compute_with_torch(expression: Expression, numbers: Mapping[str, float], frozen: Collection[int]) -> TorchResult:
    """Run the same passes with torch.autograd in double precision. Runs in a worker."""
    import torch

    def leaf(name: str, number: float) -> Any:
        return torch.tensor(number, dtype=torch.float64, requires_grad=nodes[name] not in frozen)

    def retain_grad(node: int, tensor: Any) -> Any:
        tensor = tensor.detach() if node in frozen else tensor
        if tensor.requires_grad:
            tensor.retain_grad()
        return tensor

    nodes = {step.name: node for node, step in enumerate(expression.steps) if step.operation == INPUT}
    traced = expression.trace(tensors(), {name: leaf(name, number) for name, number in numbers.items()}, retain_grad)
    if traced[expression.output].requires_grad:
        traced[expression.output].backward()
    gradients = [tensor.grad for tensor in traced]
    return TorchResult(
        tuple(tensor.item() for tensor in traced), tuple(None if grad is None else grad.item() for grad in gradients)
    )
