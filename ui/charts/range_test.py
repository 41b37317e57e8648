"""The chart of a learning-rate range test; as in `ui.charts.specs`, it never sees a row."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from ui.charts.spec_builder import GREY, HEIGHT, KEPT, Spec, build_spec, row_chart, sheet, title_expression
from ui.components import palette


@lru_cache(maxsize=KEPT)
def rates(x_title: str, y_title: str, names: tuple[str, str, str, str], kind_title: str, *, description: str) -> Spec:
    """Return the loss over the learning rate, on a logarithmic axis.

    Rows: x, y, kind (one of "batch", "smooth", "now", "suggested"); the last two are upright lines without y.

    Args:
        x_title: Title of the learning rate.
        y_title: Title of the loss.
        names: What the loss of a batch, the smoothed one, the current rate and the suggested one are called.
        kind_title: What these four are called.
        description: What the chart shows.
    """
    kinds = dict(zip(("batch", "smooth", "now", "suggested"), names, strict=True))
    legend = alt.Legend(
        orient="top",
        title=None,
        labelExpr=title_expression(kinds),
        columns=2,
        symbolType="square",
        symbolOpacity=1,
    )
    scale, ticks = alt.Scale(type="log", nice=False), alt.Axis(format="~g", grid=False, tickCount=7)
    x = alt.X("x:Q", title=x_title, scale=scale, axis=ticks)
    y = alt.Y("y:Q", title=y_title, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=5))
    rate_tip = alt.Tooltip("x:Q", title=x_title, format=".3~g")
    loss_tip = alt.Tooltip("y:Q", title=y_title, format=".4~g")
    dots = (
        row_chart()
        .transform_filter("datum.kind === 'batch'")
        .mark_point(filled=True, size=18, opacity=0.6)
        .encode(x=x, y=y, tooltip=[rate_tip, loss_tip])
    )
    line = (
        row_chart()
        .transform_filter("datum.kind === 'smooth'")
        .mark_line(strokeWidth=2.5, tooltip=False)
        .encode(x=x, y=y)
    )
    dash = alt.StrokeDashValue([1, 0], condition={"test": "datum.kind === 'now'", "value": [5, 4]})
    rules = (
        row_chart()
        .transform_filter("datum.kind === 'now' || datum.kind === 'suggested'")
        .mark_rule(strokeWidth=2)
        .encode(x=x, strokeDash=dash, tooltip=[rate_tip])
    )
    colours = alt.Scale(domain=list(kinds), range=[GREY, palette.colour(0), GREY, palette.colour(1)])
    chart = alt.layer(dots, line, rules).encode(color=alt.Color("kind:N", legend=legend, scale=colours))
    data_sheet = sheet(y_title, {"kind": kind_title, "x": x_title, "y": y_title}, kind=kinds)
    return build_spec(chart, description, data_sheet, HEIGHT)
