"""Three challenges on classical models, judged by what was fitted on the page; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nets.experiment.user_error import N_, Problem
from nets.studies.classical.results import Cut, Fits, Repeated
from nets.studies.classical.settings import Classical
from nets.training.challenge import Challenge, Verdict

AHEAD = 0.03  # of accuracy or R squared, by which the forest has to win
SPLITS = 8  # on the mean of so many splits at least
BY_HEART, GAP, CURED = 0.99, 0.1, 0.04
MOST_ALARMS = 0.1


def forest(found: Sequence[Any]) -> Verdict:
    """Data on which the forest beats a net that is no worse than the one that comes along."""
    given = Classical()
    best = Verdict(0, Problem(N_("Repeat the comparison with ten splits, so that chance is told from merit.")))
    for fact in found:
        if not isinstance(fact, Repeated) or fact.ahead is None:
            continue
        if fact.settings.width < given.width or fact.settings.steps < given.steps:
            text = N_("A fair net has {width} neurons a layer and {steps} updates at least.")
            best = max(best, Verdict(0.1, Problem(text, width=given.width, steps=given.steps)), key=_share)
            continue
        ahead = fact.ahead
        text = N_("Over {count} splits the forest is ahead by {mean:.3f}, give or take {error:.3f}; {aim} is wanted.")
        words = Problem(text, count=ahead.splits, mean=ahead.mean, error=ahead.error, aim=AHEAD)
        won = ahead.mean >= AHEAD and ahead.sure and ahead.splits >= SPLITS
        best = max(best, Verdict(1 if won else min(0.95, max(0.0, 0.9 * ahead.mean / AHEAD)), words), key=_share)
    return best


def cure(found: Sequence[Any]) -> Verdict:
    """A tree that learns by heart, and on the same data one that does not and is better on the test part."""
    trees = [
        (fact.settings, *fact.scores["tree"]) for fact in found if isinstance(fact, Fits) and "tree" in fact.scores
    ]
    ill = [each for each in trees if each[1] >= BY_HEART and each[1] - each[2] >= GAP]
    if not ill:
        return Verdict(
            0,
            Problem(
                N_("No tree yet that is right on the training part and {gap:.0%} worse on the test part."), gap=GAP
            ),
        )
    for settings, _train, test in ill:
        for other, train, now in trees:
            if other.data == settings.data and other.depth < settings.depth and now > test and train - now <= CURED:
                text = N_("By heart it reached {test:.1%} on the test part; with depth {depth} it is {now:.1%}.")
                return Verdict(1, Problem(text, test=test, depth=other.depth, now=now))
    text = N_(
        "It knows the training part by heart and reaches {test:.1%} on the test part. Now cure it on the same data."
    )
    return Verdict(0.5, Problem(text, test=ill[-1][2]))


def careful(found: Sequence[Any]) -> Verdict:
    """No malignant tumour missed, at few false alarms."""
    cuts = [fact for fact in found if isinstance(fact, Cut) and fact.positive == "malignant"]
    if not cuts:
        return Verdict(0, Problem(N_("Choose the breast cancer table, and in “Threshold” the class “malignant”.")))
    best = max(cuts, key=lambda cut: (cut.counts.recall, -cut.counts.alarm_rate))
    counts = best.counts
    text = N_("{missed} of {ill} missed, {rate:.1%} of the benign ones called malignant.")
    words = Problem(text, missed=counts.misses, ill=counts.hits + counts.misses, rate=counts.alarm_rate)
    reached = counts.misses == 0 and counts.alarm_rate <= MOST_ALARMS
    return Verdict(1 if reached else min(0.95, counts.recall * (1 - max(0.0, counts.alarm_rate - MOST_ALARMS))), words)


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
        forest,
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
        cure,
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
        careful,
        (
            N_("Choose “malignant” as the class in question and lower the threshold."),
            N_("Not every model can do it: look for a ROC curve that reaches the top far on the left."),
        ),
        {"name": "breast_cancer"},
    ),
)
