"""Overfitting and underfitting: four measures of a run and a table of verdicts; torch-free.

The health line, the gap badge, the learning curve and the command line all read this table, so they cannot disagree.
"""

from __future__ import annotations

from math import isfinite, sqrt
from typing import Literal, NamedTuple

from nets.diagnosis.evidence import METRICS, Evidence
from nets.diagnosis.trends import trend_of_test_loss, trend_of_training_loss
from nets.training.step import Evaluated

Level = Literal["learnt", "partly", "poor", "unknown"]
Verdict = Literal["overfitting", "underfitting", "plateau", ""]
Kind = Literal["wide", "none", "reversed"]

PARTS = ("train", "test")

LEARNT_ERROR = 0.1  # training error over that of a constant answer: the training set is learnt
POOR_ERROR = 0.5  # the training set is hardly learnt
POOR_LOSS = 0.9  # training loss over the first one, where how low it could get is not known
SIGNIFICANT = 2.5  # gap over its standard error
MIN_GAP = 0.03  # accuracy or R²; smaller gaps do not matter, however sure they are
MIN_LOSS_GAP = 0.2  # of the training loss


class Gap(NamedTuple):
    """The difference between training and test part in `figure`, with its standard error.

    `size` is positive if the test part is worse. `kind`: "wide" or "reversed" if it is more than noise, else "none".
    `loss` is the test loss minus the training loss, NaN if unknown.
    """

    figure: str
    size: float
    error: float
    kind: Kind
    loss: float = float("nan")


class Measures(NamedTuple):
    """The four measures of the table; "unknown" if the figures do not suffice."""

    level: Level
    gap: Literal["wide", "none", "reversed", "unknown"]
    test: Literal["falling", "flat", "rising", "far above", "unknown"]
    train: Literal["falling", "flat", "rising", "unknown"]


class Rule(NamedTuple):
    """One row of the table: the values of each measure for which it holds, empty for any value."""

    level: tuple[str, ...]
    gap: tuple[str, ...]
    test: tuple[str, ...]
    train: tuple[str, ...]
    verdict: Verdict


ANY: tuple[str, ...] = ()
RULES = (  # the first that holds counts; docs/diagnosis.md says the same in words
    Rule(ANY, ANY, ("far above",), ("falling", "flat"), "overfitting"),
    Rule(("learnt", "partly", "unknown"), ("wide",), ("rising",), ("falling", "flat"), "overfitting"),
    Rule(("learnt", "partly"), ("wide",), ("flat",), ANY, "overfitting"),
    Rule(("poor",), ANY, ANY, ("flat",), "underfitting"),
    Rule(("partly",), ANY, ANY, ("flat",), "plateau"),
    Rule(ANY, ANY, ANY, ANY, ""),
)


def verdict(measures: Measures) -> Verdict:
    """Return the verdict of the first rule of the table that holds."""
    return next(
        rule.verdict
        for rule in RULES
        if all(not allowed or value in allowed for allowed, value in zip(rule[:4], measures, strict=True))
    )


def measure(evidence: Evidence) -> Measures:
    """Return the measures of a run."""
    gap = gap_of(evidence)
    kind = gap.kind if gap else "unknown"
    return Measures(level(evidence), kind, trend_of_test_loss(evidence), trend_of_training_loss(evidence))


def level(evidence: Evidence) -> Level:
    """Return how much of the training part is learnt, compared to a constant answer, beyond label noise."""
    if not len(evidence.train) or not isfinite(evidence.train[-1]):
        return "unknown"
    experiment = evidence.experiment
    share = error_share(evidence)
    if share <= (LEARNT_ERROR / 2 if experiment.too_simple else LEARNT_ERROR):
        return "learnt"
    if experiment.too_simple:
        return "poor"
    if (experiment.floor and evidence.metric != "r2") or not isfinite(share):  # how much can be learnt is not known
        has_unsolved_analogies = evidence.last("test_analogies", 3) < LEARNT_ERROR
        has_not_fallen = evidence.last("train_loss", 3) > POOR_LOSS * evidence.train[0]
        return "poor" if has_not_fallen or has_unsolved_analogies else "unknown"
    return "poor" if share > POOR_ERROR else "partly"


def error_share(evidence: Evidence) -> float:
    """Return the training error relative to a constant answer, beyond label noise; NaN if unknown."""
    experiment, metric = evidence.experiment, evidence.metric
    if not metric:
        return float("nan")
    noise = float(experiment.value("data.label_noise")) if "data.label_noise" in experiment.settings_by_key() else 0.0
    constant, noise_error = (
        1.0,
        noise**2 / (1 + noise**2),
    )  # errors of R²: of a constant answer, and due to blurred targets
    if metric == "accuracy":
        constant, noise_error = 1 - evidence.evaluated.majority, noise
    return (1 - evidence.last(f"train_{metric}", 3) - noise_error) / max(constant - noise_error, 1e-9)


def gap_of(evidence: Evidence) -> Gap | None:
    """Return the present gap between the parts; None without a test part, or for too few figures."""
    if len(evidence.test) < 2 or evidence.steps[-1] == 0:
        return None
    train, test = ({name: evidence.last(f"{part}_{name}", 3) for name in ("loss", evidence.metric)} for part in PARTS)
    figure = evidence.metric or "loss"
    gap = gap_between(figure, train[figure], test[figure], evidence.evaluated)
    return gap and gap._replace(loss=test["loss"] - train["loss"])


def gap_between(figure: str, train: float, test: float, evaluated: Evaluated) -> Gap | None:
    """Return the gap between a figure of both parts; None if unknown or not finite.

    The standard error of an accuracy is that of a share. That of a loss or of 1 - R² assumes that losses of examples
    deviate by √2 of their mean, as squares of normal errors do.
    """
    if not (isfinite(train) and isfinite(test)) or not min(evaluated[:2]):
        return None
    is_share = figure in METRICS
    size = train - test if is_share else test - train
    if figure == "accuracy":
        error = sqrt(_variance(train, evaluated.train) + _variance(test, evaluated.test))
    else:
        errors = (1 - train, 1 - test) if is_share else (train, test)
        error = sqrt(2 * (errors[0] ** 2 / evaluated.train + errors[1] ** 2 / evaluated.test))
    min_size = MIN_GAP if is_share else MIN_LOSS_GAP * abs(train)
    kind: Kind = "none" if abs(size) <= max(SIGNIFICANT * error, min_size) else "wide" if size > 0 else "reversed"
    return Gap(figure, size, error, kind, float("nan") if is_share else size)


def _variance(share: float, count: int) -> float:
    """Return the variance of a share of `count` examples, with one more of either kind."""
    smooth = (share * count + 1) / (count + 2)
    return smooth * (1 - smooth) / (count + 2)
