"""Summarise the runs of a dataset-size curve by the number of examples, and describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite, sqrt
from statistics import fmean
from typing import Any, NamedTuple

from nets.diagnosis.generalization import gap_between
from nets.experiment.metrics import metric_of
from nets.training.step import Evaluated
from ui.session.sweep import Measurement
from ui.text.few_tests import FEW_TESTS, few_tests
from ui.text.i18n import _

FALLS = 0.1  # share of the test error by which it must fall from half of the examples to all
ENOUGH = 0.02  # error that leaves nothing to wish for, of a figure that is a share
Key = tuple[Any, ...]


class Point(NamedTuple):
    """The figure of one part after training on some examples: the least, mean and largest over all seeds."""

    noise: float
    part: str
    examples: int
    low: float
    mean: float
    high: float


@dataclass(frozen=True)
class Curve:
    """All points of one figure, such as accuracy, in the order of the number of examples."""

    figure: str
    points: tuple[Point, ...]
    evaluated: Mapping[int, Evaluated] = field(
        default_factory=dict
    )  # what the figures were measured on, by number of examples

    @staticmethod
    def of(measured: Mapping[Key, Measurement], figure: str) -> Curve:
        """Return the curve of a figure from runs by label noise, share and seed, without diverged ones."""
        found: dict[tuple[float, str, int], list[float]] = {}
        for (noise, *_rest), each in measured.items():
            for part in ("train", "test"):
                value = each.figures.get(f"{part}_{figure}")
                if value is not None and isfinite(value) and each.state != "diverged":
                    found.setdefault((noise, part, each.examples), []).append(value)
        points = [Point(*key, min(of), fmean(of), max(of)) for key, of in found.items()]
        evaluated = {each.examples: each.evaluated for each in measured.values()}
        return Curve(figure, tuple(sorted(points, key=lambda point: point.examples)), evaluated)

    @property
    def tests(self) -> int:
        """The smallest number of test examples of a point; 0 if it is not known."""
        return min((each.test for each in self.evaluated.values()), default=0)

    @property
    def noises(self) -> list[float]:
        """All amounts of label noise."""
        return sorted({point.noise for point in self.points})

    def line(self, noise: float, part: str) -> dict[int, float]:
        """Return the mean by the number of examples."""
        return {point.examples: point.mean for point in self.points if (point.noise, point.part) == (noise, part)}

    def error(self, value: float) -> float:
        """Return how far a value is from the best one."""
        return 1 - value if metric_of(self.figure).is_best_at_one else value

    def format_value(self, value: float) -> str:
        """Return a value as it is drawn."""
        return f"{value:.1%}" if metric_of(self.figure).is_best_at_one else f"{value:.3g}"


def describe_curve(curve: Curve) -> list[str]:
    """Describe a curve: whether more of the cleanest labels would help, then what label noise costs."""
    if not curve.noises:
        return []
    if 0 < curve.tests < FEW_TESTS:
        return [few_tests(curve.tests, curve.figure == "accuracy")]
    least, *others = curve.noises
    sentences = _of_sizes(curve, least)
    return (
        sentences + [words for noise in others for words in _of_noise(curve, least, noise)] + _uncertainty(curve, least)
    )


def _uncertainty(curve: Curve, noise: float) -> list[str]:
    """Return how far two accuracies may differ by chance, if those of the two largest sizes differ no more."""
    values = [value for _size, value in sorted(curve.line(noise, "test").items())[-2:]]
    if curve.figure != "accuracy" or not curve.tests or len(values) < 2:
        return []
    chance = 2 * sqrt(sum(value * (1 - value) for value in values) / curve.tests)
    if abs(values[1] - values[0]) > chance:
        return []
    words = _("With {count:,} test examples, differences below {chance:.1%} may be chance.")
    return [words.format(count=curve.tests, chance=chance)] if chance else []


def _of_sizes(curve: Curve, noise: float) -> list[str]:
    """Describe whether more examples would help, or another net."""
    test, train = curve.line(noise, "test"), curve.line(noise, "train")
    if len(test) < 2:
        return []
    half, full = sorted(test)[-2:]
    few, many, learnt = (curve.error(each) for each in (test[half], test[full], train.get(full, test[full])))
    number = curve.format_value
    values = {"half": half, "full": full, "before": number(test[half]), "after": number(test[full])}
    gap = gap_between(curve.figure, train[full], test[full], curve.evaluated[full]) if full in train else None
    if many <= ENOUGH and metric_of(curve.figure).is_best_at_one:
        enough = min(count for count, value in test.items() if curve.error(value) <= ENOUGH)
        return [_("{count:,} examples are enough: with them the test figure is {value} already.",
                  count=enough, value=number(test[enough]))]  # fmt: skip
    if few - many > FALLS * abs(few):
        return [
            _(
                "**More examples would help**: {full:,} instead of {half:,} took the test figure from {before} to "
                "{after}.",
                **values,
            )
        ]
    if gap is None:
        return [_("{full:,} examples instead of {half:,} hardly changed the test figure: {before}, {after}.", **values)]
    values |= {"learnt": number(train[full])}
    if noise and learnt > many:
        return [
            _(
                "The test figure ({after}) is better than the training figure ({learnt}): the net has learnt the rule, "
                "and not the wrong labels by heart.",
                **values,
            )
        ]
    if gap.kind != "wide":
        return [
            _(
                "**More examples of this kind would hardly help**: with {full:,} both parts are close together, "
                "training {learnt}, test {after}. What is missing is capacity or time: a larger net, better features, "
                "more steps.",
                **values,
            )
        ]
    return [
        _(
            "From {half:,} to {full:,} examples the test figure hardly moved ({before}, {after}), though the training "
            "part is learnt better ({learnt}). The net overfits: many times as many examples, or regularisation.",
            **values,
        )
    ]


def _of_noise(curve: Curve, least: float, noise: float) -> list[str]:
    """Describe what more label noise costs, and how many cleaner examples are as good."""
    clean, noisy = curve.line(least, "test"), curve.line(noise, "test")
    shared = sorted(clean.keys() & noisy.keys())
    if not shared:
        return []
    full = shared[-1]
    sentences = [
        _(
            "Label noise of {noise:.0%} costs: with {full:,} examples the test figure is {bad} instead of {good}.",
            noise=noise,
            full=full,
            bad=curve.format_value(noisy[full]),
            good=curve.format_value(clean[full]),
        )
    ]
    as_good = [count for count, value in clean.items() if curve.error(value) <= curve.error(noisy[full])]
    if as_good and min(as_good) < full:
        sentences.append(
            _(
                "{few:,} examples with {least:.0%} noise are worth as much as {full:,} with {noise:.0%}.",
                few=min(as_good),
                full=full,
                least=least,
                noise=noise,
            )
        )
    return sentences


def count_diverged(measured: Mapping[Key, Measurement]) -> int:
    """Return how many runs have diverged."""
    return sum(each.state == "diverged" for each in measured.values())
