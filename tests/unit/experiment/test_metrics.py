"""The table of metrics: it has every metric of a family, and values are formatted as it says."""

import pytest

from nets.experiment.metrics import METRICS, metric_of
from nets.families import EXPERIMENTS


@pytest.mark.parametrize("family", EXPERIMENTS)
def test_metric_of_every_family_is_in_the_table(family: str) -> None:
    assert (EXPERIMENTS[family]().metric or "loss") in METRICS


@pytest.mark.parametrize(
    ("figure", "value", "text"),
    [
        ("test_accuracy", 0.975, "97.5%"),
        ("averaged_test_accuracy", 0.5, "50.0%"),
        ("test_analogies", 0.25, "25.0%"),
        ("test_r2", 0.97512, "0.9751"),
        ("train_loss", 0.123456, "0.1235"),
        ("mse", 2.0, "2"),
    ],
)
def test_value_is_formatted_as_its_metric_says(figure: str, value: float, text: str) -> None:
    assert metric_of(figure).format_value(value) == text


def test_metrics_with_best_value_one_are_better_when_higher() -> None:
    assert all(metric.better == "high" for metric in METRICS.values() if metric.is_best_at_one)
