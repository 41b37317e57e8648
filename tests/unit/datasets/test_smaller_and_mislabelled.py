"""In every family the training part can be smaller and partly wrong, and the test part stays what it was."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from torch import Generator

from nets.experiment.family import build
from nets.families import EXPERIMENTS

SMALL: dict[str, dict[str, Any]] = {
    "neuron": {"data.name": "two", "net.activation": "sigmoid", "net.loss": "binary_cross_entropy"},
    "perceptron": {"data.size": 300},
    "cnn": {"data.examples": 200, "net.channels": "2,2"},
    "recurrent": {"data.examples": 200, "data.length": 8},
    "word2vec": {"data.sentences": 300, "data.min_count": 1},
    "seq2seq": {"data.examples": 200, "data.name": "numbers", "data.length": 4},
    "captioner": {"data.examples": 400, "net.channels": "2,2"},
    "gpt": {"data.name": "sort", "data.items": 5},
    "bert": {},
    "transformer": {"data.examples": 200, "data.name": "dialogue"},
}
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    **{name: (name, {}) for name in EXPERIMENTS if name in SMALL},
    "tagging": ("recurrent", {"data.name": "tagging"}),
    "weather": ("recurrent", {"data.name": "weather"}),
    "a text": ("recurrent", {"data.name": "text"}),
    "verdicts": ("bert", {"data.goal": "verdict"}),
}


@cache
def task_of(case: str, noise: float = 0.0, share: float = 1.0) -> Any:
    family, changes = CASES[case]
    made = EXPERIMENTS[family]().replace(SMALL[family] | changes)  # type: ignore[call-arg]
    return build(made.replace({**made.sized(share), "data.label_noise": noise}), Generator().manual_seed(0))[1]


def parts(task: Any) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """What is learnt, and what is for the test, by name."""
    arrays = task.arrays()
    test = {name: array for name, array in arrays.items() if name.startswith("test_")}
    return {name: array for name, array in arrays.items() if name not in test and not name.startswith("train_")}, test


@pytest.mark.parametrize("case", CASES)
def test_wrong_labels_are_learnt_and_never_tested(case: str) -> None:
    (clean, tested), (noisy, again) = parts(task_of(case)), parts(task_of(case, noise=0.3))
    for name, array in tested.items():
        np.testing.assert_array_equal(array, again[name])
    changed = {name for name, array in clean.items() if not np.array_equal(array, noisy[name])}
    assert changed in ({"targets"}, {"targets", "truth"}, {"text"}, {"ids"}, {"first", "second"}), changed
    name = min(changed)
    assert 0.05 < (clean[name] != noisy[name]).mean() <= (1.0 if case == "recurrent" else 0.301)  # numbers are blurred


@pytest.mark.parametrize("case", CASES)
def test_fewer_examples_leave_the_test_part_as_it_is(case: str) -> None:
    whole, few = task_of(case), task_of(case, share=0.25)
    assert few.size == pytest.approx(whole.size / 4, rel=0.06)
    (learnt, tested), (some, again) = parts(whole), parts(few)
    if case in ("neuron", "perceptron"):  # standardised anew by what is learnt, and in another order
        np.testing.assert_array_equal(np.bincount(tested["test_truth"]), np.bincount(again["test_truth"]))
        return
    for name, array in tested.items():
        np.testing.assert_array_equal(array, again[name])
    if case in ("cnn", "captioner"):  # as many of each class as can be; strips drawn again
        return
    for name in {"inputs", "text", "ids"} & some.keys():
        rows, before = some[name], learnt[name][: len(some[name])]
        np.testing.assert_array_equal(rows, before[:, : rows.shape[1]] if rows.ndim == 2 else before)
