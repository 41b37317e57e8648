"""Rows in, Vega-Lite out: constant specifications, and the rows beside them under the name ROWS.

Streamlit updates a chart in place while its specification stays the same, so every function here is a pure function of
words and options and never sees a row; `ui.charts.render` shows one. Each takes `description`, a sentence that says
what it shows to who cannot see it, and carries a `sheet`: what the file of its data is called, and its columns.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from ui.charts.axes import PLAIN, SIX_DIGITS, flat_room, whole_axis
from ui.components import palette

ROWS = "rows"  # the name of the data in every specification
HEIGHT = 260  # CSS pixels
GREY = "#808080"  # for lines that help the eye, on light and dark pages
CONFIG = {
    "axis": {"labelPadding": 6, "titlePadding": 8, "labelFontSize": 12, "titleFontSize": 13},
    "legend": {"labelFontSize": 13, "offset": 6, "padding": 2},
}

BUTTON = {"top": 24, "bottom": 20}  # CSS pixels: room for the button above, and as much as Streamlit leaves below

Spec = Mapping[str, Any]


def filled(spec: Spec, rows: Any) -> dict[str, Any]:
    """The specification with its rows: an Arrow table (cheapest), Arrow bytes or a pandas frame."""
    return {**spec, "datasets": {ROWS: rows}}


def _chart(description: str, sheet: Mapping[str, Any], height: int, bare: bool = False, **rest: Any) -> dict[str, Any]:
    """bare: nothing stands above the chart, so room is left for its save button."""
    size = {"width": "container", "height": height, "autosize": {"type": "fit", "contains": "padding"}}
    shared = {"description": description, "data": {"name": ROWS}, "params": [{"name": "sheet", "value": sheet}]}
    room = {"padding": BUTTON} if bare else {}
    return {**shared, **size, **room, "config": CONFIG, **rest}


def _sheet(name: str, heads: Mapping[str, str], **names: Mapping[str, str]) -> dict[str, Any]:
    """How `ui/components/saver/saver.js` writes rows to a file: its name, columns and what values are called."""
    return {"name": name, "heads": heads, "names": names}


def _axis(field: str, title: str | None, kind: str = "quantitative", **rest: Any) -> dict[str, Any]:
    return {"field": field, "type": kind, "title": title, **rest}


# ---- curves over steps ----


def curves(
    names: Sequence[str],
    titles: Sequence[str],
    x_title: str,
    y_title: str,
    log: bool = False,
    band: bool = True,
    *,
    description: str,
    columns: Sequence[str] = ("", "", ""),
    height: int = HEIGHT,
    own: int | None = None,
) -> Spec:
    """Lines over steps, with `band` each on a band between its lowest and highest value.

    Rows: step, low, high, last, series (one of names; titles are what people read), without a band only step, last and
    series. Missing values make a gap; the newest value of each line is a dot. log: a logarithmic axis, without what is
    not above zero. own: how many of the lines are those of the run at hand (all, if not given); the others come in
    pairs, two lines a run in one colour, of which the legend names the second; one a run where `own` is 1. columns:
    what a file of the data calls the lines, their lowest and their highest values.
    """
    own = len(names) if own is None else own
    words = (x_title, y_title, description, *columns)
    return _curves(tuple(names), tuple(titles), words, log, band, height, own)


@lru_cache(maxsize=64)
def _curves(
    names: tuple[str, ...],
    titles: tuple[str, ...],
    words: tuple[str, ...],
    log: bool,
    band: bool,
    height: int,
    own: int,
) -> Spec:
    x_title, y_title, description, *columns = words
    y_scale = {"type": "log"} if log else {"zero": False}
    each = min(2, own)
    colours = [palette.colour(index if index < own else own + (index - own) // each) for index in range(len(names))]
    legend = _legend(names, titles, own)
    shared = {
        "x": _axis("step", x_title, scale={"nice": False}, axis=whole_axis()),
        "color": _series(names, colours) | {"legend": legend},
    }
    span = {"y": {"field": "low"}, "y2": {"field": "high"}}
    area = {"mark": {"type": "area", "opacity": 0.22, "tooltip": False}, "encoding": span}
    dashes = _series(names, _dashes(len(names))) | {"legend": legend}
    line = {"mark": {"type": "line", "tooltip": False}, "encoding": {"strokeDash": dashes}}
    newest = {
        "transform": [
            {"joinaggregate": [{"op": "max", "field": "step", "as": "newest"}], "groupby": ["series"]},
            {"filter": "datum.step === datum.newest && isValid(datum.last)"},
        ],
        "mark": {"type": "point", "filled": True, "size": 55, "opacity": 1, "tooltip": False},
    }
    rule, dots = _hover(names, titles, x_title)
    y = _axis("last", y_title, scale=y_scale, axis={"tickCount": 5})
    lines = {"encoding": {"y": y}, "layer": [*([area] if band else []), line, newest, dots, flat_room("last")]}
    heads = {"series": columns[0], "step": x_title, "low": columns[1], "high": columns[2], "last": y_title}
    kept = {field: title for field, title in heads.items() if band or field not in ("low", "high")}
    sheet = _sheet(y_title, kept, series=dict(zip(names, titles, strict=True)))
    above = _positive(band) if log else []
    return _chart(description, sheet, height, legend is None, transform=above, encoding=shared, layer=[lines, rule])


def _positive(band: bool) -> list[dict[str, str]]:
    """Not above zero: missing on a logarithmic axis."""
    rules = {"last": "datum.last > 0 ? datum.last : null"}
    if band:
        rules |= {end: f"datum.{end} > 0 ? datum.{end} : datum.last" for end in ("low", "high")}
    return [{"calculate": rule, "as": field} for field, rule in rules.items()]


def _series(names: tuple[str, ...], looks: list) -> dict[str, Any]:
    return {"field": "series", "type": "nominal", "scale": {"domain": list(names), "range": looks}}


def _dashes(count: int) -> list[list[int]]:
    """Every second line is dashed, so that colour is not the only difference."""
    return [[1, 0] if index % 2 == 0 else [7, 4] for index in range(count)]


def _legend(names: tuple[str, ...], titles: tuple[str, ...], own: int) -> dict[str, Any] | None:
    if len(names) < 2:
        return None
    shown = ", ".join(f"{_quoted(name)}: {_quoted(title)}" for name, title in zip(names, titles, strict=True))
    look = {"orient": "top", "title": None, "symbolType": "stroke", "symbolSize": 400}
    look |= {"columns": 3} if len(names) > 3 and own < 2 else {}
    values = {"values": [*names[:own], *names[own + min(2, own) - 1 :: min(2, own)]]} if own < len(names) else {}
    return look | values | {"symbolOpacity": 1, "symbolStrokeWidth": 3, "labelExpr": f"({{{shown}}})[datum.value]"}


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _hover(names: tuple[str, ...], titles: tuple[str, ...], x_title: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A rule at the step nearest to the pointer that tells every line's newest value there, and a dot on each line."""
    nearest = {"type": "point", "on": "pointermove", "clear": "pointerout", "nearest": True, "encodings": ["x"]}
    tips = [{"field": "step", "type": "quantitative", "title": x_title, "format": ",d"}]
    tips += [{"field": f"text{index}", "type": "nominal", "title": title} for index, title in enumerate(titles)]
    shown = {"condition": {"param": "nearest", "value": 1, "empty": False}, "value": 0}
    rule = {
        "transform": _values_at_each_step(names),
        "params": [{"name": "nearest", "select": nearest}],
        "mark": {"type": "rule", "strokeWidth": 1.5},
        "encoding": {"color": {"value": GREY}, "tooltip": tips, "opacity": shown},
    }
    dots = {
        "transform": [{"filter": {"param": "nearest", "empty": False}}],
        "mark": {"type": "point", "filled": True, "size": 45, "opacity": 1, "tooltip": False},
    }
    return rule, dots


def _values_at_each_step(names: tuple[str, ...]) -> list[dict[str, Any]]:
    """One row a step, with text0, text1, …: each line's value there or, where it was not asked, the one before."""
    before = [{"op": "prev_value", "field": name, "as": f"value{index}"} for index, name in enumerate(names)]
    texts = [
        {"calculate": f"isValid(datum.value{index}) ? format(datum.value{index}, '.4~g') : '–'", "as": f"text{index}"}
        for index in range(len(names))
    ]
    pivot = {"pivot": "series", "value": "last", "groupby": ["step"]}
    return [pivot, {"window": before, "sort": [{"field": "step"}]}, *texts]


# ---- other charts ----


@lru_cache(maxsize=64)
def bars(
    x_title: str,
    y_title: str,
    *,
    description: str,
    number: str = ".0%",
    most: float | None = 1.0,
    height: int = HEIGHT,
    ranked: bool = False,
) -> Spec:
    """Horizontal bars in the order of the rows, or `ranked` by their values.

    Rows: name, value. number: a d3 format of the values; most: the end of the axis, None = as far as the values reach.
    """
    scale = {"domainMin": 0} | ({"domainMax": most} if most is not None else {})
    x = _axis("value", x_title, scale=scale, axis={"format": number, "tickCount": 5})
    y = _axis("name", y_title, "nominal", sort="-x" if ranked else None, axis={"labelLimit": 160})
    tips = [_axis("name", y_title, "nominal"), _axis("value", x_title, format=number)]
    mark = {"type": "bar", "color": palette.colour(0), "cornerRadiusEnd": 2}
    sheet = _sheet(x_title, {"name": y_title, "value": x_title})
    return _chart(description, sheet, height, True, mark=mark, encoding={"x": x, "y": y, "tooltip": tips})


@lru_cache(maxsize=64)
def histogram(x_title: str, y_title: str, *, description: str, height: int = HEIGHT) -> Spec:
    """Counts of values already sorted into bins. Rows: left, right, count."""
    ticks = {"format": SIX_DIGITS, "grid": False, "tickCount": 7}
    x = _axis("left", x_title, scale={"zero": False, "nice": False}, axis=ticks)
    y = _axis("count", y_title, axis={"format": PLAIN, "tickCount": 4})
    edges = [{"calculate": "format(datum.left, '.3~g') + ' … ' + format(datum.right, '.3~g')", "as": "span"}]
    tips = [_axis("span", x_title, "nominal"), _axis("count", y_title, format=",d")]
    encoding = {"x": x, "x2": {"field": "right"}, "y": y, "y2": {"datum": 0}, "tooltip": tips}
    mark = {"type": "bar", "color": palette.colour(0), "binSpacing": 1}
    sheet = _sheet(f"{y_title} {x_title}", {"left": f"{x_title} ≥", "right": f"{x_title} <", "count": y_title})
    return _chart(description, sheet, height, True, transform=edges, mark=mark, encoding=encoding)


@lru_cache(maxsize=64)
def predicted_against_true(
    x_title: str, y_title: str, test_title: str = "", train_title: str = "", *, description: str, height: int = HEIGHT
) -> Spec:
    """Predictions over true values with the line where both are equal. Rows: true, predicted, test (boolean)."""
    x = _axis("true", x_title, scale={"zero": False}, axis={"format": PLAIN})
    y = _axis("predicted", y_title, scale={"zero": False}, axis={"format": PLAIN})
    fields = [(op, field) for op in ("min", "max") for field in ("true", "predicted")]
    ends = [{"op": op, "field": field, "as": f"{op}_{field}"} for op, field in fields]
    line = {
        "transform": [
            {"aggregate": ends},
            {"calculate": "min(datum.min_true, datum.min_predicted)", "as": "true"},
            {"calculate": "max(datum.max_true, datum.max_predicted)", "as": "end"},
        ],
        "mark": {"type": "rule", "strokeDash": [5, 4], "color": GREY, "tooltip": False},
        "encoding": {"x": x, "x2": {"field": "end"}, "y": {**y, "field": "true"}, "y2": {"field": "end"}},
    }
    words = f"datum.value ? {_quoted(test_title)} : {_quoted(train_title)}"
    legend = {"orient": "top", "title": None, "labelExpr": words} if test_title and train_title else None
    looks = {"color": [palette.colour(0), palette.colour(1)], "shape": ["circle", "diamond"]}
    field = {"field": "test", "type": "nominal", "legend": legend}
    by_test = {name: {**field, "scale": {"domain": [False, True], "range": look}} for name, look in looks.items()}
    tips = [_axis("true", x_title, format=".4~g"), _axis("predicted", y_title, format=".4~g")]
    dots = {
        "mark": {"type": "point", "filled": True, "size": 40, "opacity": 0.75},
        "encoding": {"x": x, "y": y, **by_test, "tooltip": tips},
    }
    parts = {"test": {"true": test_title, "false": train_title}} if legend else {}
    sheet = _sheet(y_title, {"true": x_title, "predicted": y_title, **({"test": ""} if legend else {})}, **parts)
    return _chart(description, sheet, height, legend is None, layer=[line, dots])


@lru_cache(maxsize=64)
def heat(
    x_title: str,
    y_title: str,
    value_title: str,
    *,
    diverging: bool = False,
    number: str = ".3~g",
    numbers: bool = False,
    dark: bool = False,
    slanted: bool = False,
    description: str,
    height: int = HEIGHT,
) -> Spec:
    """A small matrix. Rows: row, column, value, in the order they are shown; for confusion matrices and weights.

    diverging: colours of either side of zero, as far on one side as on the other; numbers: the value written in each
    cell, with the d3 format `number`; dark: colours for a dark page; slanted: room for long names of columns.
    """
    row, column = _axis("row", y_title, "nominal"), _axis("column", x_title, "nominal")
    tips = [row, column, _axis("value", value_title, format=number)]
    above = {"labelAngle": -30 if slanted else 0, "labelLimit": 120, "labelOverlap": True, "orient": "top"}
    place = {"x": {**column, "sort": None, "axis": above}, "y": {**row, "sort": None, "axis": {"labelOverlap": True}}}
    legend = None if numbers else {"title": value_title, "gradientLength": height - 80}
    colour = _axis("value", value_title, scale=_heat_scale(diverging, dark), legend=legend)
    layers = [{"mark": {"type": "rect"}, "encoding": {**place, "color": colour, "tooltip": tips}}]
    if diverging:  # cells nobody sees, of the opposite values, make the scale reach equally far on both sides
        mirror = {"calculate": "-datum.value", "as": "mirror"}
        unseen = {"type": "rect", "opacity": 0, "tooltip": False}
        mirrored = {**place, "color": {**colour, "field": "mirror"}}
        layers.insert(0, {"transform": [mirror], "mark": unseen, "encoding": mirrored})
    if numbers:
        written = {"field": "value", "type": "quantitative", "format": number}
        on_dark = {"test": "luminance(scale('color', datum.value)) < 0.18", "value": "#ffffff"}
        ink = {"condition": on_dark, "value": "#1a1a1a"}
        text = {"type": "text", "fontSize": 13, "tooltip": False}
        layers.append({"mark": text, "encoding": {**place, "text": written, "color": ink}})
    sheet = _sheet(value_title, {"row": y_title, "column": x_title, "value": value_title})
    return _chart(description, sheet, height, layer=layers)


def _heat_scale(diverging: bool, dark: bool) -> dict[str, Any]:
    if diverging:
        stops = palette.DIVERGING_DARK if dark else palette.DIVERGING_LIGHT
        return {"range": list(stops), "interpolate": "lab", "domainMid": 0}
    stops = palette.SEQUENTIAL_DARK if dark else palette.SEQUENTIAL_LIGHT
    return {"range": list(stops), "interpolate": "lab", "domainMin": 0}
