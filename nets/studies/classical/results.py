"""Facts that challenges judge: what was fitted, repeated and cut on this page; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Self

from nets.studies.classical.repeated_splits import Brief, Key, by_model
from nets.studies.classical.settings import Classical, Model
from nets.studies.classical.standard_errors import Paired, paired
from nets.studies.classical.threshold import Counts


class Fits(NamedTuple):
    """Training and test score of each model that was fitted with these settings."""

    settings: Classical
    scores: Mapping[Model, tuple[float, float]]


class Repeated(NamedTuple):
    """How much better the forest's test score is than the net's, over the same splits."""

    settings: Classical
    ahead: Paired | None

    @classmethod
    def of(cls, settings: Classical, answers: Mapping[Key, Brief]) -> Self:
        """From the answers so far; None where the two were not both fitted."""
        if not {"forest", "net"} <= set(settings.fitted):
            return cls(settings, None)
        scores = by_model(answers, ("forest", "net"))
        return cls(settings, paired(scores["forest"][:, 1], scores["net"][:, 1]) if len(scores["net"]) else None)


class Cut(NamedTuple):
    """The answers of one model cut at a threshold; `positive` is the name of the class in question."""

    settings: Classical
    model: Model
    positive: str
    counts: Counts
