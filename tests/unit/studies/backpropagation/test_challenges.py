"""Each challenge is met by what it asks for, and by nothing less."""

from __future__ import annotations

from nets.studies.backpropagation.challenges import CHALLENGES
from nets.studies.backpropagation.formula.expression import parse
from nets.studies.backpropagation.formula.samples import SAMPLES
from nets.studies.backpropagation.passes import firsts, labels
from nets.studies.backpropagation.progress import Graph, Walk, named, updated
from nets.studies.backpropagation.records import Both, Predicted, Trained

CALLED, CANCELLED, SWEPT = (challenge.check for challenge in CHALLENGES)


def shown(text: str, done: bool = True) -> Both:
    expression = parse(text)
    graph = Graph(expression, firsts(expression), frozenset())
    return Both(graph, graph.passes({}), labels(expression), done)


def trained(zero: bool, lr: float = 0.1, updates: int = 20) -> Trained:
    sample = SAMPLES["neuron"]
    expression, walk = parse(sample.text), Walk()
    frozen, start = named(labels(expression), sample.frozen), firsts(expression)
    for _ in range(updates):
        walk = updated(walk, Graph(expression, {**start, **walk.trained}, frozen), lr, zero)
    return Trained(sample.text, tuple(sorted(start.items())), sample.frozen, lr, zero, walk.losses)


def test_gradients_are_called_before_they_are_seen() -> None:
    right = [Predicted("f", name, 2.01, 2.0, 1) for name in "abc"]
    assert CALLED([]).share == 0
    assert not CALLED([*right, right[0]]).reached
    assert CALLED([*right, Predicted("f", "d", -0.505, -0.5, 2)]).reached
    assert not CALLED([*right, Predicted("f", "d", -0.6, -0.5, 2)]).reached
    assert not CALLED([*right[:1], right[0], Predicted("f", "out", 1.0, 1.0, 0), Predicted("f", "d", 3, 3, 2)]).reached


def test_two_ways_cancel() -> None:
    assert CANCELLED([shown("x = 1\nx*x - 2*x")]).reached
    assert not CANCELLED([shown("x = 1\nx*x - 2*x", done=False)]).reached
    assert not CANCELLED([shown("x = 1.01\nx*x - 2*x")]).reached
    assert not CANCELLED([shown("x = 3\nx - x")]).reached, "the output does not depend on x"
    assert not CANCELLED([shown("x = 2\n(x - 2)^2")]).reached, "x is used once"
    assert not CANCELLED([shown("x = 1\nx*x - 2*x"), shown("x + x")]).reached, "only what is there now counts"


def test_what_a_forgotten_zero_costs() -> None:
    assert SWEPT([trained(True), trained(False)]).reached
    assert not SWEPT([trained(True), trained(False, lr=0.05)]).reached
    assert not SWEPT([trained(True), trained(False, updates=5)]).reached
    assert not SWEPT([trained(True, lr=0.5), trained(False, lr=0.5)]).reached, "the loss does not fall to a tenth"
    assert trained(True, updates=8).continues(trained(True, updates=3))
    assert not trained(True).continues(trained(False, updates=3))
