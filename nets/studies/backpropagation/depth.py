"""Compute how a gradient vanishes or explodes in a chain of neurons."""

from __future__ import annotations

from typing import NamedTuple

from nets.studies.backpropagation.engine import Value, apply

ACTIVATIONS = ("sigmoid", "tanh", "relu")
INPUT = 0.5


class Chain(NamedTuple):
    """Derivatives in a chain of L layers, first layer first.

    Attributes:
        slopes: Derivative of each layer's output by its input (L,).
        gradients: Gradient of the last output by the input of each layer, and by itself (L + 1,).
    """

    slopes: tuple[float, ...]
    gradients: tuple[float, ...]


def run_chain(activation: str, depth: int, weight: float, residual: bool) -> Chain:
    """Compute `depth` layers h ← activation(weight · h), or h ← h + activation(weight · h) if `residual`."""
    hidden = [Value(INPUT)]
    for _layer in range(depth):
        activated = apply(activation, hidden[-1] * weight)
        hidden.append(hidden[-1] + activated if residual else activated)
    hidden[-1].backward()
    slopes = []
    for value in hidden[1:]:
        activated = value.children[1] if residual else value
        slopes.append(activated.slopes[0] * weight + residual)
    return Chain(tuple(slopes), tuple(value.grad or 0.0 for value in hidden))
