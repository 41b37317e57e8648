"""Lines over a number that is no step, such as a distance or a length; no function sees a row."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt

from ui.charts.axes import LOGARITHMIC, SIX_DIGITS, whole_axis
from ui.charts.spec_builder import GREY, HEIGHT, KEPT, Spec, build_spec, row_chart, sheet
from ui.components import palette

SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "stroke", "wedge")
WHOLE, DASHED = [1, 0], [6, 4]
NAME_WIDTH = 170  # CSS pixels of a name in the legend


@lru_cache(maxsize=KEPT)
def lines(
    titles: tuple[str, ...],
    x_title: str,
    y_title: str,
    line_title: str,
    *,
    description: str,
    dashed: tuple[str, ...] = (),
    log: bool = False,
    log_x: bool = False,
    number: str = ".3~g",
    top: float | None = None,
    marks: tuple[float, ...] = (),
    bars: tuple[str, str] | None = None,
    height: int = HEIGHT,
    whole: bool = True,
    zero: bool = True,
) -> Spec:
    """Return a line for each of the titles, with its own colour and its own shape of points.

    Rows: x, y, line (one of the titles).

    Args:
        titles: The lines.
        x_title: Title of `x`.
        y_title: Title of `y`.
        line_title: What a line is called.
        description: What the chart shows.
        dashed: The titles whose lines are dashed.
        log: A logarithmic axis of y.
        log_x: A logarithmic axis of x.
        number: A d3 format of y; of kind "g", the marks of its axis have more digits.
        top: The end of the axis of y, which then begins at 0.
        marks: Where the axis of x is marked.
        bars: A bar at each point, from `low` to `high`, which the rows then have as well; what the two are called.
        height: CSS pixels.
        whole: The axis of x has no marks between whole numbers.
        zero: The axis of y begins there.
    """
    y = {"title": y_title, "scale": _y_scale(log, top, zero), "axis": _y_axis(number)}
    tips = _tips(line_title, x_title, y_title, number)
    x = alt.X("x:Q", title=x_title, scale=_x_scale(log_x), axis=_x_axis(log_x, whole, marks))
    chart = _layers(titles, dashed, bars is not None, y, tips).encode(x=x)
    columns = {
        "line": line_title,
        "x": x_title,
        "y": y_title,
        **(dict(zip(("low", "high"), bars, strict=True)) if bars else {}),
    }
    return build_spec(chart, description, sheet(y_title, columns), height, len(titles) < 2)


def _layers(
    titles: tuple[str, ...], dashed: tuple[str, ...], bars: bool, y: dict[str, Any], tips: list[alt.Tooltip]
) -> alt.LayerChart:
    """Return the lines, the bars and the points."""
    color, shape, dash = _looks(titles, dashed)
    layers = [row_chart().mark_line(tooltip=False).encode(strokeDash=dash)]
    if bars:
        layers.append(row_chart().mark_rule().encode(y=alt.Y("low:Q", **y), y2=alt.Y2("high")))
    layers.append(row_chart().mark_point(filled=True, size=45, opacity=1).encode(shape=shape, tooltip=tips))
    return alt.layer(*layers).encode(y=alt.Y("y:Q", **y), color=color)


def _looks(titles: tuple[str, ...], dashed: tuple[str, ...]) -> tuple[alt.Color, alt.Shape, alt.StrokeDash]:
    """Return the colour, the shape of points and the dashes of each line."""
    legend = alt.Legend(orient="top", title=None, labelLimit=NAME_WIDTH, columns=3, symbolStrokeWidth=0)
    looks = {
        "color": [palette.colour(index) for index in range(len(titles))],
        "shape": [SHAPES[index % len(SHAPES)] for index in range(len(titles))],
        "dash": [DASHED if title in dashed else WHOLE for title in titles],
    }
    scales = {channel: alt.Scale(domain=list(titles), range=look) for channel, look in looks.items()}
    return (
        alt.Color("line:N", scale=scales["color"], legend=legend),
        alt.Shape("line:N", scale=scales["shape"], legend=legend),
        alt.StrokeDash("line:N", scale=scales["dash"], legend=None),
    )


def _tips(line_title: str, x_title: str, y_title: str, number: str) -> list[alt.Tooltip]:
    tips = [alt.Tooltip("line:N", title=line_title), alt.Tooltip("x:Q", title=x_title)]
    return [*tips, alt.Tooltip("y:Q", title=y_title, format=number)]


def _y_scale(log: bool, top: float | None, zero: bool) -> alt.Scale:
    return alt.Scale(type="log") if log else alt.Scale(domain=[0, top]) if top else alt.Scale(zero=zero)


def _y_axis(number: str) -> alt.Axis:
    return alt.Axis(format=SIX_DIGITS if number.endswith("g") else number, tickCount=5)


def _x_scale(log: bool) -> alt.Scale:
    return alt.Scale(nice=False, type="log") if log else alt.Scale(nice=False)


def _x_axis(log: bool, whole: bool, marks: tuple[float, ...]) -> alt.Axis:
    """Return how the axis of x is marked."""
    axis = (
        alt.Axis(grid=False, format=LOGARITHMIC)
        if log
        else whole_axis()
        if whole
        else alt.Axis(grid=False, tickCount=7)
    )
    if marks:
        axis.values, axis.format, axis.labelOverlap = list(marks), ",", True
    return axis


@lru_cache(maxsize=KEPT)
def shares_of_nets(
    nets: tuple[str, ...], x_title: str, y_title: str, log_x: bool, *, description: str, height: int = 220
) -> Spec:
    """Return a line with points for each of the nets, from 0 to 1. Rows: x, y, net (one of the nets)."""
    x = alt.X("x:Q", title=x_title, scale=alt.Scale(type="log", nice=False)) if log_x else alt.X("x:Q", title=x_title)
    colours = alt.Scale(domain=list(nets), range=[palette.colour(index) for index in range(len(nets))])
    chart = (
        row_chart()
        .mark_line(point=True, tooltip=True)
        .encode(
            x=x,
            y=alt.Y("y:Q", title=y_title, scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("net:N", title=None, scale=colours, legend=alt.Legend(orient="top")),
        )
    )
    return build_spec(chart, description, sheet(y_title, {"net": "", "x": x_title, "y": y_title}), height)


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
