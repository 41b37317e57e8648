"""The cost of each part of a GPT, from its shape; torch-free."""

from __future__ import annotations

from nets.experiment.layer_cost import Layer, norm, table, transformer_block
from nets.models.gpt.settings import Net


def layers(net: Net, vocabulary: int, length: int) -> tuple[Layer, ...]:
    """Return embedding, blocks and output under the names of their modules.

    Args:
        net: The settings of the net.
        vocabulary: The size of the vocabulary.
        length: Tokens in a window; the counts are for one whole window.
    """
    width, is_normed = net.width, net.norm != "off"
    parts = [table("embedding", vocabulary, width, length)]
    if net.positions == "learned":
        parts.append(table("stack.positions", length, width, length))
    for index in range(net.layers):
        parts += transformer_block(f"stack.blocks.{index}", length, width, net.heads, net.feed * width, is_normed)
    if net.norm == "before":
        parts.append(norm("stack.norm", length, width))
    products = vocabulary * width
    shape, weights = ("", 0) if net.tied else (f"{vocabulary} × {width}", products)
    parts.append(Layer("output", shape, weights, 0, length * products, length * vocabulary))
    return tuple(parts)
