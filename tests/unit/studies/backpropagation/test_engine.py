"""The engine computes the gradients of torch, accumulates at leaves, and leaves frozen values out."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest

from nets.studies.backpropagation.engine import Value, apply
from nets.studies.backpropagation.formula.expression import parse
from nets.studies.backpropagation.passes import compute_with_torch, initial_values, run_passes
from nets.studies.backpropagation.rules import FUNCTIONS

SIGNS = ("+", "-", "*", "/")


def graph_of(draw: Random) -> str:
    """Return a formula whose lines use one another more than once, bounded so that nothing overflows."""
    known = [f"x{at}" for at in range(draw.randrange(1, 5))]
    lines = [f"{name} = {draw.uniform(-2, 2):.3f}" for name in known]
    for at in range(draw.randrange(3, 12)):
        one, other = draw.choice(known), draw.choice(known)
        function = draw.choice(sorted(FUNCTIONS))
        inside = f"{one}, {other}" if FUNCTIONS[function] == 2 else one
        positive = {"log": f"1.5 + {one}^2", "sqrt": f"abs({one}) + 0.1", "tan": f"tanh({one})"}
        call = f"{function}({positive.get(function, f'sin({one})' if function == 'exp' else inside)})"
        bottom = f"(1.2 + {other}*{other})" if (sign := draw.choice(SIGNS)) == "/" else other
        lines.append(f"h{at} = {draw.choice([call, f'{one} {sign} {bottom}', f'-{one} + 2^sin({other})'])}")
        known.append(f"h{at}")
    return "\n".join([*lines, f"{known[-1]} * {known[-2]} + {draw.choice(known)}"])


def assert_same(ours: tuple[float | None, ...], theirs: tuple[float | None, ...], text: str) -> None:
    assert [each is None for each in ours] == [each is None for each in theirs], text
    numbers = [[each for each in part if each is not None] for part in (ours, theirs)]
    np.testing.assert_allclose(*numbers, rtol=1e-9, atol=1e-12, err_msg=text)


@pytest.mark.parametrize("seed", range(4))
def test_gradients_of_random_graphs_equal_those_of_torch(seed: int) -> None:
    draw, shared = Random(seed), 0
    for _ in range(40):
        text = graph_of(draw)
        expression = parse(text)
        numbers = initial_values(expression)
        leaves = [at for at, step in enumerate(expression.steps) if step.operation != "number"]
        frozen = frozenset(draw.sample(leaves, draw.choice([0, 0, 1, 2])) if len(leaves) > 3 else ())
        ours, theirs = run_passes(expression, numbers, frozen, {}), compute_with_torch(expression, numbers, frozen)
        np.testing.assert_allclose(ours.values, theirs.values, rtol=1e-12, atol=1e-14, err_msg=text)
        assert_same(ours.gradients, theirs.gradients, text)
        for at, terms in enumerate(ours.terms):
            if ours.gradients[at] is not None and at != expression.output:
                assert math.isclose(sum(t.upstream * t.local for t in terms), ours.gradients[at], abs_tol=1e-12)
            shared += len(terms) > 1
    assert shared > 50


@pytest.mark.parametrize("text", ["relu(x)", "abs(x)", "max(x, y)", "min(x, y)", "x^y", "(x - x)^2", "y^3"])
def test_derivatives_at_kinks_equal_those_of_torch(text: str) -> None:
    expression = parse(f"x = 0; y = 0\n{text} + tanh(1000 + x) + sigmoid(-900 + y)")
    numbers = initial_values(expression)
    ours = run_passes(expression, numbers, (), {}).gradients
    assert any(slope is not None and math.isfinite(slope) for slope in ours), text
    assert_same(ours, compute_with_torch(expression, numbers, ()).gradients, text)


def test_engine_computes_accumulates_and_handles_deep_graphs() -> None:
    a, b, c = Value(2.0), Value(-3.0), Value(5.0, frozen=True)
    y = apply("tanh", a * b / 10 + a - -(c**2)) * c
    assert (a.grad, y.grad) == (None, None), "a gradient is unknown before the pass, not 0"
    y.backward()
    slope = 5 * (1 - math.tanh(-0.6 + 2 + 25) ** 2)
    assert (a.grad, b.grad, c.grad) == (pytest.approx(slope * 0.7), pytest.approx(slope * 0.2), None)
    before = a.grad
    y.backward()
    assert a.grad == 2 * before, "leaves add up until they are zeroed"
    assert y.grad == 1.0
    deep = Value(1.0)
    for _ in range(5000):
        deep = deep + deep * 1e-9
    deep.backward()  # no recursion, and each node once
    assert deep.grad == 1.0
