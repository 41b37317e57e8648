"""What each part of BERT costs, counted from its shape; torch-free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nets.experiment.layer_cost import Layer, dense
from nets.models.gpt.geometry import block, norm

if TYPE_CHECKING:
    from nets.models.bert.experiment import Bert


def layers(experiment: Bert) -> tuple[Layer, ...]:
    """Tables, blocks and heads under the names of their modules, for one row of the full length."""
    net, places, symbols, asked = experiment.net, experiment.data.length, experiment.symbols, experiment.asked
    width, normed = net.width, net.norm != "off"
    made = [_table("embedding", symbols, width, places), _table("segment_embedding", 2, width, places)]
    made += [_table("stack.positions", places, width, places)] * (net.positions == "learned")
    made += [norm("stack.embedding_norm", places, width)] * normed
    for place in range(net.layers):
        made += block(f"stack.blocks.{place}", places, places, width, net.heads, net.feed * width, normed)
    made += [norm("stack.norm", places, width)] * (net.norm == "before")
    products = asked * (width * width + width * symbols)
    shape, outputs = f"{width} × {width} + {symbols}", asked * (3 * width + symbols)
    made.append(Layer("head", shape, width * width, 3 * width + symbols, products, outputs))
    return (*made, dense("pooler", width, width), dense("next_sentence", width, 2), dense("output", width, 2))


def _table(name: str, rows: int, width: int, places: int) -> Layer:
    """A table of which each place takes a row."""
    return Layer(name, f"{rows} × {width}", rows * width, 0, 0, places * width, True)
