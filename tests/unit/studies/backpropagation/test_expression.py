"""Formulas are parsed as people write them, in any arithmetic; mistakes are reported with their position."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
import torch

from nets.experiment.user_error import Problem
from nets.studies.backpropagation.arithmetic import arrays, tensors
from nets.studies.backpropagation.formula.expression import MAX_STEPS, parse
from nets.studies.backpropagation.rules import FUNCTIONS

X, Y = 0.7, -1.3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-x**2", -(X**2)),
        ("2**-1 - -x", 0.5 + X),
        ("2^3^2", 512.0),
        ("x - y - 1", X - Y - 1),
        ("x / y / 2", X / Y / 2),
        ("2x + 3(x + y)(x - y)", 2 * X + 3 * (X + Y) * (X - Y)),
        ("（ｘ－１）×２÷ｙ", (X - 1) * 2 / Y),
        ("x² − y³·π", X**2 - Y**3 * math.pi),
        ("max(x，y, 2)", 2.0),
        ("2,5x + sin(0，5)·2", 2.5 * X + math.sin(0.5) * 2),
        ("max(2,5, x) + (1,5 - .5)", 6.0),
        ("r = x^2 +\n", None),
        ("r = (x^2 +\n y^2); k = 3\nexp(-k*r)", math.exp(-3 * (X * X + Y * Y))),
        ("sigmoid(x) + gelu(y) + relu(y) + abs(y)", 1 / (1 + math.exp(-X)) + Y * math.erfc(-Y / 2**0.5) / 2 - Y),
    ],
)
def test_formula_has_its_usual_meaning(text: str, value: float | None) -> None:
    if value is None:
        with pytest.raises(Problem, match="breaks off"):
            parse(text)
        return
    result = parse(text)
    assert result.value(x=X, y=Y) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_floats_arrays_and_tensors_agree(name: str) -> None:
    inside = ("x/2", "y + 3")[: FUNCTIONS[name]]
    result = parse(f"x * {name}({', '.join(inside)}) - 2 ** y")
    xs, ys = np.array([0.4, 1.1, 2.5]), np.array([-0.3, 0.2, 1.7])
    with_floats = [result.value(x=x, y=y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
    np.testing.assert_allclose(result.value(arrays(), x=xs, y=ys), with_floats, rtol=1e-13)
    with_torch = result.value(tensors(), x=torch.tensor(xs), y=torch.tensor(ys))
    np.testing.assert_allclose(with_torch.numpy(), with_floats, rtol=1e-13)


def test_undefined_results_are_nan_or_infinity() -> None:
    assert math.isnan(parse("log(0 - x)").value(x=1.0))
    assert parse("9^9^9^9").value() == math.inf
    assert np.isnan(parse("sqrt(x)").value(arrays(), x=np.array([-1.0])))[0]


def test_names_given_values_and_shared_nodes() -> None:
    result = parse("a = 2; b = -3\ns = a*b + w\ns*s")
    assert result.names == ("a", "b", "w")
    assert result.typed_values == {"a": 2.0, "b": -3.0}
    assert result.value(w=1.0) == 25.0
    assert result.value(w=1.0, a=0.0) == 1.0
    assert sum(step.operation == "*" for step in result.steps) == 2  # s is computed once, though used twice


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("x + ", "Character 5", "breaks off"),
        ("2 * (x + 1", "Character 5", "never closed"),
        ("x)", "Character 2", "closes nothing"),
        ("x y", "Character 3", "does not belong"),
        ("y = x\nz + @", "Line 2, character 5", "“@”"),
        ("１＋foo（x）", "Character 3", "“foo” is no function"),
        ("x + sin", "Character 5", "needs brackets"),
        ("x² + sin(x, x)", "Character 6", "takes 1 and has 2"),
        ("y = x + a\na = 3", "Line 2, character 1", "was used before"),
        ("max = 3", "Character 1", "has a meaning"),
        ("1e999", "Character 1", "too large"),
        ("(" * 99, "Character 41", "nested"),
    ],
)
def test_mistake_is_reported_with_its_position(text: str, place: str, words: str) -> None:
    with pytest.raises(Problem) as result:
        parse(text)
    assert str(result.value).startswith(place)
    assert words in str(result.value)


def test_size_is_bounded_and_names_are_restricted() -> None:
    with pytest.raises(Problem, match="nodes"):
        parse("+".join("x" for _ in range(MAX_STEPS + 1)))
    with pytest.raises(Problem, match="characters"):
        parse("x" * 5000)
    with pytest.raises(Problem, match=r"“z” is unknown. There are: x, y"):
        parse("x + z", names=("x", "y"))
    assert parse("k = 3; k*x", names=("x", "y")).names == ("x",)


def test_random_text_is_a_formula_or_a_problem() -> None:
    draw = Random(5)
    pieces = [*"xyab12.()（）+-*/^=;,\n eE×÷²π_'[]{}:@！½ﬃ٣\x00\ud800", "sin(", "max(", "1e9", "**", "exp(-"]
    read = 0
    for _ in range(3000):
        text = "".join(draw.choices(pieces, k=draw.randrange(12)))
        try:
            result = parse(text)
        except Problem:
            continue
        assert isinstance(result.value(**dict.fromkeys(result.names, 1.5)), float)
        read += 1
    assert read > 100
