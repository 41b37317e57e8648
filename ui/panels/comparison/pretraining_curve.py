"""The figures of a net's pre-training as a chart."""

from __future__ import annotations

import numpy as np

from ui.charts import specs as charts
from ui.charts.arrow import series_table
from ui.charts.render import chart
from ui.text.i18n import _


def pretraining_curve(key: str, answer: dict[str, np.ndarray], title: str) -> None:
    """Draw the test accuracy on the pre-training task over the pre-training."""
    accuracy = answer["test_accuracy"]
    columns = (answer["step"], accuracy, accuracy, accuracy)
    spec = charts.curves(["line0"], [title], _("Step"), title, band=False, description=title, height=200)
    chart(key, spec, series_table({"line0": columns}, band=False))
