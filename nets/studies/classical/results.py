"""Define the records of the Classical page that its challenges judge; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Self

from nets.studies.classical.repeated_splits import FitSummary, Key, scores_by_model
from nets.studies.classical.settings import ClassicalSettings, Model
from nets.studies.classical.standard_errors import PairedDifference, paired_difference
from nets.studies.classical.threshold import ConfusionCounts


class FittedScores(NamedTuple):
    """Training and test score of each model with these settings."""

    settings: ClassicalSettings
    scores: Mapping[Model, tuple[float, float]]


class RepeatedComparison(NamedTuple):
    """Difference of the test scores of forest and net, over the same splits; None if they were not fitted."""

    settings: ClassicalSettings
    lead: PairedDifference | None

    @classmethod
    def of(cls, settings: ClassicalSettings, answers: Mapping[Key, FitSummary]) -> Self:
        """Return the comparison from the fits so far."""
        if not {"forest", "net"} <= set(settings.fitted_models):
            return cls(settings, None)
        scores = scores_by_model(answers, ("forest", "net"))
        return cls(
            settings, paired_difference(scores["forest"][:, 1], scores["net"][:, 1]) if len(scores["net"]) else None
        )


class ThresholdResult(NamedTuple):
    """Errors of one model at a threshold; `positive` is the name of the class in question."""

    settings: ClassicalSettings
    model: Model
    positive: str
    counts: ConfusionCounts
