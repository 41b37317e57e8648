"""What the layers of a captioner cost, and how large its map is, counted from their shapes; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nets.experiment.layer_cost import GATES, Layer, dense, recurrent, table
from nets.experiment.user_error import N_, Problem
from nets.models.captioner.settings import Net
from nets.models.cnn.geometry import Block, BlockShape, convolution


def blocks(net: Net, image: tuple[int, int]) -> tuple[Block, ...]:
    """Return the blocks over strips (H, W): each keeps the edges, then pools them to half.

    Raises:
        Problem: If nothing is left of the maps of a block.
    """
    sized: list[Block] = []
    before: tuple[int, ...] = image
    kernel, inputs, field, jump = net.kernel, 1, 1, 1
    for index, width in enumerate(net.channels):
        maps = tuple(edge + 2 * (kernel // 2) - kernel + 1 for edge in before)
        pooled = tuple(edge // 2 for edge in maps)
        if min(pooled) < 1:
            text = N_("Block {block} would leave nothing of maps with an edge of {edge}. Use fewer blocks.")
            raise Problem(text, key="net.channels", block=index + 1, edge=min(before))
        field += (kernel - 1) * jump
        shape = BlockShape(width, kernel, stride=1, padding=kernel // 2, dilation=1, pool=net.pool, pool_size=2)
        sized.append(Block(shape, inputs, before, maps, pooled, field, jump))
        field, jump = field + jump, 2 * jump
        before, inputs = pooled, width
    return tuple(sized)


def layers(net: Net, blocks: Sequence[Block], words: int, steps: int) -> tuple[Layer, ...]:
    """Return blocks, position vectors and the parts of the decoder under the names of their modules.

    Args:
        net: The settings of the net.
        blocks: The blocks of the CNN over one strip.
        words: The size of the vocabulary.
        steps: The most words of a caption with its end; the counts are for one strip with a caption of this length.
    """
    hidden, memory = net.hidden, net.channels[-1]
    parts = [convolution(index, block, net.norm) for index, block in enumerate(blocks)]
    rows, columns = blocks[-1].pooled
    if net.places:
        shape = f"{memory} × ({rows} + {columns})"
        parts.append(Layer("positions", shape, memory * (rows + columns), 0, 0, memory * rows * columns))
    has_attention = net.attention != "none"
    parts.append(dense("decoder.bridge", memory, hidden * (2 if net.decoder == "lstm" else 1)))
    embedding = table("decoder.embedding", words, net.embedding, steps, first=False)
    parts.append(replace(embedding, outputs=steps))
    cell = recurrent("decoder.cell", net.decoder, net.embedding + memory * has_attention, hidden, steps)
    parts.append(replace(cell, outputs=steps * GATES[net.decoder] * hidden))
    if has_attention:
        parts.append(_attention(net.attention, hidden, memory, rows * columns, steps))
    return (*parts, dense("decoder.output", hidden + memory * has_attention, words, steps=steps))


def _attention(kind: str, query: int, key: int, places: int, steps: int) -> Layer:
    """Return what attention as wide as the state costs, with the sums over all positions at each step."""
    width = query
    weights = {"dot": key * query if key != query else 0, "scaled": (query + key) * width}.get(
        kind, (query + key) * width + width
    )
    shapes = {"dot": f"{key} × {query}" if key != query else "0", "scaled": f"({query} + {key}) × {width}"}
    shape = shapes.get(kind, f"({query} + {key}) × {width} + {width}")
    of_keys, of_queries = places * key * width * bool(weights), steps * query * width * (kind != "dot")
    adds = of_keys + of_queries + steps * places * (width + key)
    inner = steps * places * (width if kind == "additive" else 1)
    return Layer("decoder.attention", shape, weights, 0, adds, places * width + inner)
