"""Define data on which one kind of model wins; scores are measured on ten splits; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nets.experiment.user_error import N_
from nets.studies.classical.settings import Model


@dataclass(frozen=True)
class Showcase:
    """Data on which one kind of model wins.

    Attributes:
        name: Name of the showcase.
        title: In English, marked for translation.
        words: Why that model wins, in English, marked for translation.
        settings: The settings of the page.
        scores: Mean and standard deviation of the test score of each model.
    """

    name: str
    title: str
    words: str
    settings: Mapping[str, Any]
    scores: Mapping[Model, tuple[float, float]]


SHOWCASES = (
    Showcase(
        "trees",
        N_("Seattle's weather: the trees win"),
        N_(
            "The weather of a day from its rain, temperatures, wind and month. Rain is a sharp step at 0 mm, "
            "and months are no line either: questions of the form “more than so much?” suit it. The net has to bend "
            "smoothly around corners."
        ),
        {"name": "seattle"},
        {
            "linear": (0.826, 0.011),
            "neighbours": (0.726, 0.014),
            "tree": (0.833, 0.013),
            "forest": (0.842, 0.014),
            "boosting": (0.842, 0.01),
            "svm": (0.761, 0.014),
            "bayes": (0.821, 0.013),
            "net": (0.811, 0.017),
        },
    ),
    Showcase(
        "net",
        N_("Breast cancer: the net beats the trees"),
        N_(
            "Thirty measurements of cells, each of which says a little. A weighted sum gathers them all; a tree asks "
            "one at a time. The plain logistic regression does as well as the net: hardly anything is bent here."
        ),
        {"name": "breast_cancer"},
        {
            "linear": (0.973, 0.01),
            "neighbours": (0.957, 0.015),
            "tree": (0.929, 0.021),
            "forest": (0.954, 0.019),
            "boosting": (0.954, 0.019),
            "svm": (0.968, 0.016),
            "bayes": (0.923, 0.023),
            "net": (0.975, 0.011),
        },
    ),
    Showcase(
        "line",
        N_("Diabetes: the straight line beats all"),
        N_(
            "442 patients, much chance, little to bend. Every model that can bend more than the straight line learns "
            "chance by heart."
        ),
        {"name": "diabetes"},
        {
            "linear": (0.495, 0.061),
            "neighbours": (0.429, 0.059),
            "tree": (0.226, 0.093),
            "forest": (0.416, 0.074),
            "boosting": (0.433, 0.062),
            "svm": (0.443, 0.07),
            "net": (0.38, 0.095),
        },
    ),
)
