"""The cost of each part of BERT, from its shape; torch-free."""

from __future__ import annotations

from nets.experiment.layer_cost import Layer, dense, norm, table, transformer_block
from nets.models.bert.settings import Net


def layers(net: Net, vocabulary: int, length: int, masked: int) -> tuple[Layer, ...]:
    """Return tables, blocks and heads under the names of their modules.

    Args:
        net: The settings of the net.
        vocabulary: The size of the vocabulary.
        length: Tokens in a row; the counts are for one row of this length.
        masked: How many of them are predicted.
    """
    width, is_normed = net.width, net.norm != "off"
    parts = [table("embedding", vocabulary, width, length), table("segment_embedding", 2, width, length)]
    if net.positions == "learned":
        parts.append(table("stack.positions", length, width, length))
    if is_normed:
        parts.append(norm("stack.embedding_norm", length, width))
    for index in range(net.layers):
        parts += transformer_block(f"stack.blocks.{index}", length, width, net.heads, net.feed * width, is_normed)
    if net.norm == "before":
        parts.append(norm("stack.norm", length, width))
    products = masked * (width * width + width * vocabulary)
    shape, outputs = f"{width} × {width} + {vocabulary}", masked * (3 * width + vocabulary)
    parts.append(Layer("head", shape, width * width, 3 * width + vocabulary, products, outputs))
    return (*parts, dense("pooler", width, width), dense("next_sentence", width, 2), dense("output", width, 2))
