"""What each part of BERT costs, counted from its shape; torch-free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nets.training.cost import Layer

if TYPE_CHECKING:
    from nets.bert.experiment import Bert


def layers(experiment: Bert) -> tuple[Layer, ...]:
    """Tables, blocks and heads under the names of their modules, for one row of the full length."""
    net, length, symbols = experiment.net, experiment.data.length, experiment.symbols
    width, asked = net.width, experiment.asked
    places = length * width * (net.positions == "learned")
    norm = 2 * width * (net.norm != "off")
    made = [
        Layer("embedding", f"{symbols} × {width}", symbols * width, 0, 0, length * width, True),
        Layer("segments", f"2 × {width}", 2 * width, 0, 0, length * width, True),
        Layer("stack", f"{length} × {width}" if places else "", places, norm, 0, length * width, True),
    ]
    for place in range(net.layers):
        made += _block(f"stack.blocks.{place}", net.width, net.heads, net.feed * width, length, norm)
    if norm and net.norm == "before":
        made.append(Layer("stack.norm", f"{width}", 0, norm, 0, length * width))
    weights = width * width
    products = asked * (weights + width * symbols)
    outputs = asked * (3 * width + symbols)
    made.append(Layer("head", f"{width} × {width} + {symbols}", weights, 3 * width + symbols, products, outputs))
    made += [_dense("pooler", width, width, 1), _dense("following", width, 2, 1), _dense("output", width, 2, 1)]
    return tuple(made)


def _block(name: str, width: int, heads: int, inner: int, length: int, norm: int) -> list[Layer]:
    """Attention: queries, keys, values, every place with every other, and what joins them. Then the feed-forward part."""
    weights, mixing = 4 * width * width, 2 * length * length * width
    outputs = length * (5 * width + 2 * length * heads)
    attention = Layer(
        f"{name}.attention", f"{width} × {3 * width} + {width} × {width}", weights, 4 * width + norm,
        length * weights + mixing, outputs,
    )  # fmt: skip
    shape = f"{width} × {inner} + {inner} × {width}"
    products = 2 * width * inner
    feed = Layer(f"{name}.feed", shape, products, inner + width + norm, length * products, 2 * length * (inner + width))
    return [attention, feed]


def _dense(name: str, inputs: int, outputs: int, times: int) -> Layer:
    """A layer that is used at so many places."""
    products = inputs * outputs
    return Layer(name, f"{inputs} × {outputs} + {outputs}", products, outputs, times * products, times * outputs)
