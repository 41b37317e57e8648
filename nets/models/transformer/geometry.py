"""What each part of a Transformer costs, counted from its shape; torch-free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nets.experiment.layer_cost import Layer
from nets.models.gpt.geometry import attention, block

if TYPE_CHECKING:
    from nets.models.transformer.experiment import Transformer


def layers(experiment: Transformer) -> tuple[Layer, ...]:
    """Encoder, decoder and what is around them under the names of their modules, for one pair of the full lengths."""
    net, (sources, targets) = experiment.net, experiment.symbols
    read, written = experiment.lengths
    width, heads, normed = net.width, net.heads, net.norm != "off"
    made = _entrance(experiment, "source", sources, "encoder", read)
    for place in range(net.layers):
        made += block(f"encoder.blocks.{place}", read, read, width, heads, net.feed * width, normed)
    made += [*_last(experiment, "encoder", read), *_entrance(experiment, "target", targets, "decoder", written)]
    for place in range(net.layers):
        name = f"decoder.blocks.{place}"
        own, *rest = _parted(block(name, written, written, width, heads, net.feed * width, normed), name)
        made += [*own, *attention(f"{name}.cross_attention", written, read, width, heads, normed), *rest[0]]
    made += _last(experiment, "decoder", written)
    products, table = width * targets, "" if net.tied else f"{targets} × {width}"
    made.append(Layer("output", table, 0 if net.tied else products, 0, written * products, written * targets))
    return tuple(made)


def _parted(made: list[Layer], name: str) -> tuple[list[Layer], list[Layer]]:
    """A block's attention, and what comes after it."""
    own = [layer for layer in made if layer.name.startswith(f"{name}.attention")]
    return own, [layer for layer in made if layer not in own]


def _entrance(experiment: Transformer, table: str, symbols: int, stack: str, places: int) -> list[Layer]:
    """The vectors of symbols, and those of places where they are learnt."""
    width, most = experiment.net.width, experiment.places
    made = [Layer(table, f"{symbols} × {width}", symbols * width, 0, 0, places * width, True)]
    if experiment.net.positions == "learned":
        made.append(Layer(f"{stack}.positions", f"{most} × {width}", most * width, 0, 0, places * width, True))
    return made


def _last(experiment: Transformer, stack: str, places: int) -> list[Layer]:
    """The norm of what leaves a stack."""
    width = experiment.net.width
    return [Layer(f"{stack}.norm", f"2 × {width}", 0, 2 * width, 0, places * width)] * (experiment.net.norm == "before")
