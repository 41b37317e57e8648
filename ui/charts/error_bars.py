"""Dots with bars from a lowest to a highest value, one row a thing that is compared; none ever sees a row."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from ui.charts.axes import SIX_DIGITS
from ui.charts.spec_builder import HEIGHT, KEPT, Spec, build_spec, row_chart, sheet
from ui.components import palette


@lru_cache(maxsize=KEPT)
def spread(
    parts: tuple[str, ...],
    x_title: str,
    y_title: str,
    part_title: str,
    ends: tuple[str, str],
    *,
    description: str,
    number: str = ".3f",
    height: int = HEIGHT,
) -> Spec:
    """Return a dot for each part of each thing, with its own colour and shape, and a bar from its low to its high end.

    Rows: name, part (one of `parts`), value, low, high, in the order they are shown.

    Args:
        parts: Such as the training and the test part.
        x_title: Title of the values.
        y_title: Title of the things.
        part_title: Title of the parts.
        ends: What low and high are called.
        description: What the chart shows.
        number: A d3 format of the values.
        height: CSS pixels.
    """
    x = {
        "title": x_title,
        "scale": alt.Scale(zero=False, nice=True),
        "axis": alt.Axis(format=SIX_DIGITS, tickCount=6),
    }
    legend = alt.Legend(orient="top", title=None)
    colours = alt.Scale(domain=list(parts), range=[palette.colour(1), palette.colour(0)])
    shapes = alt.Scale(domain=list(parts), range=["diamond", "circle"])
    colour = alt.Color("part:N", scale=colours, legend=legend)
    names = {"name": y_title, "part": part_title, "value": x_title, "low": ends[0], "high": ends[1]}
    tips = [alt.Tooltip("name:N", title=y_title), alt.Tooltip("part:N", title=part_title)]
    tips += [alt.Tooltip(f"{field}:Q", title=names[field], format=number) for field in ("value", "low", "high")]
    bar = row_chart().mark_rule(strokeWidth=3, opacity=0.45, tooltip=False)
    dots = row_chart().mark_point(filled=True, size=80, opacity=1)
    y = alt.Y("name:N", title=y_title, sort=None, axis=alt.Axis(labelLimit=190, title=None, grid=True))
    chart = alt.layer(
        bar.encode(x=alt.X("low:Q", **x), x2=alt.X2("high"), color=colour),
        dots.encode(
            x=alt.X("value:Q", **x), color=colour, shape=alt.Shape("part:N", scale=shapes, legend=legend), tooltip=tips
        ),
    ).encode(y=y)
    return build_spec(chart, description, sheet(x_title, names), height)
