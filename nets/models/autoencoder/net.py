"""The autoencoder, written out.

Shapes: B images in a batch, D pixels of an image, W neurons in a layer, K numbers of a code.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch import Generator, Tensor, nn

from nets.layers.initializers import INITS
from nets.layers.linear import DenseLayer, Linear


class AutoencoderNet(nn.Module):
    """An encoder to a code of a few numbers, and a decoder with the same layers in reverse order.

    Input (B, D), or images (B, C, H, W) of D pixels. Output (B, D) before the output activation. Code and output are
    linear; without hidden layers the whole net is two linear maps. Initial weights are drawn from `generator`.

    Hinton & Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks",
    https://doi.org/10.1126/science.1127647.
    """

    def __init__(
        self, pixels: int, hidden: Sequence[int], code: int, activation: str, init: str, generator: Generator
    ) -> None:
        super().__init__()
        down, up = (pixels, *hidden), (code, *reversed(hidden))
        self.encoder = nn.ModuleList(DenseLayer(wide, narrow, activation) for wide, narrow in pairwise(down))
        self.code = Linear(down[-1], code)
        self.decoder = nn.ModuleList(DenseLayer(narrow, wide, activation) for narrow, wide in pairwise(up))
        self.output = Linear(up[-1], pixels)
        for layer in (*self.encoder, self.code, *self.decoder, self.output):
            INITS[init](layer.weight.data, generator)

    def encode(self, x: Tensor) -> Tensor:
        """Return the codes (B, K) of images x (B, D)."""
        x = x.flatten(1)  # (B, C, H, W) -> (B, D)
        for layer in self.encoder:
            x = layer(x)  # (B, D) -> (B, W)
        return self.code(x)  # (B, W) -> (B, K)

    def decode(self, code: Tensor) -> Tensor:
        """Return the outputs (B, D) for codes (B, K)."""
        for layer in self.decoder:
            code = layer(code)  # (B, K) -> (B, W)
        return self.output(code)  # (B, W) -> (B, D)

    def forward(self, x: Tensor) -> Tensor:
        """Return the reconstructions (B, D) of images x (B, D)."""
        return self.decode(self.encode(x))  # (B, D) -> (B, K) -> (B, D)
