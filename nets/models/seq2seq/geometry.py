"""What each layer of an encoder-decoder costs, counted from its shape; torch-free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nets.experiment.layer_cost import Layer

if TYPE_CHECKING:
    from nets.models.seq2seq.experiment import Seq2Seq

GATES = {"rnn": 1, "gru": 3, "lstm": 4}  # sums that each hidden unit makes at a step


def layers(experiment: Seq2Seq) -> tuple[Layer, ...]:
    """Encoder and decoder, for one pair of the full lengths."""
    net, (sources, targets) = experiment.net, experiment.symbols
    read, written = experiment.lengths
    made = [_table("encoder.embedding", sources, net.embedding, read, True)]
    width = net.embedding
    for place in range(net.layers):
        name = f"encoder.layers.{place}"
        if net.encoder == "cnn":
            shape = f"{width} × {net.kernel} × {net.hidden}"
            made.append(_layer(name, shape, width * net.kernel * net.hidden, net.hidden, read, net.hidden))
        else:
            made.append(_cell(name, net.encoder, 1 + experiment.both, width, net.hidden, read))
        width = experiment.memory
    made.append(_table("decoder.embedding", targets, net.embedding, written, False))
    state = net.hidden * (2 if net.decoder == "lstm" else 1)
    made.append(_layer("decoder.bridge", f"{width} × {state}", width * state, state, 1, state))
    made.append(_cell("decoder.cell", net.decoder, 1, net.embedding, net.hidden, written))
    made += _attention(experiment, read, written)
    seen = net.hidden + width * experiment.attentive
    return (*made, _layer("decoder.output", f"{seen} × {targets}", seen * targets, targets, written, targets))


def _attention(experiment: Seq2Seq, read: int, written: int) -> list[Layer]:
    """Every state is compared with every place that was read, and takes of it."""
    net, memory = experiment.net, experiment.memory
    if not experiment.attentive:
        return []
    hidden, pairs = net.hidden, read * written
    of_key = memory * hidden if net.attention != "dot" or memory != hidden else 0
    of_query = hidden * hidden if net.attention != "dot" else 0
    added = hidden if net.attention == "additive" else 0
    weights = of_key + of_query + added
    products = read * of_key + written * of_query + pairs * (hidden + memory)
    inside = pairs * (2 + added)  # scores, shares, and what is bent for each score
    shape = " + ".join(filter(None, [
        f"{hidden} × {hidden}" if of_query else "", f"{memory} × {hidden}" if of_key else "",
        f"{hidden} × 1" if added else "",
    ]))  # fmt: skip
    outputs = inside + read * hidden * bool(of_key) + written * (memory + hidden * bool(of_query))
    return [Layer("decoder.attention", shape, weights, 0, products, outputs)]


def _table(name: str, symbols: int, width: int, steps: int, first: bool) -> Layer:
    return Layer(name, f"{symbols} × {width}", symbols * width, 0, 0, steps * width, first)


def _cell(name: str, kind: str, ways: int, width: int, hidden: int, steps: int) -> Layer:
    """A recurrent layer that is gone through so many times."""
    gates = GATES[kind] * ways
    weights, biases = gates * hidden * (width + hidden), 2 * gates * hidden
    return _layer(name, f"{gates} × ({width} + {hidden}) × {hidden}", weights, biases, steps, (gates + ways) * hidden)


def _layer(name: str, shape: str, weights: int, biases: int, times: int, outputs: int) -> Layer:
    """A layer whose weights are used at each of so many steps."""
    return Layer(name, f"{shape} + {biases}", weights, biases, times * weights, times * outputs)
