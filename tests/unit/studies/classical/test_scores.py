"""Thresholds agree with scikit-learn, bias and variance with hand calculations; showcases and challenges hold."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from nets.studies.classical.challenges import cure_overfitting, forest_beats_net, miss_none
from nets.studies.classical.dataset import load_dataset
from nets.studies.classical.repeated_splits import (
    FitSummary,
    bias_variance_by_value,
    curve_requests,
    equivalent_values,
    scores_by_model,
    split_requests,
    summarize_fit,
)
from nets.studies.classical.results import FittedScores, RepeatedComparison, ThresholdResult
from nets.studies.classical.settings import ClassicalSettings
from nets.studies.classical.showcases import SHOWCASES
from nets.studies.classical.standard_errors import PairedDifference, bias_variance, paired_difference
from nets.studies.classical.threshold import ConfusionCounts, confusion_counts, roc_curve


def test_roc_curve_equals_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    truth = rng.random(200) < 0.3
    scores = np.round(rng.random(200) * 0.6 + 0.4 * truth, 2)  # with ties
    result = roc_curve(scores, truth)
    alarms, recall, thresholds = metrics.roc_curve(truth, scores, drop_intermediate=False)
    np.testing.assert_allclose((result.false_positive_rate, result.recall), (alarms, recall))
    np.testing.assert_allclose(result.thresholds, thresholds)
    assert result.auc == pytest.approx(metrics.roc_auc_score(truth, scores))
    assert result.average_precision == pytest.approx(metrics.average_precision_score(truth, scores))
    at = confusion_counts(scores, truth, 0.5)
    matrix = metrics.confusion_matrix(truth, scores >= 0.5)
    assert [[at.true_negatives, at.false_positives], [at.false_negatives, at.true_positives]] == matrix.tolist()
    place = int((result.thresholds >= 0.5).sum()) - 1
    assert result.costs(3, 2)[place] == at.cost(3, 2) == 3 * at.false_negatives + 2 * at.false_positives


def test_bias_and_variance_by_hand() -> None:
    answers = np.array([[0, 1, 1, 0], [0, 1, 0, 0], [1, 1, 0, 0]])
    result = bias_variance(answers, np.array([0, 1, 1, 1]), classes=2)
    assert result == pytest.approx((6 / 12, 2 / 4, 2 / 12))
    rng = np.random.default_rng(1)
    truth, predictions = rng.normal(size=50), rng.normal(size=(6, 50))
    squared = bias_variance(predictions, truth, classes=0)
    assert squared.error == pytest.approx(squared.bias + squared.variance)


def test_values_are_equivalent_if_the_test_examples_do_not_separate_them() -> None:
    truth = np.array([0, 1] * 50)
    right, one_off, bad = truth.copy(), truth.copy(), 1 - truth
    one_off[0] = 1
    whole = {1.0: FitSummary(1, 1, 0, right), 2.0: FitSummary(1, 0.99, 0, one_off), 3.0: FitSummary(0, 0, 0, bad)}
    assert equivalent_values(whole, 1.0, truth, 2) == [2.0]
    numbers = np.random.default_rng(0).normal(size=100)
    result = {1.0: numbers, 2.0: numbers + 1e-3 * np.sign(numbers[::-1]), 3.0: numbers + 2}
    assert (
        equivalent_values(
            {value: FitSummary(1, 1, 0, predictions) for value, predictions in result.items()}, 3.0, numbers, 0
        )
        == []
    )


def test_difference_is_significant_if_all_splits_agree() -> None:
    first = np.array([0.8, 0.7, 0.9, 0.6])
    assert paired_difference(first + 0.05 + np.array([0.01, -0.01, 0.0, 0.0]), first).is_significant
    assert not paired_difference(first[::-1], first).is_significant


def test_deep_tree_has_variance_and_stump_has_bias() -> None:
    settings = ClassicalSettings(name="blobs", classes=3, size=150, noise=0.3, label_noise=0.2)
    request = {key: each for key, each in curve_requests(settings, "tree").items() if key[1] in (1, 20)}
    answers = {key: summarize_fit(each) for key, each in request.items()}
    stump, deep = (
        bias_variance_by_value(answers, load_dataset(settings.data).test_targets, 3)[value] for value in (1, 20)
    )
    assert stump.bias > deep.bias
    assert deep.variance > stump.variance
    assert answers[None, 20].train == 1


def test_showcases_state_which_model_wins() -> None:
    """Check one split of each showcase instead of ten."""
    for case in SHOWCASES[:2]:
        settings = ClassicalSettings(**case.settings, models=("tree", "net"))
        request = {key: each for key, each in split_requests(settings).items() if key[0] == 0}
        result = scores_by_model({key: summarize_fit(each) for key, each in request.items()}, ("tree", "net"))
        ahead = float((result["tree"] - result["net"])[:, 1].mean())
        assert ahead > 0.005 if case.name == "trees" else ahead < -0.02
        for model in ("tree", "net"):
            mean, distances = case.scores[model]
            assert result[model][:, 1].mean() == pytest.approx(mean, abs=2.5 * distances)


def test_forest_challenge_needs_a_fair_net_and_several_splits() -> None:
    settings = ClassicalSettings(name="seattle")
    won = RepeatedComparison(settings, PairedDifference(0.035, 0.006, 10))
    assert forest_beats_net([won]).reached
    assert not forest_beats_net([RepeatedComparison(settings, PairedDifference(0.035, 0.02, 10))]).reached
    assert not forest_beats_net([RepeatedComparison(settings, PairedDifference(0.035, 0.006, 3))]).reached
    assert not forest_beats_net([won._replace(settings=settings.model_copy(update={"steps": 10}))]).reached
    assert not forest_beats_net([won._replace(settings=settings.model_copy(update={"width": 2}))]).reached
    assert forest_beats_net([]).share == 0


def test_cure_challenge_needs_the_same_data() -> None:
    ill, data = ClassicalSettings(depth=20, noise=0.5), {"noise": 0.5}
    well = FittedScores(ClassicalSettings(depth=3, **data), {"tree": (0.86, 0.84)})
    deep = FittedScores(ill, {"tree": (1.0, 0.78)})
    assert cure_overfitting([deep]).share == 0.5
    assert cure_overfitting([deep, well]).reached
    assert not cure_overfitting([deep, well._replace(settings=ClassicalSettings(depth=3))]).reached, "other data"
    assert not cure_overfitting([deep, well._replace(scores={"tree": (0.95, 0.84)})]).reached, "still far apart"


def test_threshold_challenge_allows_no_missed_tumour() -> None:
    settings = ClassicalSettings(name="breast_cancer")
    result_of = lambda *figures: ThresholdResult(settings, "linear", "malignant", ConfusionCounts(*figures))  # noqa: E731
    assert miss_none([result_of(64, 0, 9, 98)]).reached
    assert not miss_none([result_of(63, 1, 0, 107)]).reached
    assert not miss_none([result_of(64, 0, 40, 67)]).reached
    assert not miss_none([result_of(64, 0, 9, 98)._replace(positive="benign")]).reached
