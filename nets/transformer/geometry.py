"""What each part of a Transformer costs, counted from its shape; torch-free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nets.training.cost import Layer

if TYPE_CHECKING:
    from nets.transformer.experiment import Transformer


def layers(experiment: Transformer) -> tuple[Layer, ...]:
    """Encoder and decoder, for one pair of the full lengths."""
    net, (sources, targets) = experiment.net, experiment.symbols
    read, written = experiment.lengths
    made = [_table("source", sources, net.width, read, True), *_places(experiment, "encoder", read)]
    for place in range(net.layers):
        name = f"encoder.blocks.{place}"
        made += [*_attention(experiment, f"{name}.attention", read, read), *_feed(experiment, name, read)]
    made += [*_norm(experiment, "encoder.norm", read, experiment.net.norm == "before")]
    made += [_table("target", targets, net.width, written, True), *_places(experiment, "decoder", written)]
    for place in range(net.layers):
        name = f"decoder.blocks.{place}"
        made += _attention(experiment, f"{name}.attention", written, written)
        made += [*_attention(experiment, f"{name}.crossed", written, read), *_feed(experiment, name, written)]
    made += [*_norm(experiment, "decoder.norm", written, experiment.net.norm == "before")]
    own = 0 if net.tied else targets * net.width
    shape = f"{net.width} × {targets}"
    return (*made, Layer("output", shape, own, 0, written * net.width * targets, written * targets))


def _table(name: str, symbols: int, width: int, steps: int, first: bool) -> Layer:
    return Layer(name, f"{symbols} × {width}", symbols * width, 0, 0, steps * width, first)


def _places(experiment: Transformer, name: str, steps: int) -> list[Layer]:
    """The learnt table of positions."""
    if experiment.net.positions != "learned":
        return []
    width, places = experiment.net.width, experiment.places
    return [Layer(f"{name}.places", f"{places} × {width}", places * width, 0, 0, steps * width, True)]


def _attention(experiment: Transformer, name: str, asking: int, asked: int) -> list[Layer]:
    """Queries, keys, values and what joins the heads; every place that asks is compared with every one that is asked."""
    net, width = experiment.net, experiment.net.width
    products = 2 * (asking + asked) * width**2 + 2 * asking * asked * width
    outputs = 3 * asking * width + 2 * asked * width + 2 * net.heads * asking * asked
    return [
        Layer(name, f"4 × {width} × {width} + {4 * width}", 4 * width**2, 4 * width, products, outputs),
        *_norm(experiment, f"{name}_norm", asking),
    ]


def _feed(experiment: Transformer, block: str, steps: int) -> list[Layer]:
    """Two layers at every place."""
    width, inner = experiment.net.width, experiment.net.feed * experiment.net.width
    weights, biases, name = 2 * width * inner, inner + width, f"{block}.feed"
    shape = f"2 × {width} × {inner} + {biases}"
    return [
        Layer(name, shape, weights, biases, steps * weights, steps * (2 * inner + width)),
        *_norm(experiment, f"{name}_norm", steps),
    ]


def _norm(experiment: Transformer, name: str, steps: int, there: bool = True) -> list[Layer]:
    width = experiment.net.width
    if experiment.net.norm == "off" or not there:
        return []
    return [Layer(name, f"2 × {width}", 0, 2 * width, 0, steps * width)]
