"""Passes node by node, updates, finite differences, scripts and chains agree with torch."""

from __future__ import annotations

import math

import pytest
import torch

from nets.studies.backpropagation.arithmetic import tensors
from nets.studies.backpropagation.depth import run_chain
from nets.studies.backpropagation.formula.expression import parse
from nets.studies.backpropagation.formula.samples import SAMPLES
from nets.studies.backpropagation.passes import initial_values, node_labels
from nets.studies.backpropagation.progress import (
    Graph,
    Progress,
    advance,
    complete_passes,
    finite_difference,
    next_phase,
    nodes_named,
    update_inputs,
)
from nets.studies.backpropagation.pytorch_script import script


def graph_of(text: str, frozen: tuple[str, ...]) -> Graph:
    expression = parse(text)
    return Graph(expression, initial_values(expression), nodes_named(node_labels(expression), frozen))


def sample(name: str, *frozen: str) -> Graph:
    return graph_of(SAMPLES[name].text, (*SAMPLES[name].frozen, *frozen))


def run_script(graph: Graph) -> dict[str, object]:
    """Run the script of a graph and return its variables."""
    variables: dict[str, object] = {}
    try:
        exec("\n".join(line.text for line in script(graph.expression, graph.numbers, graph.frozen)), variables)
    finally:
        torch.set_default_dtype(torch.float32)
    return variables


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_script_computes_the_gradients_of_the_graph(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    graph = sample(name, "h1")
    variables, passes, names = run_script(graph), graph.passes({}), node_labels(graph.expression)
    printed = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert printed == {each for each in graph.expression.names if each not in SAMPLES[name].frozen}
    for each in printed:
        gradient, result = passes.gradients[names.index(each)], variables[each].grad
        assert result is None if gradient is None else result.item() == pytest.approx(gradient, rel=1e-9)


@pytest.mark.parametrize(
    "text", ["lambda = 2; torch = 3\nlambda*torch", "max(2, 3) + sin(1) + x", "2^3 - -x", "-(2*3)*x", "7", "-1*x^-2"]
)
def test_script_of_unusual_formula_runs(text: str) -> None:
    graph = graph_of(text, ())
    values = [float(each.detach()) for each in run_script(graph).values() if isinstance(each, torch.Tensor)]
    assert values[-1] == pytest.approx(graph.expression.value(**graph.numbers))


def test_nodes_come_after_their_inputs_and_gradients_after_their_users() -> None:
    graph, progress, phases = sample("net"), Progress(), []
    while next_phase(progress, passes := graph.passes(progress.accumulated)) != "update":
        phases.append(next_phase(progress, passes))
        progress = advance(progress, passes)
    assert phases == ["forward"] * len(passes.forward) + ["backward"] * len(passes.backward)
    for place, at in enumerate(passes.backward):
        assert {term.user for term in passes.terms[at]} <= set(passes.backward[:place])


@pytest.mark.parametrize("zero", [True, False])
def test_updates_equal_those_of_torch(zero: bool) -> None:
    graph = sample("net")
    names = [name for name in graph.expression.names if name not in SAMPLES["net"].frozen]
    leaves = {name: torch.tensor(value, dtype=torch.float64) for name, value in graph.numbers.items()}
    progress, losses = Progress(), []
    for name in names:
        leaves[name].requires_grad_()
    for _ in range(6):
        loss = graph.expression.value(tensors(), **leaves)
        loss.backward()
        losses.append(loss.item())
        for name in names:
            leaves[name].data -= 0.1 * leaves[name].grad
            leaves[name].grad = None if zero else leaves[name].grad
        now = Graph(graph.expression, {**graph.numbers, **progress.inputs}, graph.frozen)
        progress = update_inputs(complete_passes(progress, now.passes(progress.accumulated)), now, 0.1, zero)
    assert progress.losses[:-1] == pytest.approx(losses, rel=1e-12)
    assert progress.inputs == {name: pytest.approx(leaves[name].item(), rel=1e-12) for name in names}
    assert (progress.backward, bool(progress.accumulated)) == (0, not zero)


def test_finite_difference_approximates_the_gradient_for_a_suitable_step() -> None:
    def errors(graph: Graph, step: float) -> list[float]:
        passes = graph.passes({})
        return [abs(finite_difference(graph, passes.values, at, step) - passes.gradients[at]) for at in passes.backward]

    graph, cut = sample("chain"), sample("chain", "h3")
    assert max(errors(graph, 1e-5)) < 1e-8
    assert max(errors(cut, 1e-5)) < 1e-8
    assert max(errors(graph, 0.5)) > 1e-2
    assert max(errors(graph, 1e-15)) > 1e-2
    weight = node_labels(graph.expression).index("w")
    assert abs(graph.passes({}).gradients[weight] - cut.passes({}).gradients[weight]) > 0.1


def test_gradient_of_a_chain_vanishes_without_residual_connections() -> None:
    plain, short = run_chain("sigmoid", 20, 1.0, False), run_chain("sigmoid", 20, 1.0, True)
    assert plain.gradients[0] == pytest.approx(math.prod(plain.slopes), rel=1e-12)
    assert 0 < plain.gradients[0] < 4**-20
    assert short.gradients[0] == pytest.approx(math.prod(short.slopes), rel=1e-12)
    assert short.gradients[0] > 1
    assert run_chain("relu", 20, -1.0, False).gradients[0] == 0
    place = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    far = place
    for _ in range(20):
        far = torch.tanh(1.3 * far)
    far.backward()
    assert run_chain("tanh", 20, 1.3, False).gradients[0] == pytest.approx(place.grad.item(), rel=1e-12)
