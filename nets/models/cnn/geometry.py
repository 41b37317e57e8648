"""The shapes of a convolutional net: its blocks, the maps they make, what a unit sees, what all cost; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from nets.experiment.layer_cost import Layer, dense
from nets.experiment.user_error import N_, Problem
from nets.models.cnn.settings import EACH, Net


class BlockShape(NamedTuple):
    """The settings of one block: kernels and pooling. With `pool_size` 1 there is no pooling."""

    channels: int
    kernel: int
    stride: int
    padding: int
    dilation: int
    pool: str
    pool_size: int

    def weight_shape(self, inputs: int, dims: int) -> tuple[int, ...]:
        """Return the shape of all kernels over `inputs` channels, (O, I, k, k), or (O, I, k) on a line."""
        return (self.channels, inputs, *[self.kernel] * dims)


@dataclass(frozen=True)
class Block:
    """One block of a net over images of a known size.

    Attributes:
        shape: The settings of the block.
        inputs: Channels of the input.
        before: The edges of the input.
        maps: The edges of the maps that the convolution makes.
        pooled: The edges of the maps after pooling.
        field: Pixels of the image along an edge that a unit of the maps sees, its receptive field.
        jump: Pixels between the receptive fields of neighbouring units.
    """

    shape: BlockShape
    inputs: int
    before: tuple[int, ...]
    maps: tuple[int, ...]
    pooled: tuple[int, ...]
    field: int
    jump: int

    @property
    def channels(self) -> int:
        """Channels of the output."""
        return self.shape.channels

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """The shape of all kernels, (O, I, k, k) or (O, I, k)."""
        return self.shape.weight_shape(self.inputs, len(self.before))

    @property
    def weights(self) -> int:
        """The number of weights of the kernels."""
        return prod(self.weight_shape)

    @property
    def outputs(self) -> int:
        """The number of outputs for one image, before pooling."""
        return self.channels * prod(self.maps)


def size(edge: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Return the edge of the map that a convolution makes of an image with this edge; 0 or less if it does not fit."""
    return (edge + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def blocks(net: Net, image: Sequence[int]) -> tuple[Block, ...]:
    """Return the blocks of a net over images of shape (C, H, W) or (C, L). Raises Problem if a kernel does not fit."""
    inputs, *edges = image
    sized: list[Block] = []
    field, jump = 1, 1
    for index, shape in enumerate(block_shapes(net)):
        maps = tuple(size(edge, shape.kernel, shape.stride, shape.padding, shape.dilation) for edge in edges)
        _check_kernel(index, edges, maps, shape)
        pool = shape.pool_size
        pooled = tuple(edge // pool for edge in maps)
        if min(pooled) < 1:
            text = N_("Block {block} leaves maps with an edge of {edge}; squares of {pool} cannot be pooled in them.")
            raise Problem(text, key="net.pool_size", block=index + 1, edge=min(maps), pool=pool)
        field += shape.dilation * (shape.kernel - 1) * jump
        jump *= shape.stride
        sized.append(Block(shape, inputs, tuple(edges), maps, pooled, field, jump))
        field, jump = field + (pool - 1) * jump, jump * pool
        inputs, edges = shape.channels, list(pooled)
    return tuple(sized)


def block_shapes(net: Net) -> list[BlockShape]:
    """Return the settings of each block."""
    pool_size = 1 if net.pool == "none" else net.pool_size
    columns = {name: net.each(name) for name in ("channels", *EACH)}
    rows = zip(*columns.values(), strict=True)
    return [
        BlockShape(**dict(zip(columns, row, strict=True)), pool=net.pool, pool_size=pool_size)  # by the settings' names
        for row in rows
    ]


def _check_kernel(index: int, edges: Sequence[int], maps: Sequence[int], shape: BlockShape) -> None:
    if min(maps) > 0:
        return
    text = N_(
        "Block {block}: a kernel of {kernel} does not fit an image with an edge of {edge}. The output would have "
        "⌊({edge} + 2·{padding} − {dilation}·({kernel} − 1) − 1) / {stride}⌋ + 1 = {size} pixels."
    )
    values = {name: getattr(shape, name) for name in EACH}
    raise Problem(text, key="net.kernel", block=index + 1, edge=min(edges), size=min(maps), **values)


def layers(net: Net, image: Sequence[int], hidden: Sequence[int], classes: int, cnn: bool) -> tuple[Layer, ...]:
    """Return what each layer costs, under the names of their modules; `cnn`: whether the net has its blocks."""
    costs = [convolution(index, block, net.norm) for index, block in enumerate(blocks(net, image) if cnn else ())]
    inputs = flat(net, image, cnn)
    for index, width in enumerate(hidden):
        costs.append(dense(f"hidden.{index}", inputs, width, first=not costs))
        inputs = width
    return (*costs, dense("output", inputs, classes, first=not costs))


def flat(net: Net, image: Sequence[int], cnn: bool) -> int:
    """Return the number of inputs of the first fully connected layer."""
    if not cnn:
        return prod(image)
    last = blocks(net, image)[-1]
    return last.channels * prod(last.pooled)


def convolution(index: int, block: Block, norm: bool) -> Layer:
    """Return what the convolution of block number `index` costs, with its batch norm if `norm`."""
    shape = f"{' × '.join(map(str, block.weight_shape))} + {block.channels}"
    biases = block.channels * (3 if norm else 1)
    return Layer(
        f"blocks.{index}",
        shape + (f" + 2 × {block.channels}" if norm else ""),
        block.weights,
        biases,
        block.weights * prod(block.maps),
        block.outputs,
        index == 0,
        (block.channels, *block.maps),
        block.field,
    )
