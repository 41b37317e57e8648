"""Points over one number with the curve that is fitted to them; as in `ui.charts.specs`, none ever sees a row."""

from __future__ import annotations

from functools import lru_cache

import altair as alt

from ui.charts.spec_builder import GREY, KEPT, Spec, build_spec, row_chart, sheet
from ui.components import palette

Span = tuple[float, float]
HEIGHT = 420  # CSS pixels, about the height of the plane


@lru_cache(maxsize=KEPT)
def fitted(
    titles: tuple[str, str, str, str], x_title: str, y_title: str, x: Span, y: Span, *, description: str
) -> Spec:
    """Return examples, the net's curve and another one beside it, and how far off the net's curve each example is.

    Rows: x, y, end, kind: "train" and "test" are examples, whose `end` is where the curve is; "curve" and "best" the
    two curves.

    Args:
        titles: What people read for the four kinds.
        x_title: Title of `x`.
        y_title: Title of `y`.
        x: The ends of the axis of x, whatever is drawn.
        y: The same of y.
        description: What the chart shows.
    """
    kinds = dict(zip(("train", "test", "curve", "best"), titles, strict=True))
    across = alt.X(
        "x:Q",
        title=x_title,
        scale=alt.Scale(domain=list(x), nice=False),
        axis=alt.Axis(grid=False, tickCount=6),
    )
    up = alt.Y("y:Q", title=y_title, scale=alt.Scale(domain=list(y), nice=False), axis=alt.Axis(tickCount=6))
    colours = [palette.colour(1), palette.colour(1), palette.colour(0), palette.colour(2)]
    colour = alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(kinds), range=colours))
    tips = [alt.Tooltip("x:Q", title=x_title, format=".4~g"), alt.Tooltip("y:Q", title=y_title, format=".4~g")]
    errors = _only("train").mark_rule(color=GREY, opacity=0.55, tooltip=False, clip=True)
    dots = [
        _only(kind)
        .mark_point(filled=kind == "train", size=45, opacity=0.85, clip=True)
        .encode(x=across, y=up, color=colour, tooltip=tips)
        for kind in ("train", "test")
    ]
    best = _only("best").mark_line(strokeWidth=2, strokeDash=[7, 5], tooltip=False, clip=True)
    curve = _only("curve").mark_line(strokeWidth=3, tooltip=False, clip=True)
    lines = [line.encode(x=across, y=up, color=colour) for line in (best, curve)]
    chart = alt.layer(errors.encode(x=across, y=up, y2=alt.Y2("end")), *dots, *lines)
    data_sheet = sheet(y_title, {"kind": "", "x": x_title, "y": y_title}, kind=kinds)
    return build_spec(chart, description, data_sheet, HEIGHT, True)


def _only(kind: str) -> alt.Chart:
    return row_chart().transform_filter(f"datum.kind === '{kind}'")
