"""A page says which of two nets is better by their own figures, whatever the text beside it promises."""

from __future__ import annotations

import numpy as np
import pytest

from nets.models.cnn.experiment import Convolutional
from nets.training.history import History
from ui.panels.cnn.comparison_variants import VARIANTS
from ui.panels.comparison.seeds import measured_pairs, plan_seeds
from ui.panels.comparison.verdict import Pair, compare_runs, describe_run, describe_seeds
from ui.session.sweep import Measurement, Sweep

HALVES = {"data.classes": (5, 6, 7, 8, 9), "data.examples": 50, "net.pretrain": 100}


class Recorded:
    """A run as the verdict reads it: its history and its seed."""

    def __init__(self, steps: list[int], values: list[float]) -> None:
        self.experiment, self.history = Convolutional(), History()
        self.history.extend({"test_accuracy": (np.array(steps), np.array(values))})


@pytest.mark.parametrize(
    ("pretrained", "scratch", "words"),
    [
        (0.877, 0.922, ["**behind**", "87.7%", "92.2%", "4.5 points less"]),
        (0.95, 0.9, ["**ahead**", "95.0%", "90.0%", "5.0 points more"]),
        (0.9, 0.9, ["equally good", "90.0%"]),
    ],
)
def test_one_run_is_described_by_its_own_figures(pretrained: float, scratch: float, words: list[str]) -> None:
    found = describe_run(Pair(0, pretrained, scratch))
    assert all(each in found for each in words), found


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([3, 4, 5], ["+4.0 points", "from +3.0 to +5.0", "better on every seed"]),
        ([-4.5, -7.8, -0.6], ["−4.3 points", "better on no seed"]),
        ([-0.04, 0.01, -0.03], ["**+0.0 points**", "from +0.0 to +0.0"]),
        ([3, -3, 1], ["+0.3 points", "may be chance"]),
        ([9, 8, 7, -1], ["better on 3 of 4 seeds", "4.6 points."]),
    ],
)
def test_seeds_that_disagree_are_told(points: list[float], words: list[str]) -> None:
    found = describe_seeds([Pair(seed, 0.8 + each / 100, 0.8) for seed, each in enumerate(points)])
    assert all(each in found for each in words), found


def test_two_runs_are_compared_at_a_step_that_both_have_reached() -> None:
    ahead, behind = Recorded([0, 50, 100], [0.1, 0.6, 0.9]), Recorded([0, 50], [0.1, 0.7])
    assert compare_runs(ahead, behind) == (50, Pair(0, 0.6, 0.7))  # type: ignore[arg-type]
    assert compare_runs(ahead, Recorded([0], [0.1])) is None  # type: ignore[arg-type]


def test_other_seeds_turn_weights_and_examples_and_nothing_else() -> None:
    experiment = Convolutional().replace(HALVES)
    wanted, refused = plan_seeds(experiment, VARIANTS["scratch"])
    assert not refused
    assert list(wanted) == [("pretrained", 1), ("scratch", 1), ("pretrained", 2), ("scratch", 2)]
    changed = {"fit.seed", "data.seed", "fit.report"}
    assert experiment.changes_to(wanted["pretrained", 1]).keys() == changed
    assert experiment.changes_to(wanted["scratch", 2]).keys() == changed | {"net.pretrain"}


def test_a_seed_counts_when_both_nets_are_trained() -> None:
    sweep = Sweep(None, {})  # type: ignore[arg-type]
    reached = {("pretrained", 1): 0.9, ("scratch", 1): 0.8, ("pretrained", 2): 0.7}
    sweep.measurements = {key: Measurement("done", {"test_accuracy": value}, 1.0) for key, value in reached.items()}
    assert measured_pairs(sweep) == [Pair(1, 0.9, 0.8)]
