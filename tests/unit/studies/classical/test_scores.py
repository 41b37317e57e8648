"""Thresholds against scikit-learn, bias and variance by hand, the measured cases, and the three challenges."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from nets.studies.classical.challenges import careful, cure, forest
from nets.studies.classical.dataset import held
from nets.studies.classical.repeated_splits import Brief, brief, by_model, by_value, equivalent_values, splits, values
from nets.studies.classical.results import Cut, Fits, Repeated
from nets.studies.classical.settings import Classical
from nets.studies.classical.showcases import CASES
from nets.studies.classical.standard_errors import Paired, paired, parts
from nets.studies.classical.threshold import Counts, counts, curve


def test_curves_are_scikit_learns() -> None:
    rng = np.random.default_rng(0)
    truth = rng.random(200) < 0.3
    scores = np.round(rng.random(200) * 0.6 + 0.4 * truth, 2)  # with ties
    found = curve(scores, truth)
    alarms, recall, thresholds = metrics.roc_curve(truth, scores, drop_intermediate=False)
    np.testing.assert_allclose((found.alarm_rate, found.recall), (alarms, recall))
    np.testing.assert_allclose(found.thresholds, thresholds)
    assert found.area == pytest.approx(metrics.roc_auc_score(truth, scores))
    assert found.average_precision == pytest.approx(metrics.average_precision_score(truth, scores))
    at = counts(scores, truth, 0.5)
    matrix = metrics.confusion_matrix(truth, scores >= 0.5)
    assert [[at.passed, at.alarms], [at.misses, at.hits]] == matrix.tolist()
    place = int((found.thresholds >= 0.5).sum()) - 1
    assert found.costs(3, 2)[place] == at.cost(3, 2) == 3 * at.misses + 2 * at.alarms


def test_bias_and_variance_by_hand() -> None:
    answers = np.array([[0, 1, 1, 0], [0, 1, 0, 0], [1, 1, 0, 0]])
    found = parts(answers, np.array([0, 1, 1, 1]), classes=2)
    assert found == pytest.approx((6 / 12, 2 / 4, 2 / 12))
    rng = np.random.default_rng(1)
    truth, said = rng.normal(size=50), rng.normal(size=(6, 50))
    squared = parts(said, truth, classes=0)
    assert squared.error == pytest.approx(squared.bias + squared.variance)


def test_values_are_equivalent_where_the_test_examples_do_not_separate_them() -> None:
    truth = np.array([0, 1] * 50)
    right, one_off, bad = truth.copy(), truth.copy(), 1 - truth
    one_off[0] = 1
    whole = {1.0: Brief(1, 1, 0, right), 2.0: Brief(1, 0.99, 0, one_off), 3.0: Brief(0, 0, 0, bad)}
    assert equivalent_values(whole, 1.0, truth, 2) == [2.0]
    numbers = np.random.default_rng(0).normal(size=100)
    found = {1.0: numbers, 2.0: numbers + 1e-3 * np.sign(numbers[::-1]), 3.0: numbers + 2}
    assert equivalent_values({value: Brief(1, 1, 0, said) for value, said in found.items()}, 3.0, numbers, 0) == []


def test_a_difference_is_sure_where_all_splits_agree() -> None:
    first = np.array([0.8, 0.7, 0.9, 0.6])
    assert paired(first + 0.05 + np.array([0.01, -0.01, 0.0, 0.0]), first).sure
    assert not paired(first[::-1], first).sure


def test_a_deep_tree_varies_and_a_stump_is_biased() -> None:
    settings = Classical(name="blobs", classes=3, size=150, noise=0.3, label_noise=0.2)
    asked = {key: each for key, each in values(settings, "tree").items() if key[1] in (1, 20)}
    answers = {key: brief(each) for key, each in asked.items()}
    stump, deep = (by_value(answers, held(settings.data).test_targets, 3)[value] for value in (1, 20))
    assert stump.bias > deep.bias
    assert deep.variance > stump.variance
    assert answers[None, 20].train == 1


def test_the_trees_win_where_it_is_said_and_lose_where_it_is_said() -> None:
    """One split of each case instead of ten."""
    for case in CASES[:2]:
        settings = Classical(**case.settings, models=("tree", "net"))
        asked = {key: each for key, each in splits(settings).items() if key[0] == 0}
        found = by_model({key: brief(each) for key, each in asked.items()}, ("tree", "net"))
        ahead = float((found["tree"] - found["net"])[:, 1].mean())
        assert ahead > 0.005 if case.name == "trees" else ahead < -0.02
        for model in ("tree", "net"):
            mean, away = case.scores[model]
            assert found[model][:, 1].mean() == pytest.approx(mean, abs=2.5 * away)


def test_the_forest_has_to_win_against_a_fair_net_and_more_than_once() -> None:
    settings = Classical(name="seattle")
    won = Repeated(settings, Paired(0.035, 0.006, 10))
    assert forest([won]).reached
    assert not forest([Repeated(settings, Paired(0.035, 0.02, 10))]).reached
    assert not forest([Repeated(settings, Paired(0.035, 0.006, 3))]).reached
    assert not forest([won._replace(settings=settings.model_copy(update={"steps": 10}))]).reached
    assert not forest([won._replace(settings=settings.model_copy(update={"width": 2}))]).reached
    assert forest([]).share == 0


def test_a_tree_is_cured_on_the_same_data() -> None:
    ill, data = Classical(depth=20, noise=0.5), {"noise": 0.5}
    well = Fits(Classical(depth=3, **data), {"tree": (0.86, 0.84)})
    deep = Fits(ill, {"tree": (1.0, 0.78)})
    assert cure([deep]).share == 0.5
    assert cure([deep, well]).reached
    assert not cure([deep, well._replace(settings=Classical(depth=3))]).reached, "other data"
    assert not cure([deep, well._replace(scores={"tree": (0.95, 0.84)})]).reached, "still far apart"


def test_no_tumour_may_be_missed() -> None:
    settings = Classical(name="breast_cancer")
    made = lambda *figures: Cut(settings, "linear", "malignant", Counts(*figures))  # noqa: E731
    assert careful([made(64, 0, 9, 98)]).reached
    assert not careful([made(63, 1, 0, 107)]).reached
    assert not careful([made(64, 0, 40, 67)]).reached
    assert not careful([made(64, 0, 9, 98)._replace(positive="benign")]).reached
