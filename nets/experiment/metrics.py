"""The table of metrics: their names, their format, and which values are better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nets.experiment.user_error import N_


@dataclass(frozen=True)
class Metric:
    """A figure that a task reports, such as "test_accuracy"; texts are English, marked for translation.

    Attributes:
        title: Name at the head of a chart of several parts.
        test_title: Name of the figure of the test part at the head of a column.
        test_label: The same within a line.
        format: "percent" for shares.
        better: Which values are better.
        is_best_at_one: Whether 1 is the best value and 1 minus the value an error.
    """

    title: str
    test_title: str
    test_label: str
    format: Literal["number", "percent"] = "number"
    better: Literal["high", "low"] = "low"
    is_best_at_one: bool = False

    def format_value(self, value: float) -> str:
        """Return the value as text, such as "97.5%" or "0.1234"."""
        return f"{value:.1%}" if self.format == "percent" else f"{value:.4g}"


METRICS = {  # by the name after "train_" or "test_"
    "loss": Metric(N_("Loss"), N_("Test loss"), N_("test loss")),
    "accuracy": Metric(
        N_("Accuracy"), N_("Test accuracy"), N_("test accuracy"), format="percent", better="high", is_best_at_one=True
    ),
    "next": Metric(
        N_("next sentence right"),
        N_("next sentence right"),
        N_("next sentence right"),
        format="percent",
        better="high",
        is_best_at_one=True,
    ),
    "words": Metric(
        N_("words right"), N_("words right"), N_("words right"), format="percent", better="high", is_best_at_one=True
    ),
    "r2": Metric("R²", N_("Test R²"), N_("test R²"), better="high", is_best_at_one=True),
    "mae": Metric(N_("test mean error"), N_("test mean error"), N_("test mean error")),
    "bits": Metric(N_("Bits a character"), N_("Test bits a character"), N_("test bits a character")),
    "analogies": Metric(
        N_("Analogies solved"),
        N_("Analogies solved"),
        N_("analogies solved"),
        format="percent",
        better="high",
        is_best_at_one=True,
    ),
}


def metric_of(figure: str) -> Metric:
    """Return the metric of a figure such as "averaged_test_accuracy"; that of a loss if unknown."""
    return METRICS.get(figure.rpartition("_")[2], METRICS["loss"])
