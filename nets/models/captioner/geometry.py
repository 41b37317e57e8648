"""What the layers of a captioner cost, and how large its map is, counted from their shapes; torch-free."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from nets.experiment.layer_cost import Layer
from nets.experiment.user_error import N_, Problem
from nets.models.cnn.geometry import Block

if TYPE_CHECKING:
    from nets.models.captioner.experiment import Captioner

GATES = {"rnn": 1, "gru": 3, "lstm": 4}  # sums that each hidden unit makes at a step


def blocks(channels: tuple[int, ...], kernel: int, image: tuple[int, int]) -> tuple[Block, ...]:
    """The blocks over strips of this height and width; each keeps the edges, then halves them. Raises Problem."""
    made: list[Block] = []
    before: tuple[int, ...] = image
    inputs, field, jump = 1, 1, 1
    for place, wide in enumerate(channels):
        maps = tuple(edge + 2 * (kernel // 2) - kernel + 1 for edge in before)
        pooled = tuple(edge // 2 for edge in maps)
        if min(pooled) < 1:
            text = N_("Block {block} would leave nothing of maps with an edge of {edge}. Use fewer blocks.")
            raise Problem(text, key="net.channels", block=place + 1, edge=min(before))
        field += (kernel - 1) * jump
        made.append(Block(inputs, wide, kernel, 1, kernel // 2, 1, 2, before, maps, pooled, field, jump))
        field, jump = field + jump, 2 * jump
        before, inputs = pooled, wide
    return tuple(made)


def places(experiment: Captioner) -> tuple[int, int]:
    """Rows and columns of the map that the decoder looks at."""
    rows, columns = experiment.blocks[-1].pooled
    return rows, columns


def layers(experiment: Captioner) -> tuple[Layer, ...]:
    """Blocks, vectors of places, and the decoder's parts, for one strip with its longest caption."""
    net, steps = experiment.net, experiment.data.longest + 1
    words, hidden, memory = len(experiment.words), net.hidden, net.channels[-1]
    made = [_convolution(at, block, net.norm) for at, block in enumerate(experiment.blocks)]
    rows, columns = places(experiment)
    if net.places:
        shape = f"{memory} × ({rows} + {columns})"
        made.append(Layer("positions", shape, memory * (rows + columns), 0, 0, memory * rows * columns))
    asks = net.attention != "none"
    two = 1 + (net.decoder == "lstm")
    made.append(_dense("decoder.bridge", memory, two * hidden, 1))
    made.append(Layer("decoder.embedding", f"{words} × {net.embedding}", words * net.embedding, 0, 0, steps))
    gates, width = GATES[net.decoder], net.embedding + memory * asks
    weights = gates * hidden * (width + hidden)
    shape = f"{gates} × ({width} + {hidden}) × {hidden} + {2 * gates * hidden}"
    made.append(Layer("decoder.cell", shape, weights, 2 * gates * hidden, steps * weights, steps * gates * hidden))
    made += [_attention(net.attention, hidden, memory, rows * columns, steps)] if asks else []
    return (*made, _dense("decoder.output", hidden + memory * asks, words, steps))


def _convolution(place: int, block: Block, norm: bool) -> Layer:
    shape = f"{block.channels} × {block.inputs} × {block.kernel} × {block.kernel} + {block.channels}"
    biases = block.channels * (3 if norm else 1)
    maps = (block.channels, *block.maps)
    adds = block.weights * prod(block.maps)
    text = shape + (f" + 2 × {block.channels}" if norm else "")
    return Layer(f"blocks.{place}", text, block.weights, biases, adds, block.outputs, place == 0, maps, block.field)


def _dense(name: str, inputs: int, outputs: int, steps: int) -> Layer:
    products = inputs * outputs
    return Layer(name, f"{inputs} × {outputs} + {outputs}", products, outputs, steps * products, steps * outputs)


def _attention(kind: str, query: int, key: int, places: int, steps: int) -> Layer:
    """The matrices of an attention as wide as the state, with the sums over all places at each step."""
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
