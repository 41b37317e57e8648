"""The multi-layer perceptron, written out.

Shapes: B examples of a batch, D inputs of a layer, W neurons of a layer.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Generator, Tensor, nn

from nets.layers.initializers import INITS
from nets.layers.linear import DenseLayer, Linear, apply_dropout


class MLP(nn.Module):
    """A multi-layer perceptron: hidden layers, then a linear output layer; without hidden layers linear units.

    Input (B, inputs). Output (B, outputs) before `nets.layers.activations.output_activation`. `activations` holds a
    name for each hidden layer. In training, hidden activations are dropped with probability `dropout`, which may change
    at any time. All randomness, initial weights and dropout, is drawn from `generator`.
    """

    def __init__(
        self,
        inputs: int,
        hidden: Sequence[int],
        outputs: int,
        activations: Sequence[str],
        init: str,
        dropout: float,
        generator: Generator,
    ) -> None:
        super().__init__()
        widths = (inputs, *hidden)
        self.hidden = nn.ModuleList(
            DenseLayer(widths[i], widths[i + 1], activation) for i, activation in enumerate(activations)
        )
        self.output = Linear(widths[-1], outputs)
        self.dropout = dropout
        self.generator = generator
        for layer in (*self.hidden, self.output):
            INITS[init](layer.weight.data, generator)

    def forward(self, x: Tensor) -> Tensor:
        """Return the raw outputs (B, K) of inputs x (B, F)."""
        for layer in self.hidden:
            x = layer(x)  # (B, D) -> (B, W)
            if self.dropout and self.training:
                x = apply_dropout(x, self.dropout, self.generator)
        return self.output(x)  # (B, W) -> (B, outputs)
