"""Specifications of the charts of decoding: scores through filters, and many texts; no function sees a row."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from ui.charts.spec_builder import GREY, KEPT, Spec, build_spec, row_chart, sheet
from ui.components import palette

STATES = ("kept", "changed", "cut")
SHAPES = ("circle", "diamond", "cross", "square", "triangle-up", "triangle-down", "triangle-right", "triangle-left")
AXIS = 84  # CSS pixels of a chart that its bars do not have
COLOURS = (palette.colour(0), palette.colour(1), GREY)


@lru_cache(maxsize=KEPT)
def stage(
    value: str,
    symbol: str,
    heads: tuple[str, str],
    reach: tuple[float, float],
    *,
    description: str,
    share: bool,
    rows: int,
) -> Spec:
    """Return bars of tokens in the order of their `place`: kept, changed, or cut, which are grey.

    Rows: name, place, value, state (of STATES), title (what people read for the state).

    Args:
        value: Title of the values.
        symbol: Title of the tokens.
        heads: What a state is called, and the chart.
        reach: The ends of the axis.
        description: What the chart shows.
        share: The values are probabilities.
        rows: How many tokens there are.
    """
    number = ".1%" if share else ".2f"
    ticks = alt.Axis(format=".0%" if share else ",.0f", tickCount=3, grid=True)
    names = alt.Axis(labelLimit=90, labelFontSize=13, labelOverlap=False, labelFlush=False)
    chart = (
        row_chart()
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("value:Q", title=value, scale=alt.Scale(domain=list(reach), nice=False), axis=ticks, stack=None),
            y=alt.Y("name:N", title=None, sort=alt.EncodingSortField(field="place"), axis=names),
            color=alt.Color("state:N", legend=None, scale=alt.Scale(domain=list(STATES), range=list(COLOURS))),
            opacity=alt.OpacityValue(1, condition={"test": "datum.state === 'cut'", "value": 0.35}),
            tooltip=[
                alt.Tooltip("name:N", title=symbol),
                alt.Tooltip("value:Q", title=value, format=number),
                alt.Tooltip("title:N", title=heads[0]),
            ],
        )
    )
    data_sheet = sheet(heads[1], {"name": symbol, "value": value, "title": heads[0]})
    return build_spec(chart, description, data_sheet, AXIS + 18 * rows, True)


@lru_cache(maxsize=KEPT)
def texts(
    kinds: tuple[str, ...], x_title: str, y_title: str, heads: tuple[str, str], *, description: str, height: int = 420
) -> Spec:
    """Return a point for each text, with a colour and a shape for its kind. Rows: x, y, kind (one of kinds), text.

    Args:
        kinds: The kinds of texts.
        x_title: Title of `x`.
        y_title: Title of `y`.
        heads: What a kind and a text are called.
        description: What the chart shows.
        height: CSS pixels.
    """
    legend = alt.Legend(orient="top", title=None, columns=4, labelLimit=220, symbolOpacity=1)
    colours = [palette.colour(index) for index in range(len(kinds))]
    shapes = [SHAPES[index % len(SHAPES)] for index in range(len(kinds))]
    chart = (
        row_chart()
        .mark_point(filled=True)
        .encode(
            x=alt.X("x:Q", title=x_title, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=6)),
            y=alt.Y("y:Q", title=y_title, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5)),
            color=alt.Color("kind:N", scale=alt.Scale(domain=list(kinds), range=colours), legend=legend),
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=list(kinds), range=shapes), legend=legend),
            size=alt.SizeValue(34, condition={"test": "datum.single", "value": 260}),
            opacity=alt.OpacityValue(0.5, condition={"test": "datum.single", "value": 1}),
            tooltip=[
                alt.Tooltip("kind:N", title=heads[0]),
                alt.Tooltip("text:N", title=heads[1]),
                alt.Tooltip("x:Q", title=x_title, format=".2f"),
                alt.Tooltip("y:Q", title=y_title, format=".0%"),
            ],
        )
    )
    columns = {"kind": heads[0], "x": x_title, "y": y_title, "text": heads[1]}
    return build_spec(chart, description, sheet(y_title, columns), height)
