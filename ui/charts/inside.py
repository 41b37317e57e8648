"""Specifications of the charts that look inside a net; as in `ui.charts.specs`, none ever sees a row."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ui.charts.specs import GREY, Spec, _chart, _quoted, _sheet
from ui.components import palette

TINY, HUGE = 1e-6, 1e3  # the ends of the bars' axis: what is beyond is drawn at the end


def _words(titles: dict[str, str]) -> str:
    shown = ", ".join(f"{_quoted(name)}: {_quoted(title)}" for name, title in titles.items())
    return f"({{{shown}}})[datum.value]"


@lru_cache(maxsize=16)
def layer_bars(titles: tuple[str, str, str], heads: tuple[str, str, str], *, description: str, layers: int) -> Spec:
    """Three bars a layer, on a logarithmic axis: gradient, weights, update over weights, called `titles`.

    `heads` are what a layer, a figure and its value are called. Rows: layer, figure ("gradient", "weight", "ratio"),
    value.
    """
    names = dict(zip(("gradient", "weight", "ratio"), titles, strict=True))
    scale = {"type": "log", "domain": [TINY, HUGE], "clamp": True}
    ticks = {"values": [1e-6, 1e-4, 1e-2, 1, 100], "format": "~g", "grid": True}
    colour = {
        "field": "figure",
        "type": "nominal",
        "scale": {"domain": list(names), "range": [palette.colour(i) for i in range(3)]},
        "legend": {"orient": "top", "title": None, "labelExpr": _words(names), "labelLimit": 300, "columns": 2},
    }
    told = f"({{{', '.join(f'{_quoted(n)}: {_quoted(t)}' for n, t in names.items())}}})[datum.figure]"
    tips = [
        {"field": "layer", "type": "nominal", "title": heads[0]},
        {"field": "told", "type": "nominal", "title": heads[1]},
        {"field": "value", "type": "quantitative", "format": ".3~g", "title": heads[2]},
    ]
    encoding = {
        "y": {"field": "layer", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 120}},
        "yOffset": {"field": "figure", "type": "nominal", "sort": list(names)},
        "x": {"field": "value", "type": "quantitative", "scale": scale, "axis": ticks, "title": None},
        "x2": {"datum": TINY},
        "color": colour,
        "tooltip": tips,
    }
    mark = {"type": "bar", "cornerRadiusEnd": 2}
    height = max(220, 90 + 40 * layers)
    sheet = _sheet(" ".join(titles), dict(zip(("layer", "figure", "value"), heads, strict=True)), figure=names)
    return _chart(
        description, sheet, height, transform=[{"calculate": told, "as": "told"}], mark=mark, encoding=encoding
    )


@lru_cache(maxsize=16)
def bend(
    titles: tuple[str, str, str], x_title: str, heads: tuple[str, str], *, description: str, height: int = 260
) -> Spec:
    """An activation and its slope over the sums, with bars where the sums of the examples lie; `titles` of the three.

    `heads` are what a line and its value are called. Rows: x, y, series ("value", "slope", "counts"), for the bars also
    end, where they end, and count.
    """
    names = dict(zip(("value", "slope", "counts"), titles, strict=True))
    colours = [palette.colour(0), palette.colour(1), GREY]
    legend: dict[str, Any] = {"orient": "top", "title": None, "labelExpr": _words(names), "columns": 2}
    legend |= {"symbolType": "square", "symbolStrokeWidth": 0}
    colour = {"field": "series", "type": "nominal", "scale": {"domain": list(names), "range": colours}}
    x = {"field": "x", "type": "quantitative", "title": x_title, "scale": {"nice": False, "zero": False}}
    y = {"field": "y", "type": "quantitative", "title": None, "axis": {"tickCount": 4}}
    tips = [
        {"field": "x", "type": "quantitative", "format": ".3~g", "title": x_title},
        {"field": "count", "type": "quantitative", "format": ",d", "title": titles[2]},
    ]
    bars = {
        "transform": [{"filter": "datum.series === 'counts'"}],
        "mark": {"type": "bar", "opacity": 0.45, "binSpacing": 1},
        "encoding": {"x": x, "x2": {"field": "end"}, "y": y, "y2": {"datum": 0}, "tooltip": tips},
    }
    dash = {"field": "series", "type": "nominal", "scale": {"domain": list(names), "range": [[1, 0], [6, 3], [1, 0]]}}
    curve = {
        "transform": [{"filter": "datum.series !== 'counts'"}],
        "mark": {"type": "line", "strokeWidth": 2.5, "tooltip": False},
        "encoding": {"x": x, "y": y, "strokeDash": {**dash, "legend": None}},
    }
    columns = {"series": heads[0], "x": x_title, "y": heads[1], "count": titles[2]}
    sheet = _sheet(" ".join(titles[:2]), columns, series=names)
    return _chart(description, sheet, height, encoding={"color": {**colour, "legend": legend}}, layer=[bars, curve])


@lru_cache(maxsize=16)
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
    """Points as two neurons see them, over the bent grid of the plane.

    Rows: x, y, line (−1 for a point), place along the line, value (a class index, or a number), test (boolean).
    `classes`: their names, none for numbers; `parts`: training and test; `reach`: of both axes, where it is known;
    `heads`: what the line of the grid, what is true of a point and its part of the data are called.
    """
    low, high = reach or (0.0, 0.0)
    margin = 0.04 * (high - low)
    scale = {"domain": [low - margin, high + margin]} if reach else {"zero": False}
    x = {"field": "x", "type": "quantitative", "title": x_title, "scale": {**scale, "nice": False}}
    y = {"field": "y", "type": "quantitative", "title": y_title, "scale": {**scale, "nice": False}}
    tips = [{k: side[k] for k in ("field", "type", "title")} | {"format": ".3~f"} for side in (x, y)]
    look = {"color": _colours(classes, dark), "shape": _shapes(parts), "tooltip": tips}
    dots = {
        "transform": [{"filter": "datum.line < 0"}, {"calculate": "toString(datum.value)", "as": "group"}],
        "mark": {"type": "point", "filled": True, "size": 42, "opacity": 0.9, "clip": True},
        "encoding": {"x": x, "y": y, **look},
    }
    columns = {"x": x_title, "y": y_title, **dict(zip(("line", "value", "test"), heads, strict=True))}
    told = {"value": {str(index): title for index, title in enumerate(classes)}} if classes else {}
    sheet = _sheet(f"{x_title} {y_title}", columns, test={"false": parts[0], "true": parts[1]}, **told)
    return _chart(description, sheet, height, layer=[_grid(x, y), dots])


def _grid(x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    """The lines of the bent grid, those across in another colour."""
    return {
        "transform": [{"filter": "datum.line >= 0"}],
        "mark": {"type": "line", "strokeWidth": 1, "opacity": 0.55, "tooltip": False, "clip": True},
        "encoding": {
            "x": {**x, "axis": {"grid": False}},
            "y": {**y, "axis": {"grid": False}},
            "detail": {"field": "line", "type": "nominal"},
            "order": {"field": "place", "type": "quantitative"},
            "color": {"condition": {"test": "datum.line < 13", "value": GREY}, "value": "#8a6fb0"},
        },
    }


def _colours(classes: tuple[str, ...], dark: bool) -> dict[str, Any]:
    """Of points by their class, or by their number where there are no classes; two classes as on the plane."""
    stops = list(palette.DIVERGING_DARK if dark else palette.DIVERGING_LIGHT)
    if not classes:
        scale = {"range": stops, "domainMid": 0}
        return {"field": "value", "type": "quantitative", "scale": scale, "legend": None}
    colours = [stops[0], stops[-1]] if len(classes) == 2 else [palette.colour(i) for i in range(len(classes))]
    named = {str(index): title for index, title in enumerate(classes)}
    legend = {"orient": "top", "title": None, "labelExpr": _words(named), "symbolType": "circle"}
    return {"field": "group", "type": "nominal", "scale": {"domain": list(named), "range": colours}, "legend": legend}


def _shapes(parts: tuple[str, str]) -> dict[str, Any]:
    """Of points of the training and the test part."""
    words = _words({"false": parts[0], "true": parts[1]})
    legend = {"orient": "top", "title": None, "labelExpr": words, "symbolFillColor": GREY}
    scale = {"domain": [False, True], "range": ["circle", "diamond"]}
    return {"field": "test", "type": "nominal", "scale": scale, "legend": legend}
