"""Lines over a number that is no step, such as a distance or a length; no function sees a row."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from ui.charts.axes import LOGARITHMIC, SIX_DIGITS, whole_axis
from ui.charts.spec_builder import HEIGHT, KEPT, Spec, build_spec, row_chart, sheet
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
    domain = list(titles)
    shared = {"orient": "top", "title": None, "labelLimit": NAME_WIDTH, "columns": 3, "symbolStrokeWidth": 0}
    legend = alt.Legend(**shared)
    colours = [palette.colour(index) for index in range(len(titles))]
    shapes = [SHAPES[index % len(SHAPES)] for index in range(len(titles))]
    dashes = [DASHED if title in dashed else WHOLE for title in titles]
    y_scale = alt.Scale(type="log") if log else alt.Scale(domain=[0, top]) if top else alt.Scale(zero=zero)
    x_scale = alt.Scale(nice=False, type="log") if log_x else alt.Scale(nice=False)
    y_axis = alt.Axis(format=SIX_DIGITS if number.endswith("g") else number, tickCount=5)
    y = {"title": y_title, "scale": y_scale, "axis": y_axis}
    tips = [
        alt.Tooltip("line:N", title=line_title),
        alt.Tooltip("x:Q", title=x_title),
        alt.Tooltip("y:Q", title=y_title, format=number),
    ]
    chart = row_chart()
    dash = alt.StrokeDash("line:N", scale=alt.Scale(domain=domain, range=dashes), legend=None)
    layers = [chart.mark_line(tooltip=False).encode(strokeDash=dash)]
    if bars:
        layers.append(chart.mark_rule().encode(y=alt.Y("low:Q", **y), y2=alt.Y2("high")))
    shape = alt.Shape("line:N", scale=alt.Scale(domain=domain, range=shapes), legend=legend)
    layers.append(chart.mark_point(filled=True, size=45, opacity=1).encode(shape=shape, tooltip=tips))
    layered = alt.layer(*layers).encode(
        x=alt.X("x:Q", title=x_title, scale=x_scale, axis=_x_axis(log_x, whole, marks)),
        y=alt.Y("y:Q", **y),
        color=alt.Color("line:N", scale=alt.Scale(domain=domain, range=colours), legend=legend),
    )
    ends = dict(zip(("low", "high"), bars, strict=True)) if bars else {}
    columns = {"line": line_title, "x": x_title, "y": y_title, **ends}
    return build_spec(layered, description, sheet(y_title, columns), height, len(titles) < 2)


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
