"""The table of over- and underfitting: its rules, its measures, and what it does not claim."""

from __future__ import annotations

from itertools import product
from typing import Any, get_args, get_type_hints

import numpy as np
import pytest

from nets.diagnosis.diagnosis import diagnose
from nets.diagnosis.evidence import Evidence
from nets.diagnosis.generalization import RULES, Measures, gap_between, gap_of, level, measure, verdict
from nets.diagnosis.trends import MIN_REPORTS, running_median
from nets.models.perceptron.experiment import Perceptron
from nets.training.history import History
from nets.training.step import UNKNOWN, Evaluated
from tests.support.paths import ROOT

BOTH = Evaluated(350, 150, 0.5)


def history(**figures: list[float]) -> History:
    """Figures by name, reported at every tenth step from 0 on."""
    made = History()
    made.extend({name: (np.arange(len(values)) * 10, np.array(values)) for name, values in figures.items()})
    return made


def evidence(evaluated: Any = BOTH, changes: Any = None, **figures: list[float]) -> Evidence:
    return Evidence(Perceptron().replace(changes or {}), history(**figures), None, evaluated, None, True)


def line(begin: float, end: float, count: int = 60) -> list[float]:
    return np.linspace(begin, end, count).tolist()


def test_docs_state_the_same_table() -> None:
    rows = [line.strip("|\n ").split("|") for line in (ROOT / "docs" / "diagnosis.md").open(encoding="utf-8")]
    told = [[cell.strip() for cell in row] for row in rows if len(row) in (4, 5) and "level" not in row[0]]
    said = [[", ".join(values) or "any" for values in rule[:4]] + [rule.verdict] for rule in RULES]
    assert [row + [""] * (5 - len(row)) for row in told if "---" not in row[0]] == said


def test_table_has_one_verdict_for_every_combination() -> None:
    hints = get_type_hints(Measures)
    for values in product(*(get_args(hints[name]) for name in Measures._fields)):
        measures = Measures(*values)
        found = verdict(measures)
        if found == "underfitting":
            assert measures.level == "poor"
        if found == "overfitting":
            assert measures.gap == "wide" or measures.test == "far above"
    unknown = Measures("unknown", "unknown", "unknown", "unknown")
    assert verdict(unknown) == ""


@pytest.mark.parametrize(
    ("train", "test", "evaluated", "kind"),
    [
        (0.911, 0.887, Evaluated(350, 150), "none"),  # an almost straight line between moons
        (1.0, 0.877, Evaluated(200, 359), "wide"),  # a CNN that has learnt its images by heart
        (1.0, 0.9, Evaluated(20, 10), "none"),  # one example of ten
        (0.7, 0.98, Evaluated(350, 150), "reversed"),  # wrong labels in the training set alone
        (0.99, 0.98, Evaluated(10**6, 10**6), "none"),  # sure, but small
    ],
)
def test_gap_of_accuracies_is_wide_beyond_noise(train: float, test: float, evaluated: Evaluated, kind: str) -> None:
    found = gap_between("accuracy", train, test, evaluated)
    assert found is not None
    assert found.kind == kind
    assert found.size == pytest.approx(train - test)


def test_gap_is_unknown_without_sizes_or_figures() -> None:
    assert gap_between("accuracy", 0.9, 0.5, UNKNOWN) is None
    assert gap_between("accuracy", float("nan"), 0.5, BOTH) is None
    assert gap_of(evidence(train_loss=line(1, 0.5))) is None, "there is no test set"
    assert gap_of(evidence(train_loss=[1.0], test_loss=[1.2], train_accuracy=[0.5], test_accuracy=[0.7])) is None


@pytest.mark.parametrize("count", [20, 80, 400])
def test_standard_error_of_a_gap_is_its_spread(count: int) -> None:
    rng = np.random.default_rng(count)
    shares = rng.binomial(count, 0.8, (4000, 2)) / count
    spread = (shares[:, 0] - shares[:, 1]).std()
    found = gap_between("accuracy", 0.8, 0.8, Evaluated(count, count))
    assert found is not None
    assert found.error == pytest.approx(spread, rel=0.1)
    squares = (rng.normal(size=(4000, 2, count)) ** 2).mean(axis=2)
    found = gap_between("loss", 1.0, 1.0, Evaluated(count, count))
    assert found is not None
    assert found.error == pytest.approx((squares[:, 0] - squares[:, 1]).std(), rel=0.1)


@pytest.mark.parametrize(
    ("accuracy", "majority", "changes", "wanted"),
    [
        (0.97, 0.5, {}, "learnt"),
        (0.8, 0.5, {}, "partly"),
        (0.6, 0.5, {}, "poor"),
        (0.92, 0.9, {}, "poor"),  # the frequent class alone is as good
        (0.7, 0.5, {"data.label_noise": 0.3}, "learnt"),  # all but the wrong labels
        (0.9, 0.5, {"data.name": "moons", "net.hidden": ""}, "poor"),  # a line between moons
        (0.9, 0.5, {"data.name": "blobs", "net.hidden": ""}, "partly"),  # a line is all that blobs need
        (0.9, 0.5, {"data.name": "moons", "net.hidden": "", "data.features": "x,y,xy"}, "partly"),
    ],
)
def test_level_is_error_over_that_of_a_constant_answer(
    accuracy: float, majority: float, changes: dict[str, Any], wanted: str
) -> None:
    figures = {"train_loss": line(0.7, 0.4), "train_accuracy": [0.5] * 30 + [accuracy] * 30}
    assert level(evidence(Evaluated(350, 150, majority), changes, **figures)) == wanted


@pytest.mark.parametrize("count", [MIN_REPORTS, MIN_REPORTS + 1, 100])
def test_smooth_is_the_median_of_a_value_and_its_neighbours(count: int) -> None:
    values = np.random.default_rng(count).normal(size=count)
    values[3] = np.nan
    expected = [np.median(values[max(0, at - 2) : at + 3]) for at in range(count)]
    np.testing.assert_array_equal(running_median(values), expected)


def test_few_figures_have_no_verdict() -> None:
    few = {"train_loss": [0.7, 0.2, 0.1], "test_loss": [0.7, 0.8, 2.0], "train_accuracy": [0.5, 0.9, 1.0]}
    found = measure(evidence(**few, test_accuracy=[0.5, 0.6, 0.6]))
    assert (found.test, found.train) == ("unknown", "unknown")
    assert verdict(found) == ""


def test_rising_test_loss_alone_is_no_overfitting_when_training_loss_rises_too() -> None:
    best = line(0.7, 0.3, 20) + line(0.3, 0.9, 40)
    assert measure(evidence(train_loss=best, test_loss=best)).test == "rising"
    assert diagnose(Perceptron(), history(train_loss=best, test_loss=best), None, "done", BOTH).kind != "overfitting"
