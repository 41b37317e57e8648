"""Automatic differentiation of numbers, one at a time: every value knows what it was made of, and how it depends on it.

    a, b = Value(2.0), Value(-3.0)
    y = apply("tanh", a * b + a)
    y.backward()          # a.grad and b.grad are now how much y moves with a and with b

It does what torch.autograd does, in its words: a gradient is None until a backward pass brings one, leaves add up what
several passes bring until they are zeroed, and what is frozen (`requires_grad=False`, or detached) receives nothing and
passes nothing on.
"""

from __future__ import annotations

from functools import partial

from nets.studies.backpropagation.rules import RULES


class Value:
    """A number `data`, its gradient `grad`, and what it was made of: `children`, `operation`, `slopes` there.

    `needs` says whether a gradient is wanted: not by what is frozen, nor by what is made of nothing else.
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
        self.needs: bool = not frozen and (not children or any(child.needs for child in children))

    def detach(self) -> Value:
        """The same number, made of the same, but frozen."""
        return Value(self.data, self.children, self.operation, self.slopes, frozen=True)

    def backward(self) -> None:
        """Bring to every value that this one was made of how much this one moves with it."""
        values = ordered(self)
        for value in values:
            if value.children:
                value.grad = None
        self.receive(1.0)
        for value in reversed(values):
            value.pass_on()

    def receive(self, gradient: float) -> None:
        """Add to the gradient, if one is wanted: what is used twice receives twice."""
        if self.needs:
            self.grad = gradient if self.grad is None else self.grad + gradient

    def pass_on(self) -> None:
        """The chain rule: each child receives upstream times local."""
        if self.grad is not None:
            for child, slope in zip(self.children, self.slopes, strict=True):
                child.receive(self.grad * slope)

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
    """The result of an operation, with the slopes at these inputs. A bare number is frozen."""
    children = tuple(each if isinstance(each, Value) else Value(each, frozen=True) for each in inputs)
    rule, numbers = RULES[operation], [child.data for child in children]
    data = rule(*numbers)
    return Value(data, children, operation, rule.along(*numbers, y=data))


def ordered(value: Value) -> list[Value]:
    """All that a value was made of, and it itself: each one once, and after everything that it was made of."""
    found: dict[Value, None] = {}
    waiting = [(value, False)]
    while waiting:
        one, expanded = waiting.pop()
        if expanded:
            found[one] = None
        elif one not in found:
            waiting.append((one, True))
            waiting += [(child, False) for child in one.children]
    return list(found)


VALUES = {name: partial(apply, name) for name in RULES} | {"number": partial(Value, frozen=True)}  # as an arithmetic
