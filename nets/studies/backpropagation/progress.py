"""How far a person has come on a graph: which nodes are computed, which gradients, how many updates were made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nets.studies.backpropagation.arithmetic import FLOATS
from nets.studies.backpropagation.formula.graph import Expression
from nets.studies.backpropagation.passes import Passes, both


@dataclass(frozen=True)
class Walk:
    """`forward` and `backward` count the nodes that are done; `trained` are inputs that updates have moved.

    `carried` are gradients that nobody has zeroed; `losses` the output before the first update and after each one.
    """

    forward: int = 0
    backward: int = 0
    trained: Mapping[str, float] = field(default_factory=dict)
    carried: Mapping[str, float] = field(default_factory=dict)
    losses: tuple[float, ...] = ()


@dataclass(frozen=True)
class Graph:
    """A formula with a number for each input, and which steps are frozen."""

    expression: Expression
    numbers: Mapping[str, float]
    frozen: frozenset[int]

    def passes(self, carried: Mapping[str, float]) -> Passes:
        """Both passes, where leaves have these gradients already."""
        return both(self.expression, self.numbers, self.frozen, carried)


def phase(walk: Walk, passes: Passes) -> str:
    """What comes next: "forward", "backward", or "update" where both are done."""
    if walk.forward < len(passes.forward):
        return "forward"
    return "backward" if walk.backward < len(passes.backward) else "update"


def stepped(walk: Walk, passes: Passes, whole: bool = False) -> Walk:
    """One node further, or to the end of this pass."""
    if phase(walk, passes) == "forward":
        return replace(walk, forward=len(passes.forward) if whole else walk.forward + 1)
    return replace(walk, backward=len(passes.backward) if whole else min(walk.backward + 1, len(passes.backward)))


def finished(walk: Walk, passes: Passes) -> Walk:
    """Both passes done."""
    return replace(walk, forward=len(passes.forward), backward=len(passes.backward))


def updated(walk: Walk, graph: Graph, lr: float, zero: bool) -> Walk:
    """After one update by gradient descent: inputs moved, the forward pass done anew, no gradient known yet.

    Unless they are zeroed, the gradients of the inputs stay where they are, and the next pass adds to them.
    """
    passes, steps = graph.passes(walk.carried), graph.expression.steps
    gradients = {
        step.name: gradient
        for step, gradient in zip(steps, passes.gradients, strict=True)
        if step.name in graph.numbers and not step.inputs and gradient is not None
    }
    moved = {name: graph.numbers[name] - lr * gradient for name, gradient in gradients.items()}
    before = passes.values[graph.expression.output]
    after = graph.expression.value(**{**graph.numbers, **moved})
    return Walk(
        forward=len(passes.forward),
        trained={**walk.trained, **moved},
        carried={} if zero else gradients,
        losses=(*(walk.losses or (before,)), after),
    )


def difference(graph: Graph, values: Sequence[float], at: int, step: float) -> float:
    """The gradient of step `at` without any rule: the output with it a little larger, and a little smaller.

    `values` are those of all steps; what is frozen keeps its own.
    """

    def moved(by: float) -> float:
        def held(each: int, made: float) -> float:
            return values[each] + by if each == at else values[each] if each in graph.frozen else made

        return float(graph.expression.trace(FLOATS, graph.numbers, held)[graph.expression.output])

    return (moved(step) - moved(-step)) / (2 * step)


def named(labels: Collection[str], names: Collection[str]) -> frozenset[int]:
    """The steps with these names; names that do not exist are passed over."""
    return frozenset(at for at, label in enumerate(labels) if label in names)
