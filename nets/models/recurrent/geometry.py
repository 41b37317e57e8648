"""What each layer of a net that reads sequences costs, counted from its shape; torch-free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nets.experiment.layer_cost import Layer

if TYPE_CHECKING:
    from nets.models.recurrent.experiment import Recurrent

GATES = {"rnn": 1, "gru": 3, "lstm": 4}  # sums that each hidden unit makes at a step


def layers(experiment: Recurrent) -> tuple[Layer, ...]:
    """Embedding, layers and output layer, for one sequence of the full length."""
    net, held = experiment.net, experiment.about
    steps, symbols = held.length, len(held.symbols)
    made: list[Layer] = []
    width = net.embedding or symbols if symbols else len(held.numbers)
    if symbols and net.embedding:
        made.append(Layer("embedding", f"{symbols} × {width}", symbols * width, 0, 0, steps * width, True))
    if net.cell == "attention":
        products = width * net.hidden
        made.append(_layer("projection", f"{width} × {net.hidden}", products, net.hidden, steps, net.hidden, not made))
        width = net.hidden
    for place in range(net.layers):
        made.append(_hidden(experiment, place, width, steps, not made))
        width = net.hidden * (1 + experiment.both)
    width *= 1 if held.each or experiment.recurrent else 2  # means and greatest values
    outputs, times = experiment.outputs, steps if held.each else 1
    return (*made, _layer("output", f"{width} × {outputs}", width * outputs, outputs, times, outputs, False))


def _hidden(experiment: Recurrent, place: int, width: int, steps: int, first: bool) -> Layer:
    """One of the layers between, with `width` numbers coming in at a step."""
    net, name = experiment.net, f"layers.{place}"
    hidden = net.hidden
    if experiment.recurrent:
        gates, ways = GATES[net.cell], 1 + experiment.both
        weights, biases = ways * gates * hidden * (width + hidden), ways * gates * 2 * hidden
        shape = f"{ways * gates} × ({width} + {hidden}) × {hidden}"
        return _layer(name, shape, weights, biases, steps, ways * (gates + 1) * hidden, first)
    if net.cell == "cnn":
        weights = width * net.kernel * hidden
        return _layer(name, f"{width} × {net.kernel} × {hidden}", weights, hidden, steps, hidden, first)
    weights, biases = 7 * hidden * hidden, 6 * hidden
    mixing = 2 * steps * steps * hidden  # products of queries with keys, and of shares with values
    outputs = steps * (9 * hidden + 2 * steps)
    return Layer(name, f"7 × {hidden} × {hidden}", weights, biases, steps * weights + mixing, outputs, first)


def _layer(name: str, shape: str, weights: int, biases: int, times: int, outputs: int, first: bool) -> Layer:
    """A layer whose weights are used at each of so many steps."""
    return Layer(name, f"{shape} + {biases}", weights, biases, times * weights, times * outputs, first)
