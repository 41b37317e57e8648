"""Specifications of the charts that look inside a net; as in `ui.charts.specs`, none ever sees a row."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt

from ui.charts.spec_builder import GREY, KEPT, Spec, build_spec, row_chart, sheet, title_expression
from ui.components import palette

TINY, HUGE = 1e-6, 1e3  # the ends of the bars' axis; larger and smaller values are drawn there


@lru_cache(maxsize=KEPT)
def layer_bars(titles: tuple[str, str, str], heads: tuple[str, str, str], *, description: str, layers: int) -> Spec:
    """Return three bars for each layer, on a logarithmic axis: gradient, weights, update over weights.

    Rows: layer, figure ("gradient", "weight", "ratio"), value.

    Args:
        titles: What people read for the three figures.
        heads: What a layer, a figure and its value are called.
        description: What the chart shows.
        layers: How many there are.
    """
    names = dict(zip(("gradient", "weight", "ratio"), titles, strict=True))
    legend = alt.Legend(orient="top", title=None, labelExpr=title_expression(names), labelLimit=300, columns=2)
    ticks = alt.Axis(values=[1e-6, 1e-4, 1e-2, 1, 100], format="~g", grid=True)
    clamped = alt.Scale(type="log", domain=[TINY, HUGE], clamp=True)
    colours = alt.Scale(domain=list(names), range=[palette.colour(index) for index in range(3)])
    chart = (
        row_chart()
        .transform_calculate(title=title_expression(names, "datum.figure"))
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            y=alt.Y("layer:N", sort=None, title=None, axis=alt.Axis(labelLimit=120)),
            yOffset=alt.YOffset("figure:N", sort=list(names)),
            x=alt.X("value:Q", scale=clamped, axis=ticks, title=None),
            x2=alt.X2Datum(TINY),
            color=alt.Color("figure:N", scale=colours, legend=legend),
            tooltip=[
                alt.Tooltip("layer:N", title=heads[0]),
                alt.Tooltip("title:N", title=heads[1]),
                alt.Tooltip("value:Q", format=".3~g", title=heads[2]),
            ],
        )
    )
    data_sheet = sheet(" ".join(titles), dict(zip(("layer", "figure", "value"), heads, strict=True)), figure=names)
    return build_spec(chart, description, data_sheet, max(220, 90 + 40 * layers))


@lru_cache(maxsize=KEPT)
def activation_function(
    titles: tuple[str, str, str], x_title: str, heads: tuple[str, str], *, description: str, height: int = 260
) -> Spec:
    """Return an activation function and its slope over the weighted sums, with a histogram of the examples' sums.

    Rows: x, y, series ("value", "slope", "counts"), for the histogram also end, where a bar ends, and count.

    Args:
        titles: What people read for the three series.
        x_title: Title of the weighted sums.
        heads: What a line and its value are called.
        description: What the chart shows.
        height: CSS pixels.
    """
    names = dict(zip(("value", "slope", "counts"), titles, strict=True))
    domain = list(names)
    legend = alt.Legend(
        orient="top",
        title=None,
        labelExpr=title_expression(names),
        columns=2,
        symbolType="square",
        symbolStrokeWidth=0,
    )
    x = alt.X("x:Q", title=x_title, scale=alt.Scale(nice=False, zero=False))
    y = alt.Y("y:Q", title=None, axis=alt.Axis(tickCount=4))
    tips = [alt.Tooltip("x:Q", format=".3~g", title=x_title), alt.Tooltip("count:Q", format=",d", title=titles[2])]
    bars = (
        row_chart()
        .transform_filter("datum.series === 'counts'")
        .mark_bar(opacity=0.45, binSpacing=1)
        .encode(x=x, x2=alt.X2("end"), y=y, y2=alt.Y2Datum(0), tooltip=tips)
    )
    dashes = alt.StrokeDash("series:N", scale=alt.Scale(domain=domain, range=[[1, 0], [6, 3], [1, 0]]), legend=None)
    curve = (
        row_chart()
        .transform_filter("datum.series !== 'counts'")
        .mark_line(strokeWidth=2.5, tooltip=False)
        .encode(x=x, y=y, strokeDash=dashes)
    )
    colours = alt.Scale(domain=domain, range=[palette.colour(0), palette.colour(1), GREY])
    chart = alt.layer(bars, curve).encode(color=alt.Color("series:N", scale=colours, legend=legend))
    columns = {"series": heads[0], "x": x_title, "y": heads[1], "count": titles[2]}
    return build_spec(chart, description, sheet(" ".join(titles[:2]), columns, series=names), height)


@lru_cache(maxsize=KEPT)
def space(
    x_title: str,
    y_title: str,
    classes: tuple[str, ...],
    parts: tuple[str, str],
    reach: tuple[float, float] | None,
    heads: tuple[str, str, str],
    *,
    description: str,
    dark: bool = False,
    height: int = 420,
) -> Spec:
    """Return points as two neurons see them, over the bent grid of the plane.

    Rows: x, y, line (-1 for a point), place along the line, value (a class index, or a number), test (boolean).

    Args:
        x_title: Title of the first neuron.
        y_title: Title of the second.
        classes: Names of the classes, none for numbers.
        parts: What the training and the test part are called.
        reach: The ends of both axes, if known.
        heads: What a line of the grid, a point's true value and its part of the data are called.
        description: What the chart shows.
        dark: Colours for a dark page.
        height: CSS pixels.
    """
    low, high = reach or (0.0, 0.0)
    margin = 0.04 * (high - low)
    scale: dict[str, Any] = {"domain": [low - margin, high + margin]} if reach else {"zero": False}
    scale["nice"] = False
    tips = [alt.Tooltip(f"{axis}:Q", title=title, format=".3~f") for axis, title in (("x", x_title), ("y", y_title))]
    dots = (
        row_chart()
        .transform_filter("datum.line < 0")
        .transform_calculate(group="toString(datum.value)")
        .mark_point(filled=True, size=42, opacity=0.9, clip=True)
        .encode(
            x=alt.X("x:Q", title=x_title, scale=alt.Scale(**scale)),
            y=alt.Y("y:Q", title=y_title, scale=alt.Scale(**scale)),
            color=_colours(classes, dark),
            shape=_shapes(parts),
            tooltip=tips,
        )
    )
    columns = {"x": x_title, "y": y_title, **dict(zip(("line", "value", "test"), heads, strict=True))}
    values = {"value": {str(index): title for index, title in enumerate(classes)}} if classes else {}
    data_sheet = sheet(f"{x_title} {y_title}", columns, test={"false": parts[0], "true": parts[1]}, **values)
    return build_spec(alt.layer(_grid(x_title, y_title, scale), dots), description, data_sheet, height)


def _grid(x_title: str, y_title: str, scale: dict[str, Any]) -> alt.Chart:
    """Return the lines of the bent grid, the horizontal ones in another colour."""
    shared = {"scale": alt.Scale(**scale), "axis": alt.Axis(grid=False)}
    return (
        row_chart()
        .transform_filter("datum.line >= 0")
        .mark_line(strokeWidth=1, opacity=0.55, tooltip=False, clip=True)
        .encode(
            x=alt.X("x:Q", title=x_title, **shared),
            y=alt.Y("y:Q", title=y_title, **shared),
            detail=alt.Detail("line:N"),
            order=alt.Order("place:Q"),
            color=alt.ColorValue("#8a6fb0", condition={"test": "datum.line < 13", "value": GREY}),
        )
    )


def _colours(classes: tuple[str, ...], dark: bool) -> alt.Color:
    """Return the colours of points by their class, or by their number; two classes as on the plane."""
    stops = list(palette.DIVERGING_DARK if dark else palette.DIVERGING_LIGHT)
    if not classes:
        return alt.Color("value:Q", scale=alt.Scale(range=stops, domainMid=0), legend=None)
    colours = [stops[0], stops[-1]] if len(classes) == 2 else [palette.colour(i) for i in range(len(classes))]
    names = {str(index): title for index, title in enumerate(classes)}
    legend = alt.Legend(orient="top", title=None, labelExpr=title_expression(names), symbolType="circle")
    return alt.Color("group:N", scale=alt.Scale(domain=list(names), range=colours), legend=legend)


def _shapes(parts: tuple[str, str]) -> alt.Shape:
    """Return the shapes of points of the training and the test part."""
    words = title_expression({"false": parts[0], "true": parts[1]})
    legend = alt.Legend(orient="top", title=None, labelExpr=words, symbolFillColor=GREY)
    return alt.Shape("test:N", scale=alt.Scale(domain=[False, True], range=["circle", "diamond"]), legend=legend)
