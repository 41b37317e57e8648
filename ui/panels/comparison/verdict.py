"""Describe in one sentence what pairs of trainings with equal seeds say about pre-training."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nets.engine.run import Run
from ui.text.formatting import difference
from ui.text.i18n import _

FIGURE = "test_accuracy"


class Pair(NamedTuple):
    """The test accuracies, 0 to 1, of a pre-trained net and of the same net from scratch on one seed."""

    seed: int
    pretrained: float
    scratch: float

    @property
    def points(self) -> float:
        """Return what pre-training changes, in percentage points."""
        return 100 * (self.pretrained - self.scratch)


def compare_runs(pretrained: Run, scratch: Run) -> tuple[int, Pair] | None:
    """Return the last step at which both runs were measured, and their accuracies there; None before the first."""
    lines = [run.history.line(FIGURE) for run in (pretrained, scratch) if FIGURE in run.history]
    if len(lines) < 2:
        return None
    steps, *places = np.intersect1d(lines[0].step, lines[1].step, return_indices=True)
    if not len(steps) or not steps[-1]:
        return None
    values = [float(line.last[at[-1]]) for line, at in zip(lines, places, strict=True)]
    return int(steps[-1]), Pair(pretrained.experiment.fit.seed, *values)


def describe_run(pair: Pair) -> str:
    """Say which net is better in one run, and by how much."""
    values = {"pretrained": f"{pair.pretrained:.1%}", "scratch": f"{pair.scratch:.1%}"}
    points = f"{abs(pair.points):.1f}"
    if points == "0.0":
        return _("In this run both nets are equally good: {pretrained} of the test set is right.", **values)
    if pair.points > 0:
        words = _(
            "In this run the pre-trained net is **ahead**: {pretrained} of the test set is right, against {scratch} "
            "from scratch, {points} points more."
        )
    else:
        words = _(
            "In this run the pre-trained net is **behind**: {pretrained} of the test set is right, against {scratch} "
            "from scratch, {points} points less."
        )
    return words.format(points=points, **values)


def describe_seeds(pairs: Sequence[Pair]) -> str:
    """Say whether several seeds agree on what pre-training is worth; `pairs` are at least two."""
    points = [pair.points for pair in pairs]
    mean, better = statistics.mean(points), sum(each > 0 for each in points)
    words = _(
        "Over {count} seeds pre-training changes the test accuracy by **{mean} points** on average, from "
        "{low} to {high}.",
        count=len(pairs),
        mean=difference(mean, 1),
        low=difference(min(points), 1),
        high=difference(max(points), 1),
    )
    return f"{words} {_agreement(mean, statistics.stdev(points), better, len(points))}"


def _agreement(mean: float, spread: float, better: int, count: int) -> str:
    if better == count:
        return _("The pre-trained net is better on every seed.")
    if better == 0 and mean < 0:
        return _("It does not help with these settings: the pre-trained net is better on no seed.")
    if abs(mean) <= spread:
        return _("That is no more than the spread between seeds, {spread:.1f} points: it may be chance.", spread=spread)
    return _(
        "The pre-trained net is better on {better} of {count} seeds; the spread between seeds is {spread:.1f} points.",
        better=better,
        count=count,
        spread=spread,
    )
