"""The cost of each part of a Transformer, from its shape; torch-free."""

from __future__ import annotations

from nets.experiment.layer_cost import Layer, attention, feed_forward, norm, table, transformer_block
from nets.models.transformer.settings import Net


def layers(net: Net, vocabularies: tuple[int, int], lengths: tuple[int, int], positions: int) -> tuple[Layer, ...]:
    """Return the layers of encoder, decoder, embeddings and output, named like their modules.

    Args:
        net: The settings of the net.
        vocabularies: The sizes of both vocabularies, of sources and of targets.
        lengths: The most tokens of a source and of a target; the counts are for one pair of these lengths.
        positions: How many positions each stack knows.
    """
    (sources, targets), (read, written) = vocabularies, lengths
    width, heads, hidden, is_normed = net.width, net.heads, net.feed * net.width, net.norm != "off"
    parts = _entrance(net, "source", sources, "encoder", read, positions)
    for index in range(net.layers):
        parts += transformer_block(f"encoder.blocks.{index}", read, width, heads, hidden, is_normed)
    parts += _last_norm(net, "encoder", read)
    parts += _entrance(net, "target", targets, "decoder", written, positions)
    for index in range(net.layers):
        name = f"decoder.blocks.{index}"
        parts += attention(f"{name}.attention", written, written, width, heads, is_normed)
        parts += attention(f"{name}.cross_attention", written, read, width, heads, is_normed)
        parts += feed_forward(f"{name}.feed_forward", written, width, hidden, is_normed)
    parts += _last_norm(net, "decoder", written)
    products = width * targets
    shape, weights = ("", 0) if net.tied else (f"{targets} × {width}", products)
    parts.append(Layer("output", shape, weights, 0, written * products, written * targets))
    return tuple(parts)


def _entrance(net: Net, name: str, vocabularies: int, stack: str, length: int, positions: int) -> list[Layer]:
    """Return the embedding of one side, and its positions if they are learned."""
    embedding = table(name, vocabularies, net.width, length)
    if net.positions == "learned":
        return [embedding, table(f"{stack}.positions", positions, net.width, length)]
    return [embedding]


def _last_norm(net: Net, stack: str, length: int) -> list[Layer]:
    """Return the norm at the end of a stack, if there is one."""
    return [norm(f"{stack}.norm", length, net.width)] if net.norm == "before" else []
