"""Convolutional nets for images and for signals along a line, written out.

Shapes: B examples of a batch; C or I input channels, O output channels; H and W the height and width of an image,
written P for all its positions: (B, C, P) is (B, C, H, W) for an image and (B, C, L) for a line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.layers.activations import ACTIVATIONS
from nets.layers.linear import DenseLayer, Linear, apply_dropout
from nets.models.cnn.geometry import BlockShape

CONVOLUTIONS = {1: functional.conv1d, 2: functional.conv2d}
POOLING: dict[str, dict[int, Callable[..., Tensor]]] = {
    "max": {1: functional.max_pool1d, 2: functional.max_pool2d},
    "average": {1: functional.avg_pool1d, 2: functional.avg_pool2d},
}
MOMENTUM = 0.1  # share of each batch in the running mean and variance


class BatchNorm(nn.Module):
    """Batch norm: each channel gets mean 0 and variance 1 over batch and positions, then is scaled and shifted.

    In evaluation, if frozen, and for a batch with one number per channel, the running mean and variance are used. Ioffe
    & Szegedy 2015, "Batch normalization", https://arxiv.org/abs/1502.03167. `nets.models.cnn.reference.normalise`
    writes it out.
    """

    running_mean: Tensor
    running_var: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        """Normalize each channel of x (B, C, P)."""
        batch = self.training and x.numel() > x.shape[1] and self.weight.requires_grad  # not if frozen
        return functional.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, batch, MOMENTUM)


class ConvolutionBlock(nn.Module):
    """Convolution, batch norm if any, activation: each kernel slides over the image and sums patch times kernel.

    Input (B, I, P), output (B, O, P'). `weight` (O, I, k, k), or (O, I, k) on a line, holds the kernels, `bias` is
    (O,). `nets.models.cnn.reference.convolve` writes the convolution out.
    """

    def __init__(self, inputs: int, shape: BlockShape, activation: str, norm: bool, dims: int) -> None:
        super().__init__()
        self.shape = shape
        self.kind = activation
        self.activation = ACTIVATIONS[activation]
        self.convolve = CONVOLUTIONS[dims]
        self.weight = nn.Parameter(torch.zeros(shape.weight_shape(inputs, dims)))
        self.bias = nn.Parameter(torch.zeros(shape.channels))
        self.norm = BatchNorm(shape.channels) if norm else None

    def sums(self, x: Tensor) -> Tensor:
        """Return the convolution alone, before norm and activation, (B, I, P) -> (B, O, P')."""
        shape = self.shape
        return self.convolve(x, self.weight, self.bias, shape.stride, shape.padding, shape.dilation)

    def forward(self, x: Tensor) -> Tensor:
        """Map x (B, I, P) to feature maps (B, O, P')."""
        z = self.sums(x)  # (B, I, P) -> (B, O, P')
        return self.activation(z if self.norm is None else self.norm(z))


class Pool(nn.Module):
    """The largest number, or the mean, of each square of `size` by `size`: (B, C, P) -> (B, C, P / size²)."""

    def __init__(self, kind: str, size: int, dims: int) -> None:
        super().__init__()
        self.kind, self.size = kind, size
        self.reduce = POOLING[kind][dims]

    def forward(self, x: Tensor) -> Tensor:
        """Map x (B, C, P) to (B, C, P / size²)."""
        return self.reduce(x, self.size)


class CNN(nn.Module):
    """Blocks, each followed by its pooling, then fully connected layers and a linear output layer.

    Input (B, C, H, W), or (B, C, L) if `dims` is 1; `image` is its shape without B. Output (B, classes), logits.
    Without blocks it is a multi-layer perceptron on the pixels, without hidden layers too a logistic regression. In
    training, outputs of each pooling and each hidden layer are dropped with probability `dropout`, which may change at
    any time. All randomness, initial weights and dropout, is drawn from `generator`.
    """

    def __init__(
        self,
        image: Sequence[int],
        blocks: Sequence[BlockShape],
        hidden: Sequence[int],
        classes: int,
        activation: str,
        norm: bool,
        init: str,
        dropout: float,
        generator: Generator,
    ) -> None:
        super().__init__()
        self.dims = len(image) - 1
        self.dropout = dropout
        self.generator = generator
        channels = (image[0], *(block.channels for block in blocks))
        self.blocks = nn.ModuleList(
            ConvolutionBlock(channels[index], block, activation, norm, self.dims) for index, block in enumerate(blocks)
        )
        self.pools = nn.ModuleList(
            Pool(block.pool, block.pool_size, self.dims) if block.pool_size > 1 else nn.Identity() for block in blocks
        )
        with torch.no_grad():
            flat = self.eval().features(torch.zeros(1, *image)).numel()
        self.train()
        widths = (flat, *hidden)
        self.hidden = nn.ModuleList(DenseLayer(widths[i], width, activation) for i, width in enumerate(hidden))
        self.output = Linear(widths[-1], classes)
        for layer in (*self.blocks, *self.hidden, self.output):
            INITS[init](layer.weight.data, generator)
        if self.dims == 2:  # one and a half times as fast
            self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def features(self, x: Tensor) -> Tensor:
        """Return the maps of the last block, (B, C, P) -> (B, O, P')."""
        if self.dims == 2:
            x = x.contiguous(memory_format=torch.channels_last)
        for block, pool in zip(self.blocks, self.pools, strict=True):
            x = self.dropped_out(pool(block(x)))  # (B, I, P) -> (B, O, P')
        return x

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits (B, classes) of images x (B, C, P)."""
        x = self.features(x).flatten(1)  # (B, O, P) -> (B, O * P)
        for layer in self.hidden:
            x = self.dropped_out(layer(x))  # (B, D) -> (B, W)
        return self.output(x)  # (B, W) -> (B, classes)

    def dropped_out(self, x: Tensor) -> Tensor:
        """Return x after dropout, which only happens in training."""
        return apply_dropout(x, self.dropout, self.generator) if self.dropout and self.training else x


# Initial weights. Each fills `weight` (O, I, k, k) or (W, D) in place from `generator`; biases start at zero.


def zero(weight: Tensor, generator: Generator) -> None:
    """All zero: every kernel of a layer then learns the same, or nothing at all."""
    weight.zero_()


def small(weight: Tensor, generator: Generator) -> None:
    """Normal with deviation 0.01: signals shrink from layer to layer."""
    weight.normal_(0, 0.01, generator=generator)


def xavier(weight: Tensor, generator: Generator) -> None:
    """Uniform with variance 2 / (I k² + O k²). Glorot & Bengio 2010."""
    bound = math.sqrt(6 / (sum(weight.shape[:2]) * weight[0, 0].numel()))
    weight.uniform_(-bound, bound, generator=generator)


def he(weight: Tensor, generator: Generator) -> None:
    """Normal with variance 2 / (I k²): the 2 makes up for the half of the signal a ReLU cuts off. He et al. 2015."""
    weight.normal_(0, math.sqrt(2 / weight[0].numel()), generator=generator)


INITS: dict[str, Callable[[Tensor, Generator], None]] = {"he": he, "xavier": xavier, "small": small, "zero": zero}
