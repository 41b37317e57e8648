"""A vertical rule across curves over steps, at a step that may move while the specification stays."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from ui.charts.specs import GREY, Spec

MOMENT = "moment"  # the name of the rule's data in a specification


def ruled(spec: Spec) -> Spec:
    """The specification of `charts.curves` with a rule at the step that `at` gives."""
    rule = {
        "data": {"name": MOMENT},
        "mark": {"type": "rule", "strokeWidth": 2, "strokeDash": [2, 2], "tooltip": False},
        "encoding": {"x": {"field": "step", "type": "quantitative"}, "color": {"value": GREY}},
    }
    return {**spec, "layer": [*spec["layer"], rule]}


def at(filled: dict[str, Any], step: int) -> dict[str, Any]:
    """The filled specification with the rule at `step`."""
    return {**filled, "datasets": {**filled["datasets"], MOMENT: pa.table({"step": pa.array([step], pa.int32())})}}
