"""Differentiate scalars automatically: every value knows its inputs and its derivatives by them.

    a, b = Value(2.0), Value(-3.0)
    y = apply("tanh", a * b + a)
    y.backward()          # a.grad and b.grad are now the derivatives of y by a and by b

It works like torch.autograd: a gradient is None before the first backward pass, leaves accumulate gradients over passes
until they are zeroed, and frozen values (`requires_grad=False`, or detached) neither receive nor propagate gradients.
"""

from __future__ import annotations

from functools import partial

from nets.studies.backpropagation.rules import RULES


class Value:
    """A node of the graph that computations build.

    Attributes:
        data: The number.
        grad: Gradient of the output by this value; None before a backward pass reaches it.
        children: The inputs of the operation that computed it; empty for a leaf.
        operation: Name of that operation.
        slopes: Derivatives by the inputs.
        frozen: Whether it receives no gradient and propagates none.
        requires_grad: Whether it receives a gradient: it is not frozen, and is a leaf or has a child that receives one.
    """

    def __init__(
        self,
        data: float,
        children: tuple[Value, ...] = (),
        operation: str = "",
        slopes: tuple[float, ...] = (),
        frozen: bool = False,
    ) -> None:
        self.data = data
        self.grad: float | None = None
        self.children = children
        self.operation = operation
        self.slopes = slopes
        self.frozen = frozen
        self.requires_grad: bool = not frozen and (not children or any(child.requires_grad for child in children))

    def detach(self) -> Value:
        """Return the same value, frozen."""
        return Value(self.data, self.children, self.operation, self.slopes, frozen=True)

    def backward(self) -> None:
        """Compute the gradient of this value by every value that it depends on."""
        values = topological_order(self)
        for value in values:
            if value.children:
                value.grad = None
        self.accumulate(1.0)
        for value in reversed(values):
            value.propagate()

    def accumulate(self, gradient: float) -> None:
        """Add to the gradient if the value receives one: once for each use."""
        if self.requires_grad:
            self.grad = gradient if self.grad is None else self.grad + gradient

    def propagate(self) -> None:
        """Apply the chain rule: each child receives upstream gradient times local derivative."""
        if self.grad is not None:
            for child, slope in zip(self.children, self.slopes, strict=True):
                child.accumulate(self.grad * slope)

    def __add__(self, other: Value | float) -> Value:
        return apply("+", self, other)

    def __sub__(self, other: Value | float) -> Value:
        return apply("-", self, other)

    def __mul__(self, other: Value | float) -> Value:
        return apply("*", self, other)

    def __truediv__(self, other: Value | float) -> Value:
        return apply("/", self, other)

    def __pow__(self, other: Value | float) -> Value:
        return apply("**", self, other)

    def __neg__(self) -> Value:
        return apply("neg", self)


def apply(operation: str, *inputs: Value | float) -> Value:
    """Return the result of an operation, with its derivatives at these inputs. A plain number is frozen."""
    children = tuple(each if isinstance(each, Value) else Value(each, frozen=True) for each in inputs)
    rule, numbers = RULES[operation], [child.data for child in children]
    data = rule(*numbers)
    return Value(data, children, operation, rule.local_gradients(*numbers, y=data))


def topological_order(value: Value) -> list[Value]:
    """Return a value and all that it depends on, each once and after all of its inputs."""
    order: dict[Value, None] = {}
    stack = [(value, False)]
    while stack:
        node, is_expanded = stack.pop()
        if is_expanded:
            order[node] = None
        elif node not in order:
            stack.append((node, True))
            stack += [(child, False) for child in node.children]
    return list(order)


VALUES = {name: partial(apply, name) for name in RULES} | {"number": partial(Value, frozen=True)}  # as an arithmetic
