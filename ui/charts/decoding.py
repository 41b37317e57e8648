"""Specifications of the charts of decoding: scores through filters, and many texts; no function sees a row."""

from __future__ import annotations

from functools import lru_cache

from ui.charts.specs import GREY, Spec, _axis, _chart, _sheet
from ui.components import palette

STATES = ("kept", "changed", "cut")
SHAPES = ("circle", "diamond", "cross", "square", "triangle-up", "triangle-down", "triangle-right", "triangle-left")
AXIS = 84  # CSS pixels of a chart that its bars do not have
COLOURS = (palette.colour(0), palette.colour(1), GREY)


@lru_cache(maxsize=64)
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
    """Bars of symbols in the order of their `place`: kept, changed, or cut, which are grey.

    Rows: name, place, value, state (of STATES), told (what people read for it). `heads`: what a state is called, and
    the chart. reach: the ends of the axis. share: the values are chances.
    """
    number = ".1%" if share else ".2f"
    ticks = {"format": ".0%" if share else ",.0f", "tickCount": 3, "grid": True}
    x = _axis("value", value, scale={"domain": list(reach), "nice": False}, axis=ticks, stack=None)
    names = {"labelLimit": 90, "labelFontSize": 13, "labelOverlap": False, "labelFlush": False}
    y = _axis("name", None, "nominal", sort={"field": "place"}, axis=names)
    colour = {"field": "state", "type": "nominal", "legend": None}
    colour["scale"] = {"domain": list(STATES), "range": list(COLOURS)}  # type: ignore[assignment]
    fade = {"condition": {"test": "datum.state === 'cut'", "value": 0.35}, "value": 1}
    tips = [_axis("name", symbol, "nominal"), _axis("value", value, format=number), _axis("told", heads[0], "nominal")]
    mark = {"type": "bar", "cornerRadiusEnd": 2}
    sheet = _sheet(heads[1], {"name": symbol, "value": value, "told": heads[0]})
    encoding = {"x": x, "y": y, "color": colour, "opacity": fade, "tooltip": tips}
    return _chart(description, sheet, AXIS + 18 * rows, True, mark=mark, encoding=encoding)


@lru_cache(maxsize=16)
def texts(
    kinds: tuple[str, ...], x_title: str, y_title: str, heads: tuple[str, str], *, description: str, height: int = 420
) -> Spec:
    """A point for each text, its kind told by colour and shape. Rows: x, y, kind (one of kinds), text.

    `heads`: what a kind and a text are called.
    """
    domain = list(kinds)
    legend = {"orient": "top", "title": None, "columns": 4, "labelLimit": 220, "symbolOpacity": 1}
    looks = {
        "color": [palette.colour(place) for place in range(len(kinds))],
        "shape": [SHAPES[place % len(SHAPES)] for place in range(len(kinds))],
    }
    by_kind = {
        channel: {"field": "kind", "type": "nominal", "scale": {"domain": domain, "range": look}, "legend": legend}
        for channel, look in looks.items()
    }
    x = _axis("x", x_title, scale={"zero": False}, axis={"tickCount": 6})
    y = _axis("y", y_title, scale={"domain": [0, 1]}, axis={"format": ".0%", "tickCount": 5})
    tips = [
        _axis("kind", heads[0], "nominal"),
        _axis("text", heads[1], "nominal"),
        _axis("x", x_title, format=".2f"),
        _axis("y", y_title, format=".0%"),
    ]
    mark = {"type": "point", "filled": True}
    single = "datum.single"
    size = {"condition": {"test": single, "value": 260}, "value": 34}
    fade = {"condition": {"test": single, "value": 1}, "value": 0.5}
    encoding = {"x": x, "y": y, **by_kind, "size": size, "opacity": fade, "tooltip": tips}
    sheet = _sheet(y_title, {"kind": heads[0], "x": x_title, "y": y_title, "text": heads[1]})
    return _chart(description, sheet, height, mark=mark, encoding=encoding)
