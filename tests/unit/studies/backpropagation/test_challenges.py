"""Each challenge of the Backpropagation page passes for what it asks, and for nothing less."""

from __future__ import annotations

from nets.studies.backpropagation.challenges import CHALLENGES
from nets.studies.backpropagation.formula.expression import parse
from nets.studies.backpropagation.formula.samples import SAMPLES
from nets.studies.backpropagation.passes import initial_values, node_labels
from nets.studies.backpropagation.progress import Graph, Progress, nodes_named, update_inputs
from nets.studies.backpropagation.records import GraphState, Prediction, TrainingRecord

PREDICT, CANCEL, ZERO_GRAD = (challenge.check for challenge in CHALLENGES)


def graph_state(text: str, is_complete: bool = True) -> GraphState:
    expression = parse(text)
    graph = Graph(expression, initial_values(expression), frozenset())
    return GraphState(graph, graph.passes({}), node_labels(expression), is_complete)


def training_record(zero: bool, lr: float = 0.1, updates: int = 20) -> TrainingRecord:
    sample = SAMPLES["neuron"]
    expression, progress = parse(sample.text), Progress()
    frozen, start = nodes_named(node_labels(expression), sample.frozen), initial_values(expression)
    for _ in range(updates):
        progress = update_inputs(progress, Graph(expression, {**start, **progress.inputs}, frozen), lr, zero)
    return TrainingRecord(sample.text, tuple(sorted(start.items())), sample.frozen, lr, zero, progress.losses)


def test_prediction_challenge_needs_three_correct_gradients_and_a_sum() -> None:
    right = [Prediction("f", name, 2.01, 2.0, 1) for name in "abc"]
    assert PREDICT([]).share == 0
    assert not PREDICT([*right, right[0]]).reached
    assert PREDICT([*right, Prediction("f", "d", -0.505, -0.5, 2)]).reached
    assert not PREDICT([*right, Prediction("f", "d", -0.6, -0.5, 2)]).reached
    assert not PREDICT(
        [*right[:1], right[0], Prediction("f", "out", 1.0, 1.0, 0), Prediction("f", "d", 3, 3, 2)]
    ).reached


def test_cancelling_challenge_needs_uses_that_cancel_in_the_current_graph() -> None:
    assert CANCEL([graph_state("x = 1\nx*x - 2*x")]).reached
    assert not CANCEL([graph_state("x = 1\nx*x - 2*x", is_complete=False)]).reached
    assert not CANCEL([graph_state("x = 1.01\nx*x - 2*x")]).reached
    assert not CANCEL([graph_state("x = 3\nx - x")]).reached, "the output does not depend on x"
    assert not CANCEL([graph_state("x = 2\n(x - 2)^2")]).reached, "x is used once"
    assert not CANCEL([graph_state("x = 1\nx*x - 2*x"), graph_state("x + x")]).reached, "only what is there now counts"


def test_zero_grad_challenge_compares_equal_updates() -> None:
    assert ZERO_GRAD([training_record(True), training_record(False)]).reached
    assert not ZERO_GRAD([training_record(True), training_record(False, lr=0.05)]).reached
    assert not ZERO_GRAD([training_record(True), training_record(False, updates=5)]).reached
    assert not ZERO_GRAD([training_record(True, lr=0.5), training_record(False, lr=0.5)]).reached, (
        "the loss does not fall to a tenth"
    )
    assert training_record(True, updates=8).continues(training_record(True, updates=3))
    assert not training_record(True).continues(training_record(False, updates=3))
