"""An experiment as JSON, as strings, and from untrusted input."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nets.datasets.toy.plane_sets import Feature
from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron
from nets.models.perceptron.settings import DRAWN, Activation, Init

POINTS = (1.0, 2.0, 0.0, -1.0, 3.0, 1.0, 0.5, 0.5, 1.0, -3.0, 1.0, 0.0)
CSV = "height,weight,kind\n" + "\n".join(f"{i},{i * 2 % 7},{'cat' if i % 2 else 'dog'}" for i in range(12))


def names(literal, most):
    return st.lists(st.sampled_from(get_args(literal)), min_size=1, max_size=most, unique=True).map(tuple)


experiments = st.builds(
    lambda hidden, activation, data, net: Perceptron(
        data=data,
        net={**net, "hidden": hidden, "activation": activation if len(activation) == len(hidden) else activation[:1]},
    ),
    st.lists(st.integers(1, 128), max_size=8).map(tuple),
    names(Activation, 2),
    st.fixed_dictionaries(
        {
            "name": st.sampled_from([*DRAWN, "points", "csv", "iris", "diabetes"]),
            "size": st.integers(20, 5000),
            "noise": st.floats(0, 1),
            "classes": st.integers(2, 5),
            "features": names(Feature, 7),
            "label_noise": st.floats(0, 0.5),
            "train_share": st.floats(0.05, 0.95),
            "seed": st.integers(0, 2**31 - 1),
            "csv": st.just(CSV),
            "points": st.just(POINTS),
        }
    ),
    st.fixed_dictionaries({"init": st.sampled_from(get_args(Init)), "dropout": st.floats(0, 0.9)}),
)


@settings(deadline=None, max_examples=60)
@given(experiments)
def test_json_and_strings_restore_the_same_experiment(experiment):
    assert Perceptron.from_json(experiment.model_dump_json()) == experiment
    assert Perceptron.from_strings(experiment.strings()) == experiment


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(sorted(Perceptron.settings_by_key())), st.text(max_size=12), max_size=4))
def test_any_strings_give_an_experiment_or_problems(strings):
    experiment, problems = Perceptron.salvage(strings)
    assert Perceptron.from_json(experiment.model_dump_json()) == experiment
    assert all(isinstance(problem, Problem) for problem in problems)


def test_json_without_an_experiment_gives_a_problem():
    for text in ("", "[]", '{"family": "cnn"}', '{"net": {"hidden": [1e9]}}', '{"net": {"hidden": "x"}}'):
        with pytest.raises(Problem):
            Perceptron.from_json(text)
