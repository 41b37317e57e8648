"""The cost of each layer of a net that reads sequences, from its shape; torch-free."""

from __future__ import annotations

from nets.datasets.text.sequences import SequenceInfo
from nets.experiment.layer_cost import Layer, convolution_1d, dense, recurrent, table
from nets.models.recurrent.settings import RECURRENT, Net


def layers(net: Net, info: SequenceInfo, outputs: int, directions: int) -> tuple[Layer, ...]:
    """Return embedding, layers and output layer under the names of their modules, for one sequence of full length.

    Args:
        net: The settings of the net.
        info: The vocabulary and length of the sequences.
        outputs: Neurons of the output layer.
        directions: In how many directions a sequence is read, 1 or 2.
    """
    steps, vocabulary = info.length, len(info.tokens)
    parts: list[Layer] = []
    width = net.embedding or vocabulary if vocabulary else len(info.features)
    if vocabulary and net.embedding:
        parts.append(table("embedding", vocabulary, width, steps))
    if net.cell == "attention":
        parts.append(dense("projection", width, net.hidden, first=not parts, steps=steps))
        width = net.hidden
    for index in range(net.layers):
        parts.append(_hidden(f"layers.{index}", net, width, steps, directions, not parts))
        width = net.hidden * directions
    width *= 1 if info.per_step or net.cell in RECURRENT else 2  # means and maxima
    return (*parts, dense("output", width, outputs, steps=steps if info.per_step else 1))


def _hidden(name: str, net: Net, inputs: int, steps: int, directions: int, first: bool) -> Layer:
    """Return one hidden layer, with `inputs` numbers at each step."""
    hidden = net.hidden
    if net.cell in RECURRENT:
        return recurrent(name, net.cell, inputs, hidden, steps, directions, first)
    if net.cell == "cnn":
        return convolution_1d(name, inputs, net.kernel, hidden, steps, first)
    weights, biases = 7 * hidden * hidden, 6 * hidden
    mixing = 2 * steps * steps * hidden  # products of queries with keys, and of weights with values
    outputs = steps * (9 * hidden + 2 * steps)
    return Layer(name, f"7 × {hidden} × {hidden}", weights, biases, steps * weights + mixing, outputs, first)
