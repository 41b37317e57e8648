"""What each part of a GPT costs, counted from its shape; torch-free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nets.experiment.layer_cost import Layer

if TYPE_CHECKING:
    from nets.models.gpt.experiment import GPT


def layers(experiment: GPT) -> tuple[Layer, ...]:
    """Embedding, blocks and output under the names of their modules; counts are for one whole window."""
    net, held = experiment.net, experiment.about
    places, symbols, width = held.length, len(held.symbols), net.width
    made = [Layer("embedding", f"{symbols} × {width}", symbols * width, 0, 0, places * width, True)]
    if net.positions == "learned":
        made.append(Layer("stack.positions", f"{places} × {width}", places * width, 0, 0, places * width, True))
    for place in range(net.layers):
        made += block(f"stack.blocks.{place}", places, places, width, net.heads, net.feed * width, net.norm != "off")
    if net.norm == "before":
        made.append(norm("stack.norm", places, width))
    products = symbols * width
    table = "" if net.tied else f"{symbols} × {width}"
    made.append(Layer("output", table, 0 if net.tied else products, 0, places * products, places * symbols))
    return tuple(made)


def block(name: str, places: int, read: int, width: int, heads: int, feed: int, normed: bool) -> list[Layer]:
    """Attention of `places` to `read` places, and the feed-forward part."""
    made = [*attention(f"{name}.attention", places, read, width, heads, normed)]
    made += [norm(f"{name}.feed_forward_norm", places, width)] * normed
    weights, inside = 2 * width * feed, 2 * feed + width
    shape = f"{width} × {feed} + {feed} × {width} + {feed + width}"
    made.append(Layer(f"{name}.feed_forward", shape, weights, feed + width, places * weights, places * inside))
    return made


def attention(name: str, places: int, read: int, width: int, heads: int, normed: bool) -> list[Layer]:
    """Queries, keys and values; the products of queries with keys, the values taken, and what joins the heads.

    The fused kernel keeps no weights of attention for the way back: it makes them anew from the sum of each row, one
    number for a place and head (Dao et al. 2022, "FlashAttention").
    """
    weights = 4 * width * width
    made = [norm(f"{name}_norm", places, width)] * normed
    of_query, of_memory = places * 2 * width * width, read * 2 * width * width
    mixing = 2 * places * read * width
    outputs = places * (3 * width + heads) + read * 2 * width
    shape = f"4 × {width} × {width} + {4 * width}"
    made.append(Layer(name, shape, weights, 4 * width, of_query + of_memory + mixing, outputs))
    return made


def norm(name: str, places: int, width: int) -> Layer:
    """Scale and shift of what each place holds."""
    return Layer(name, f"2 × {width}", 0, 2 * width, 0, places * width)
