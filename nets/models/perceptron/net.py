"""The multi-layer perceptron, written out.

Shapes: B examples in a batch, D numbers an example comes with, W neurons in a layer.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Generator, Tensor, nn

from nets.layers.initializers import INITS
from nets.layers.linear import DenseLayer, Linear, apply_dropout


class MLP(nn.Module):
    """Hidden layers one after the other, then a linear output layer. Without hidden layers: a single neuron.

    Input (B, inputs). Output (B, outputs), raw: `nets.layers.activations.output_activation` turns it into answers.
    `activations` holds one name a hidden layer. While training, each hidden activation is dropped with probability
    `dropout`, which may be changed at any time. All randomness, initial weights and dropout, is drawn from `generator`.
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
