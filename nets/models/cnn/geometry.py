"""How large the maps of a convolutional net are, what a unit of them sees, and what they cost; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from nets.experiment.layer_cost import Layer, dense
from nets.experiment.user_error import N_, Problem
from nets.models.cnn.settings import Net


@dataclass(frozen=True)
class Block:
    """One block.

    `inputs` and `channels` count channels; `before`, `maps` and `pooled` are the edges of what goes in, of the maps
    that the convolution makes, and of those that pooling leaves.

    A unit of the maps sees `field` pixels of the image along an edge (its receptive field); units side by side see
    fields that are `jump` pixels apart.
    """

    inputs: int
    channels: int
    kernel: int
    stride: int
    padding: int
    dilation: int
    pool: int  # 1: none
    before: tuple[int, ...]
    maps: tuple[int, ...]
    pooled: tuple[int, ...]
    field: int
    jump: int

    @property
    def weights(self) -> int:
        """How many numbers the kernels hold."""
        return self.channels * self.inputs * self.kernel ** len(self.before)

    @property
    def outputs(self) -> int:
        """How many numbers one image becomes, before pooling."""
        return self.channels * prod(self.maps)


def size(edge: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """The edge of the map that a convolution makes of an image with this edge; 0 or less where it does not fit."""
    return (edge + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def blocks(net: Net, image: Sequence[int]) -> tuple[Block, ...]:
    """The blocks of a net over images of shape (C, H, W) or (C, L). Raises Problem where a kernel does not fit."""
    channels, *edges = image
    made: list[Block] = []
    field, jump, each = 1, 1, {name: net.each(name) for name in ("kernel", "stride", "padding", "dilation")}
    pool = 1 if net.pool == "none" else net.pool_size
    for place, wide in enumerate(net.channels):
        kernel, stride, padding, dilation = (values[place] for values in each.values())
        maps = tuple(size(edge, kernel, stride, padding, dilation) for edge in edges)
        _fits(place, edges, maps, kernel, stride, padding, dilation)
        pooled = tuple(edge // pool for edge in maps)
        if min(pooled) < 1:
            text = N_("Block {block} leaves maps with an edge of {edge}; squares of {pool} cannot be pooled in them.")
            raise Problem(text, key="net.pool_size", block=place + 1, edge=min(maps), pool=pool)
        field += dilation * (kernel - 1) * jump
        jump *= stride
        shapes = (tuple(edges), maps, pooled)
        made.append(Block(channels, wide, kernel, stride, padding, dilation, pool, *shapes, field, jump))
        field, jump = field + (pool - 1) * jump, jump * pool
        channels, edges = wide, list(pooled)
    return tuple(made)


def _fits(
    place: int, edges: Sequence[int], maps: Sequence[int], kernel: int, stride: int, padding: int, dilation: int
) -> None:
    if min(maps) > 0:
        return
    text = N_(
        "Block {block}: a kernel of {kernel} does not fit an image with an edge of {edge}. The output would have "
        "⌊({edge} + 2·{padding} − {dilation}·({kernel} − 1) − 1) / {stride}⌋ + 1 = {size} pixels."
    )
    values = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    raise Problem(text, key="net.kernel", block=place + 1, edge=min(edges), size=min(maps), **values)


def layers(net: Net, image: Sequence[int], hidden: Sequence[int], classes: int, cnn: bool) -> tuple[Layer, ...]:
    """What each layer costs, under the names of their modules; `cnn`: whether the net has its blocks."""
    made = [convolution(place, block, net.norm) for place, block in enumerate(blocks(net, image) if cnn else ())]
    inputs = flat(net, image, cnn)
    for place, wide in enumerate(hidden):
        made.append(dense(f"hidden.{place}", inputs, wide, first=not made))
        inputs = wide
    return (*made, dense("output", inputs, classes, first=not made))


def flat(net: Net, image: Sequence[int], cnn: bool) -> int:
    """How many numbers go into the first fully connected layer."""
    if not cnn:
        return prod(image)
    last = blocks(net, image)[-1]
    return last.channels * prod(last.pooled)


def convolution(place: int, block: Block, norm: bool) -> Layer:
    """Return the convolution of the block number `place`, with its batch norm if `norm`."""
    kernel = " × ".join([str(block.kernel)] * len(block.before))
    shape = f"{block.channels} × {block.inputs} × {kernel} + {block.channels}"
    biases = block.channels * (3 if norm else 1)
    return Layer(
        f"blocks.{place}",
        shape + (f" + 2 × {block.channels}" if norm else ""),
        block.weights,
        biases,
        block.weights * prod(block.maps),
        block.outputs,
        place == 0,
        (block.channels, *block.maps),
        block.field,
    )
