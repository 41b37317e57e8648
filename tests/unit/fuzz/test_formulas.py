"""Formulas of Backpropagation and Optimizers, and numbers that users type."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st

from nets.datasets import typed_numbers
from nets.datasets.toy import custom_points as points
from nets.studies.backpropagation.formula.expression import parse
from nets.studies.backpropagation.layout import layout_graph
from nets.studies.backpropagation.passes import Passes, initial_values, node_labels
from nets.studies.backpropagation.progress import Graph, Progress, complete_passes, finite_difference, update_inputs
from nets.studies.backpropagation.pytorch_script import script
from nets.studies.optimizers.height_map import CELLS, compute_height_map, start_height
from nets.studies.optimizers.settings import Optimizing
from tests.support.fuzz.limits import call, fuzz
from tests.support.fuzz.setting_values import NUMBERS, WORDS

SIGNS = (*"+-*/^()=,.\n ", "**", "x", "y", "w1", "2", "0", "1e9", "1e308", "pi", "sin(", "exp(", "log(", "sqrt(")
SIGNS = (*SIGNS, "max(", "relu(", "tanh(", "abs(", "x = 1\n", "−", "×", "²", "（", "，", *WORDS[:6])
numbers = st.one_of(st.floats(-1e3, 1e3).map(lambda number: f"{number:.3g}"), st.sampled_from(("x", "y", "2", "0")))
formulas = st.recursive(
    numbers,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(("+", "-", "*", "/", "^", "**")), inner).map(
            lambda part: f"({''.join(part)})"
        ),
        st.tuples(st.sampled_from(("sin", "exp", "log", "sqrt", "tanh", "relu", "abs", "sigmoid")), inner).map(
            lambda part: f"{part[0]}({part[1]})"
        ),
    ),
    max_leaves=12,
)
typed = st.one_of(formulas, st.lists(st.sampled_from(SIGNS), max_size=14).map("".join), st.text(max_size=20))


def compute_formula(text: str) -> tuple[int, int, Passes]:
    """Compute what the page of backpropagation computes of a formula in the server.

    Returns:
        The number of steps, the index of the output among them, and both passes.
    """
    expression = parse(text)
    graph = Graph(expression, initial_values(expression), frozenset())
    passes = graph.passes({})
    layout_graph([step.inputs for step in expression.steps])
    script(expression, graph.numbers, graph.frozen)
    assert len(node_labels(expression)) == len(expression.steps)
    update_inputs(complete_passes(Progress(), passes), graph, 0.1, True)
    finite_difference(graph, passes.values, 0, 1e-6)
    return len(expression.steps), expression.output, passes


@fuzz(few=70, many=10_000, text=typed)
def test_formula_has_both_passes_or_is_refused_with_a_sentence(text: str) -> None:
    answer = call(compute_formula, text)
    if answer is not None:
        steps, output, passes = answer
        assert len(passes.values) == len(passes.gradients) == len(passes.terms) == steps > 0
        assert passes.gradients[output] in (1.0, None), "the output's gradient is that of itself; frozen, it has none"


def compute_surface(text: str, x: float) -> tuple[np.ndarray, float]:
    """Return the heights of a surface and at the start, which the page of optimizers computes in the server."""
    race = Optimizing(surface="own", formula=text[:200], x=x).race
    surface = parse(race.formula_text, ("x", "y"))
    return compute_height_map(race, surface).heights, start_height(race, surface)


@fuzz(few=60, many=3000, text=typed, x=st.sampled_from((-1000.0, 0.0, 1.4, 1000.0)))
def test_surface_has_heights_or_is_refused_with_a_sentence(text: str, x: float) -> None:
    answer = call(compute_surface, text, x)
    if answer is not None:
        heights, start = answer
        assert heights.shape == (CELLS, CELLS)
        assert np.isfinite(heights).any()
        assert math.isfinite(start)


@fuzz(
    few=100,
    many=20_000,
    text=st.one_of(st.sampled_from((*NUMBERS, *WORDS)), st.text(max_size=14), st.floats().map(str)),
)
def test_typed_text_is_a_number_or_none(text: str) -> None:
    value, named = call(typed_numbers.number, text), call(typed_numbers.named, text)
    assert value is None or isinstance(value, float)
    assert named is None or isinstance(named[1], float)


@fuzz(few=50, many=10_000, flat=st.lists(st.one_of(st.floats(), st.integers(-1, 6).map(float)), max_size=12))
def test_points_are_drawn_or_refused_with_a_sentence(flat: list[float]) -> None:
    value = call(points.parse, flat)
    assert value is None or len(value[0]) == len(value[1])
