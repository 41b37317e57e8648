"""Both passes node by node, updates, finite differences, scripts, chains: each as torch has it."""

from __future__ import annotations

import math

import pytest
import torch

from nets.studies.backpropagation.arithmetic import tensors
from nets.studies.backpropagation.depth import chain
from nets.studies.backpropagation.formula.expression import parse
from nets.studies.backpropagation.formula.samples import SAMPLES
from nets.studies.backpropagation.passes import firsts, labels
from nets.studies.backpropagation.progress import Graph, Walk, difference, finished, named, phase, stepped, updated
from nets.studies.backpropagation.pytorch_script import script


def graph_of(text: str, frozen: tuple[str, ...]) -> Graph:
    expression = parse(text)
    return Graph(expression, firsts(expression), named(labels(expression), frozen))


def sample(name: str, *frozen: str) -> Graph:
    return graph_of(SAMPLES[name].text, (*SAMPLES[name].frozen, *frozen))


def ran(graph: Graph) -> dict[str, object]:
    """The names that the script of a graph leaves behind."""
    left: dict[str, object] = {}
    try:
        exec("\n".join(line.text for line in script(graph.expression, graph.numbers, graph.frozen)), left)
    finally:
        torch.set_default_dtype(torch.float32)
    return left


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_script_has_the_gradients_of_the_graph(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    graph = sample(name, "h1")
    left, passes, names = ran(graph), graph.passes({}), labels(graph.expression)
    printed = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert printed == {each for each in graph.expression.names if each not in SAMPLES[name].frozen}
    for each in printed:
        gradient, found = passes.gradients[names.index(each)], left[each].grad
        assert found is None if gradient is None else found.item() == pytest.approx(gradient, rel=1e-9)


@pytest.mark.parametrize(
    "text", ["lambda = 2; torch = 3\nlambda*torch", "max(2, 3) + sin(1) + x", "2^3 - -x", "-(2*3)*x", "7", "-1*x^-2"]
)
def test_a_script_of_anything_runs(text: str) -> None:
    graph = graph_of(text, ())
    made = [float(each.detach()) for each in ran(graph).values() if isinstance(each, torch.Tensor)]
    assert made[-1] == pytest.approx(graph.expression.value(**graph.numbers))


def test_every_node_comes_after_those_that_it_needs() -> None:
    graph, walk, seen = sample("net"), Walk(), []
    while phase(walk, passes := graph.passes(walk.carried)) != "update":
        seen.append(phase(walk, passes))
        walk = stepped(walk, passes)
    assert seen == ["forward"] * len(passes.forward) + ["backward"] * len(passes.backward)
    for place, at in enumerate(passes.backward):
        assert {term.user for term in passes.terms[at]} <= set(passes.backward[:place])


@pytest.mark.parametrize("zero", [True, False])
def test_updates_equal_those_of_torch(zero: bool) -> None:
    graph = sample("net")
    names = [name for name in graph.expression.names if name not in SAMPLES["net"].frozen]
    leaves = {name: torch.tensor(value, dtype=torch.float64) for name, value in graph.numbers.items()}
    walk, losses = Walk(), []
    for name in names:
        leaves[name].requires_grad_()
    for _ in range(6):
        loss = graph.expression.value(tensors(), **leaves)
        loss.backward()
        losses.append(loss.item())
        for name in names:
            leaves[name].data -= 0.1 * leaves[name].grad
            leaves[name].grad = None if zero else leaves[name].grad
        now = Graph(graph.expression, {**graph.numbers, **walk.trained}, graph.frozen)
        walk = updated(finished(walk, now.passes(walk.carried)), now, 0.1, zero)
    assert walk.losses[:-1] == pytest.approx(losses, rel=1e-12)
    assert walk.trained == {name: pytest.approx(leaves[name].item(), rel=1e-12) for name in names}
    assert (walk.backward, bool(walk.carried)) == (0, not zero)


def test_a_finite_difference_comes_near_the_gradient_unless_its_step_is_wrong() -> None:
    def errors(graph: Graph, step: float) -> list[float]:
        passes = graph.passes({})
        return [abs(difference(graph, passes.values, at, step) - passes.gradients[at]) for at in passes.backward]

    graph, cut = sample("chain"), sample("chain", "h3")
    assert max(errors(graph, 1e-5)) < 1e-8
    assert max(errors(cut, 1e-5)) < 1e-8
    assert max(errors(graph, 0.5)) > 1e-2
    assert max(errors(graph, 1e-15)) > 1e-2
    weight = labels(graph.expression).index("w")
    assert abs(graph.passes({}).gradients[weight] - cut.passes({}).gradients[weight]) > 0.1


def test_a_chain_loses_its_gradient_unless_there_is_a_short_way() -> None:
    plain, short = chain("sigmoid", 20, 1.0, False), chain("sigmoid", 20, 1.0, True)
    assert plain.gradients[0] == pytest.approx(math.prod(plain.slopes), rel=1e-12)
    assert 0 < plain.gradients[0] < 4**-20
    assert short.gradients[0] == pytest.approx(math.prod(short.slopes), rel=1e-12)
    assert short.gradients[0] > 1
    assert chain("relu", 20, -1.0, False).gradients[0] == 0
    place = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    far = place
    for _ in range(20):
        far = torch.tanh(1.3 * far)
    far.backward()
    assert chain("tanh", 20, 1.3, False).gradients[0] == pytest.approx(place.grad.item(), rel=1e-12)
