"""The calculator of sizes says what the papers say."""

import pytest

from nets.models.gpt.sizes import (
    PUBLISHED,
    Shape,
    cache,
    forward_flops,
    memory,
    parameters,
    rule_of_thumb,
    training_flops,
)

EXACT = {  # parameters of the models as released
    "GPT-2 small": 124_439_808,
    "GPT-2 medium": 354_823_168,
    "GPT-2 large": 774_030_080,
    "GPT-2 XL": 1_557_611_200,
}
TABLE = {  # Brown et al. 2020, table D.1: parameters in millions, and operations of the training
    "GPT-3 small": (125e6, 2.25e20),
    "GPT-3 6.7B": (6660e6, 1.20e22),
    "GPT-3 13B": (12850e6, 2.31e22),
    "GPT-3 175B": (174600e6, 3.14e23),
}


def test_the_published_models_have_as_many_parameters_and_operations_as_published():
    assert {name: parameters(PUBLISHED[name].shape) for name in EXACT} == EXACT
    for name, (count, flops) in TABLE.items():
        made = PUBLISHED[name]
        assert parameters(made.shape) == pytest.approx(count, rel=2e-3), name
        assert rule_of_thumb(made.shape, made.tokens) == pytest.approx(flops, rel=6e-3), name
        assert rule_of_thumb(made.shape, 10) < training_flops(made.shape, 10) < 1.3 * rule_of_thumb(made.shape, 10)


def test_arithmetic_and_memory_follow_from_the_shapes():
    """By hand: V = 10, T = 4, D = 2, F = 6, L = 1."""
    shape = Shape(10, 4, 2, 1, 1, 6, positions="rotary", norm="off", tied=False)
    matrices, mixing = 4 * 2 * 2 + 2 * 2 * 6 + 2 * 10, 2 * 4 * 2
    assert forward_flops(shape) == 2 * (matrices + mixing)
    assert parameters(shape) == 2 * 20 + 16 + 8 + 24 + 8
    held = memory(shape, batch=3)
    assert held.moments == 2 * held.weights == 8 * parameters(shape)
    assert held.activations == 4 * 3 * 4 * (8 * 2 + 2 * 6 + 3 * 2 + 10)
    assert cache(shape) == 4 * 2 * 4 * 2
