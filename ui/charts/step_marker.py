"""A vertical rule across curves over steps, at a step that may move while the specification stays."""

from __future__ import annotations

from typing import Any

import altair as alt
import pyarrow as pa

from ui.charts.spec_builder import GREY, Spec

MOMENT = "moment"  # the name of the rule's data in a specification
_RULE = (
    alt.Chart(alt.NamedData(MOMENT))
    .mark_rule(strokeWidth=2, strokeDash=[2, 2], tooltip=False)
    .encode(x=alt.X("step:Q"), color=alt.ColorValue(GREY))
    .to_dict(validate=False)
)
_LAYER = {part: _RULE[part] for part in ("data", "mark", "encoding")}


def add_marker(spec: Spec) -> Spec:
    """Return the specification of `specs.curves` with a rule at the step that `mark_step` gives."""
    return {**spec, "layer": [*spec["layer"], _LAYER]}


def mark_step(chart: dict[str, Any], step: int) -> dict[str, Any]:
    """Return a specification with rows and with the rule at `step`."""
    return {**chart, "datasets": {**chart["datasets"], MOMENT: pa.table({"step": pa.array([step], pa.int32())})}}
