"""Data on which one kind of model wins, found by measuring; the figures are of ten splits each; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nets.classical.settings import Model
from nets.training.problem import N_


@dataclass(frozen=True)
class Case:
    """`title` and `words` are English, marked for translation. `scores`: mean and deviation of the test score."""

    name: str
    title: str
    words: str
    settings: Mapping[str, Any]
    scores: Mapping[Model, tuple[float, float]] = field(default_factory=dict)


CASES = (
    Case(
        "trees",
        N_("Seattle's weather: the trees win"),
        N_(
            "The weather of a day from its rain, temperatures, wind and month. Whether it rained is a sharp step at 0 mm, "
            "and months are no line either: questions of the form “more than so much?” suit it. The net has to bend "
            "smoothly around corners."
        ),
        {"name": "seattle"},
    ),
    Case(
        "net",
        N_("Breast cancer: the net beats the trees"),
        N_(
            "Thirty measurements of cells, each of which says a little. A weighted sum gathers them all; a tree asks one "
            "at a time. The plain logistic regression does as well as the net: hardly anything is bent here."
        ),
        {"name": "breast_cancer"},
    ),
    Case(
        "line",
        N_("Diabetes: the straight line beats all"),
        N_(
            "442 patients, much chance, little to bend. Every model that can bend more than the straight line learns "
            "chance by heart."
        ),
        {"name": "diabetes"},
    ),
)
