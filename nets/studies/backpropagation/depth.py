"""What is left of a gradient after many layers: a chain of neurons, its slopes, and their product."""

from __future__ import annotations

from typing import NamedTuple

from nets.studies.backpropagation.engine import Value, apply

ACTIVATIONS = ("sigmoid", "tanh", "relu")
INPUT = 0.5


class Chain(NamedTuple):
    """Slopes and gradients of a chain of layers, the first layer first.

    Attributes:
        slopes: Of each layer, the slope of its output along its input.
        gradients: The gradient of the last output by the input of the first layer, then by each layer's output.
    """

    slopes: tuple[float, ...]
    gradients: tuple[float, ...]


def chain(activation: str, depth: int, weight: float, residual: bool) -> Chain:
    """`depth` layers h ← activation(weight · h), with h added to it where the connection is residual."""
    places = [Value(INPUT)]
    for _layer in range(depth):
        made = apply(activation, places[-1] * weight)
        places.append(places[-1] + made if residual else made)
    places[-1].backward()
    slopes = []
    for after in places[1:]:
        squashed = after.children[1] if residual else after
        slopes.append(squashed.slopes[0] * weight + residual)
    return Chain(tuple(slopes), tuple(place.grad or 0.0 for place in places))
