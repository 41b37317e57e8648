"""Lines over a number that is no step, such as a distance or a length; no function sees a row."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ui.charts.axes import LOGARITHMIC, SIX_DIGITS, whole_axis
from ui.charts.specs import HEIGHT, Spec, _axis, _chart, _sheet
from ui.components import palette

SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "stroke", "wedge")
WHOLE, DASHED = [1, 0], [6, 4]
DOT = {"type": "point", "filled": True, "size": 45, "opacity": 1}
NARROW = 170  # CSS pixels of a name in the legend


@lru_cache(maxsize=64)
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
    """A line for each of the titles, told apart by colour, by the shape of its points, and `dashed` ones by that.

    Rows: x, y, line (one of the titles). log, log_x: a logarithmic axis of y, of x. number: a d3 format of y; of kind
    "g", the marks of its axis have more digits. top: the end of that axis, which then begins at 0. marks: where the x
    axis is marked. bars: a bar at each point, from its low to its high, which the rows then have as well and which are
    called so. whole: the axis of x has no marks between whole numbers. zero: the axis of y begins there.
    """
    domain = list(titles)
    looks = {
        "color": [palette.colour(place) for place in range(len(titles))],
        "shape": [SHAPES[place % len(SHAPES)] for place in range(len(titles))],
        "strokeDash": [DASHED if title in dashed else WHOLE for title in titles],
    }
    legend = {"orient": "top", "title": None, "labelLimit": NARROW, "columns": 3, "symbolStrokeWidth": 0}
    by_line: dict[str, dict[str, Any]] = {
        channel: {"field": "line", "type": "nominal", "scale": {"domain": domain, "range": look}, "legend": legend}
        for channel, look in looks.items()
    }
    by_line["strokeDash"]["legend"] = None
    scale: dict[str, Any] = {"type": "log"} if log else {"domain": [0, top]} if top else {"zero": zero}
    x_scale = {"nice": False} | ({"type": "log"} if log_x else {})
    x = _axis("x", x_title, scale=x_scale, axis=_ticks(log_x, whole, marks))
    marked = SIX_DIGITS if number.endswith("g") else number
    y = _axis("y", y_title, scale=scale, axis={"format": marked, "tickCount": 5})
    tips = [_axis("line", line_title, "nominal"), _axis("x", x_title), _axis("y", y_title, format=number)]
    line = {"mark": {"type": "line", "tooltip": False}, "encoding": {"strokeDash": by_line["strokeDash"]}}
    dots = {"mark": DOT, "encoding": {"shape": by_line["shape"], "tooltip": tips}}
    ends = dict(zip(("low", "high"), bars, strict=True)) if bars else {}
    sheet = _sheet(y_title, {"line": line_title, "x": x_title, "y": y_title, **ends})
    ranges = [{"mark": "rule", "encoding": {"y": {**y, "field": "low"}, "y2": {"field": "high"}}}] if bars else []
    shared = {"x": x, "y": y, "color": by_line["color"]}
    return _chart(description, sheet, height, len(titles) < 2, encoding=shared, layer=[line, *ranges, dots])


def _ticks(log: bool, whole: bool, marks: tuple[float, ...]) -> dict[str, Any]:
    """How the axis of x is marked."""
    ticks: dict[str, Any] = {"grid": False, "format": LOGARITHMIC} if log else {"grid": False}
    ticks |= {} if log else whole_axis() if whole else {"tickCount": 7}
    return ticks | ({"values": list(marks), "format": ",", "labelOverlap": True} if marks else {})
