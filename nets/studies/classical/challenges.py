"""Three challenges on classical models, judged by the fits on the page; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nets.experiment.user_error import N_, Problem
from nets.studies.classical.results import FittedScores, RepeatedComparison, ThresholdResult
from nets.studies.classical.settings import ClassicalSettings
from nets.training.challenge import Challenge, Verdict

MIN_LEAD = 0.03  # of accuracy or R², by which the forest has to win
MIN_SPLITS = 8  # that the lead is the mean of
MEMORISED, OVERFIT_GAP, CURED_GAP = 0.99, 0.1, 0.04  # training accuracy; gaps between training and test
MAX_FALSE_POSITIVE_RATE = 0.1


def forest_beats_net(records: Sequence[Any]) -> Verdict:
    """Pass if the forest beats a net that is at least as large as the default one and trained as long."""
    default = ClassicalSettings()
    best = Verdict(0, Problem(N_("Repeat the comparison with ten splits, so that chance is told from merit.")))
    for record in records:
        if not isinstance(record, RepeatedComparison) or record.lead is None:
            continue
        if record.settings.width < default.width or record.settings.steps < default.steps:
            text = N_("A fair net has {width} neurons a layer and {steps} updates at least.")
            best = max(best, Verdict(0.1, Problem(text, width=default.width, steps=default.steps)), key=_share)
            continue
        lead = record.lead
        text = N_("Over {count} splits the forest is ahead by {mean:.3f}, give or take {error:.3f}; {aim} is wanted.")
        words = Problem(text, count=lead.splits, mean=lead.mean, error=lead.error, aim=MIN_LEAD)
        won = lead.mean >= MIN_LEAD and lead.is_significant and lead.splits >= MIN_SPLITS
        best = max(best, Verdict(1 if won else min(0.95, max(0.0, 0.9 * lead.mean / MIN_LEAD)), words), key=_share)
    return best


def cure_overfitting(records: Sequence[Any]) -> Verdict:
    """Pass if a tree memorises the training part, and a shallower one on the same data is better on the test part."""
    trees = [
        (record.settings, *record.scores["tree"])
        for record in records
        if isinstance(record, FittedScores) and "tree" in record.scores
    ]
    overfit = [each for each in trees if each[1] >= MEMORISED and each[1] - each[2] >= OVERFIT_GAP]
    if not overfit:
        return Verdict(
            0,
            Problem(
                N_("No tree yet that is right on the training part and {gap:.0%} worse on the test part."),
                gap=OVERFIT_GAP,
            ),
        )
    for settings, _train, test in overfit:
        for other, train, other_test in trees:
            if (
                other.data == settings.data
                and other.depth < settings.depth
                and other_test > test
                and train - other_test <= CURED_GAP
            ):
                text = N_("By heart it reached {test:.1%} on the test part; with depth {depth} it is {now:.1%}.")
                return Verdict(1, Problem(text, test=test, depth=other.depth, now=other_test))
    text = N_(
        "It knows the training part by heart and reaches {test:.1%} on the test part. Now cure it on the same data."
    )
    return Verdict(0.5, Problem(text, test=overfit[-1][2]))


def miss_none(records: Sequence[Any]) -> Verdict:
    """Pass if no malignant tumour is missed, at a low false positive rate."""
    results = [record for record in records if isinstance(record, ThresholdResult) and record.positive == "malignant"]
    if not results:
        return Verdict(0, Problem(N_("Choose the breast cancer table, and in “Threshold” the class “malignant”.")))
    best = max(results, key=lambda result: (result.counts.recall, -result.counts.false_positive_rate))
    counts = best.counts
    text = N_("{missed} of {ill} missed, {rate:.1%} of the benign ones called malignant.")
    words = Problem(
        text,
        missed=counts.false_negatives,
        ill=counts.true_positives + counts.false_negatives,
        rate=counts.false_positive_rate,
    )
    reached = counts.false_negatives == 0 and counts.false_positive_rate <= MAX_FALSE_POSITIVE_RATE
    return Verdict(
        1
        if reached
        else min(0.95, counts.recall * (1 - max(0.0, counts.false_positive_rate - MAX_FALSE_POSITIVE_RATE))),
        words,
    )


def _share(verdict: Verdict) -> float:
    return verdict.share


CHALLENGES = (
    Challenge(
        "forest",
        N_("The forest beats the net"),
        N_(
            "Find data on which the random forest beats the net by 0.03 or more on the mean of ten splits, and more "
            "than chance would explain. The net may not be smaller or trained for less than at the beginning."
        ),
        forest_beats_net,
        (
            N_("A net bends smoothly. What a forest is good at: sharp steps, and inputs that say nothing."),
            N_("Look at the case “Seattle's weather”, or draw a chessboard of your own points."),
        ),
        {"name": "circles", "size": 300},
    ),
    Challenge(
        "cure",
        N_("By heart, and cured"),
        N_(
            "Make a tree that is right on the whole training part and 10 points worse on the test part. Then, on the "
            "same data, make it shallower: better on the test part, and not more than 4 points apart."
        ),
        cure_overfitting,
        (
            N_("Noise in the labels can only be learnt by heart, and a deep tree does it."),
            N_("Moons with much noise: depth 20 first, then the depth at which the curve of the test part is highest."),
        ),
        {"name": "moons", "size": 500, "noise": 0.5, "depth": 20},
    ),
    Challenge(
        "careful",
        N_("Miss none"),
        N_(
            "Breast cancer: choose a model and a threshold that miss no malignant tumour of the test part, with at "
            "most 10 % false alarms among the benign ones."
        ),
        miss_none,
        (
            N_("Choose “malignant” as the class in question and lower the threshold."),
            N_("Not every model can do it: look for a ROC curve that reaches the top far on the left."),
        ),
        {"name": "breast_cancer"},
    ),
)
