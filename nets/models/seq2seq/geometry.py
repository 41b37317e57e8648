"""The cost of each layer of an encoder-decoder, from its shape; torch-free."""

from __future__ import annotations

from nets.experiment.layer_cost import Layer, convolution_1d, dense, recurrent, table
from nets.models.seq2seq.settings import Net


def layers(net: Net, vocabularies: tuple[int, int], lengths: tuple[int, int], directions: int) -> tuple[Layer, ...]:
    """Return encoder, attention and decoder under the names of their modules.

    Args:
        net: The settings of the net.
        vocabularies: The sizes of both vocabularies, of sources and of targets.
        lengths: The most tokens of a source and of a target; the counts are for one pair of these lengths.
        directions: In how many directions the encoder reads, 1 or 2.
    """
    (sources, targets), (read, written) = vocabularies, lengths
    parts = [table("encoder.embedding", sources, net.embedding, read)]
    width, memory = net.embedding, directions * net.hidden
    for index in range(net.layers):
        name = f"encoder.layers.{index}"
        if net.encoder == "cnn":
            parts.append(convolution_1d(name, width, net.kernel, net.hidden, read))
        else:
            parts.append(recurrent(name, net.encoder, width, net.hidden, read, directions))
        width = memory
    parts.append(table("decoder.embedding", targets, net.embedding, written, first=False))
    parts.append(dense("decoder.bridge", width, net.hidden * (2 if net.decoder == "lstm" else 1)))
    parts.append(recurrent("decoder.cell", net.decoder, net.embedding, net.hidden, written))
    has_attention = net.attention != "none"
    if has_attention:
        parts.append(_attention(net, memory, read, written))
    return (*parts, dense("decoder.output", net.hidden + width * has_attention, targets, steps=written))


def _attention(net: Net, memory: int, read: int, written: int) -> Layer:
    """Return the comparison of every decoder state with every source position, and the weighted sums."""
    hidden, pairs = net.hidden, read * written
    of_key = memory * hidden if net.attention != "dot" or memory != hidden else 0
    of_query = hidden * hidden if net.attention != "dot" else 0
    added = hidden if net.attention == "additive" else 0
    weights = of_key + of_query + added
    products = read * of_key + written * of_query + pairs * (hidden + memory)
    numbers = pairs * (2 + added)  # scores, weights, and the activations for each score
    shape = " + ".join(filter(None, [
        f"{hidden} × {hidden}" if of_query else "", f"{memory} × {hidden}" if of_key else "",
        f"{hidden} × 1" if added else "",
    ]))  # fmt: skip
    outputs = numbers + read * hidden * bool(of_key) + written * (memory + hidden * bool(of_query))
    return Layer("decoder.attention", shape, weights, 0, products, outputs)
