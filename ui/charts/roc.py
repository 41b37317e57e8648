"""What is gained for what is paid, such as ROC: one curve in colour, and the point on it; none ever sees a row."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from ui.charts.spec_builder import GREY, HEIGHT, KEPT, Spec, build_spec, row_chart, sheet
from ui.components import palette


@lru_cache(maxsize=KEPT)
def trade(x_title: str, y_title: str, line_title: str, *, description: str, height: int = HEIGHT) -> Spec:
    """Return shares over shares. Rows: x, y, line (its name), kind ("other", "chosen" or "here", a single point)."""
    scale = alt.Scale(domain=[0, 1])
    tips = [
        alt.Tooltip("line:N", title=line_title),
        alt.Tooltip("x:Q", title=x_title, format=".1%"),
        alt.Tooltip("y:Q", title=y_title, format=".1%"),
    ]
    step = "step-after"
    layers = {
        "other": row_chart().mark_line(strokeWidth=1.2, color=GREY, opacity=0.55, interpolate=step),
        "chosen": row_chart().mark_line(strokeWidth=2.6, color=palette.colour(0), interpolate=step),
        "here": row_chart().mark_point(filled=True, size=110, opacity=1, color=palette.colour(1)),
    }
    chart = alt.layer(
        *(
            layer.transform_filter(f"datum.kind === '{kind}'").encode(detail=alt.Detail("line:N"), tooltip=tips)
            for kind, layer in layers.items()
        )
    ).encode(
        x=alt.X("x:Q", title=x_title, scale=scale, axis=alt.Axis(format=".0%", tickCount=5, grid=False)),
        y=alt.Y("y:Q", title=y_title, scale=scale, axis=alt.Axis(format=".0%", tickCount=5)),
    )
    return build_spec(
        chart, description, sheet(y_title, {"line": line_title, "x": x_title, "y": y_title}), height, True
    )
