"""Step through both passes of a graph, and update its inputs by gradient descent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from nets.studies.backpropagation.arithmetic import FLOATS
from nets.studies.backpropagation.formula.graph import Expression
from nets.studies.backpropagation.passes import Passes, run_passes

Phase = Literal["forward", "backward", "update"]


@dataclass(frozen=True)
class Progress:
    """How far a user has stepped through a graph.

    Attributes:
        forward: Number of nodes whose value is computed.
        backward: Number of nodes whose gradient is computed.
        inputs: Values of inputs that updates have changed, by name.
        accumulated: Gradients of inputs that were not zeroed, by name.
        losses: The output before the first update and after each one.
    """

    forward: int = 0
    backward: int = 0
    inputs: Mapping[str, float] = field(default_factory=dict)
    accumulated: Mapping[str, float] = field(default_factory=dict)
    losses: tuple[float, ...] = ()


@dataclass(frozen=True)
class Graph:
    """A formula with a number for each input, and the indices of its frozen nodes."""

    expression: Expression
    numbers: Mapping[str, float]
    frozen: frozenset[int]

    def passes(self, accumulated: Mapping[str, float]) -> Passes:
        """Run both passes, where inputs start with these gradients."""
        return run_passes(self.expression, self.numbers, self.frozen, accumulated)


def next_phase(progress: Progress, passes: Passes) -> Phase:
    """Return what comes next: a node of a pass, or an update if both are complete."""
    if progress.forward < len(passes.forward):
        return "forward"
    return "backward" if progress.backward < len(passes.backward) else "update"


def advance(progress: Progress, passes: Passes, whole_pass: bool = False) -> Progress:
    """Go one node further, or to the end of this pass."""
    if next_phase(progress, passes) == "forward":
        return replace(progress, forward=len(passes.forward) if whole_pass else progress.forward + 1)
    return replace(
        progress, backward=len(passes.backward) if whole_pass else min(progress.backward + 1, len(passes.backward))
    )


def complete_passes(progress: Progress, passes: Passes) -> Progress:
    """Go to the end of both passes."""
    return replace(progress, forward=len(passes.forward), backward=len(passes.backward))


def update_inputs(progress: Progress, graph: Graph, lr: float, zero: bool) -> Progress:
    """Update the inputs by gradient descent and run the forward pass again; no gradient is computed yet.

    Args:
        progress: How far the user is; both passes are complete.
        graph: The graph before the update.
        lr: The learning rate.
        zero: Whether gradients are zeroed; if not, the next backward pass adds to them.
    """
    passes, steps = graph.passes(progress.accumulated), graph.expression.steps
    gradients = {
        step.name: gradient
        for step, gradient in zip(steps, passes.gradients, strict=True)
        if step.name in graph.numbers and not step.inputs and gradient is not None
    }
    inputs = {name: graph.numbers[name] - lr * gradient for name, gradient in gradients.items()}
    before = passes.values[graph.expression.output]
    after = graph.expression.value(**{**graph.numbers, **inputs})
    return Progress(
        forward=len(passes.forward),
        inputs={**progress.inputs, **inputs},
        accumulated={} if zero else gradients,
        losses=(*(progress.losses or (before,)), after),
    )


def finite_difference(graph: Graph, values: Sequence[float], node: int, step: float) -> float:
    """Return the gradient at a node as the central difference of the output.

    Args:
        graph: The graph; frozen nodes keep their values.
        values: The values of all nodes.
        node: Index of the node.
        step: How far its value is moved in each direction.
    """

    def output_after(change: float) -> float:
        def replace_value(index: int, result: float) -> float:
            return values[index] + change if index == node else values[index] if index in graph.frozen else result

        return float(graph.expression.trace(FLOATS, graph.numbers, replace_value)[graph.expression.output])

    return (output_after(step) - output_after(-step)) / (2 * step)


def nodes_named(labels: Collection[str], names: Collection[str]) -> frozenset[int]:
    """Return the indices of the nodes with these labels; labels that do not exist are ignored."""
    return frozenset(index for index, label in enumerate(labels) if label in names)
