"""Rows in, Vega-Lite out: constant specifications, and the rows beside them under the name ROWS.

Every function here is a pure function of words and options and never sees a row; `ui.charts.render` shows one. Each
takes `description`, a sentence that says what it shows, for screen readers.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from ui.charts.axes import PLAIN, SIX_DIGITS, flat_room, whole_axis
from ui.charts.spec_builder import GREY, HEIGHT, KEPT, Spec, build_spec, quote, row_chart, sheet, title_expression
from ui.components import palette

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
    """Return lines over steps, with `band` each on a band between its lowest and highest value.

    Rows: step, low, high, last, series; without a band only step, last and series. Missing values make a gap; the
    newest value of each line is a dot.

    Args:
        names: The values of `series`.
        titles: What people read for them.
        x_title: Title of the axis of steps.
        y_title: Title of the values.
        log: A logarithmic axis, without what is not above zero.
        band: Whether the rows have `low` and `high`.
        description: What the chart shows.
        columns: What a file of the data calls the lines, their lowest and their highest values.
        height: CSS pixels.
        own: How many of the lines are those of the current run; all, if not given. The others come in pairs, two lines
            a run in one colour, of which the legend names the second; one a run where `own` is 1.
    """
    own = len(names) if own is None else own
    words = (x_title, y_title, description, *columns)
    return _curves(tuple(names), tuple(titles), words, log, band, height, own)


@lru_cache(maxsize=KEPT)
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
    each = min(2, own)
    colours = [palette.colour(index if index < own else own + (index - own) // each) for index in range(len(names))]
    legend = _legend(names, titles, own)
    chart = row_chart()
    area = chart.mark_area(opacity=0.22, tooltip=False).encode(y=alt.Y("low:Q"), y2=alt.Y2("high"))
    dashes = alt.StrokeDash("series:N", scale=_scale(names, _dashes(len(names))), legend=legend)
    line = chart.mark_line(tooltip=False).encode(strokeDash=dashes)
    newest = (
        chart.transform_joinaggregate(newest="max(step)", groupby=["series"])
        .transform_filter("datum.step === datum.newest && isValid(datum.last)")
        .mark_point(filled=True, size=55, opacity=1, tooltip=False)
    )
    nearest = alt.selection_point(name="nearest", on="pointermove", clear="pointerout", nearest=True, encodings=["x"])
    dots = chart.transform_filter(nearest, empty=False).mark_point(filled=True, size=45, opacity=1, tooltip=False)
    y_scale = alt.Scale(type="log") if log else alt.Scale(zero=False)
    y = alt.Y("last:Q", title=y_title, scale=y_scale, axis=alt.Axis(tickCount=5))
    lines = alt.layer(*([area] if band else []), line, newest, dots, flat_room("last")).encode(y=y)
    shared = {
        "x": alt.X("step:Q", title=x_title, scale=alt.Scale(nice=False), axis=whole_axis()),
        "color": alt.Color("series:N", scale=_scale(names, colours), legend=legend),
    }
    layers = alt.layer(lines, _pointer_rule(nearest, titles, x_title)).encode(**shared)
    if log:
        layers = layers.transform_calculate(**_positive(band))
    heads = {"series": columns[0], "step": x_title, "low": columns[1], "high": columns[2], "last": y_title}
    kept = {field: title for field, title in heads.items() if band or field not in ("low", "high")}
    data_sheet = sheet(y_title, kept, series=dict(zip(names, titles, strict=True)))
    return _add_values_at_each_step(build_spec(layers, description, data_sheet, height, legend is None), names)


def _positive(band: bool) -> dict[str, str]:
    """Leave out values that are not above zero, on a logarithmic axis."""
    rules = {"last": "datum.last > 0 ? datum.last : null"}
    if band:
        rules |= {end: f"datum.{end} > 0 ? datum.{end} : datum.last" for end in ("low", "high")}
    return rules


def _scale(names: Sequence[Any], looks: Sequence[Any]) -> alt.Scale:
    return alt.Scale(domain=list(names), range=list(looks))


def _dashes(count: int) -> list[list[int]]:
    """Dash every second line, so that colour is not the only difference."""
    return [[1, 0] if index % 2 == 0 else [7, 4] for index in range(count)]


def _legend(names: tuple[str, ...], titles: tuple[str, ...], own: int) -> alt.Legend | None:
    if len(names) < 2:
        return None
    rest: dict[str, Any] = {"columns": 3} if len(names) > 3 and own < 2 else {}
    if own < len(names):
        rest["values"] = [*names[:own], *names[own + min(2, own) - 1 :: min(2, own)]]
    return alt.Legend(
        orient="top",
        title=None,
        symbolType="stroke",
        symbolSize=400,
        symbolOpacity=1,
        symbolStrokeWidth=3,
        labelExpr=title_expression(dict(zip(names, titles, strict=True))),
        **rest,
    )


def _pointer_rule(nearest: alt.Parameter, titles: tuple[str, ...], x_title: str) -> alt.Chart:
    """Return a rule at the step nearest to the pointer, with every line's newest value there as its tooltip."""
    tips = [alt.Tooltip("step:Q", title=x_title, format=",d")]
    tips += [alt.Tooltip(f"text{index}:N", title=title) for index, title in enumerate(titles)]
    shown = alt.OpacityValue(0, condition={"param": "nearest", "value": 1, "empty": False})
    rule = row_chart().mark_rule(strokeWidth=1.5).encode(color=alt.ColorValue(GREY), tooltip=tips, opacity=shown)
    return rule.add_params(nearest).properties(name="pointer")


def _add_values_at_each_step(spec: dict[str, Any], names: tuple[str, ...]) -> Spec:
    """Give the pointer's rule one row for each step, with text0, text1, …: each line's value there or before.

    By hand, because Altair does not know `prev_value`, which Vega-Lite hands through to Vega.
    """
    before = [{"op": "prev_value", "field": name, "as": f"value{index}"} for index, name in enumerate(names)]
    texts = [
        {"calculate": f"isValid(datum.value{index}) ? format(datum.value{index}, '.4~g') : '–'", "as": f"text{index}"}
        for index in range(len(names))
    ]
    pivot = {"pivot": "series", "value": "last", "groupby": ["step"]}
    lines, rule = spec["layer"]
    window = {"window": before, "sort": [{"field": "step"}]}
    return {**spec, "layer": [lines, {"transform": [pivot, window, *texts], **rule}]}


# ---- other charts ----


@lru_cache(maxsize=KEPT)
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
    """Return horizontal bars in the order of the rows, or `ranked` by their values.

    Rows: name, value.

    Args:
        x_title: Title of the values.
        y_title: Title of the names.
        description: What the chart shows.
        number: A d3 format of the values.
        most: The end of the axis; None is as far as the values reach.
        height: CSS pixels.
        ranked: The largest value comes first.
    """
    scale = alt.Scale(domainMin=0) if most is None else alt.Scale(domainMin=0, domainMax=most)
    x = alt.X("value:Q", title=x_title, scale=scale, axis=alt.Axis(format=number, tickCount=5))
    y = alt.Y("name:N", title=y_title, sort="-x" if ranked else None, axis=alt.Axis(labelLimit=160))
    tips = [alt.Tooltip("name:N", title=y_title), alt.Tooltip("value:Q", title=x_title, format=number)]
    chart = row_chart().mark_bar(color=palette.colour(0), cornerRadiusEnd=2).encode(x=x, y=y, tooltip=tips)
    return build_spec(chart, description, sheet(x_title, {"name": y_title, "value": x_title}), height, True)


@lru_cache(maxsize=KEPT)
def histogram(x_title: str, y_title: str, *, description: str, height: int = HEIGHT) -> Spec:
    """Return counts of values that are already sorted into bins. Rows: left, right, count."""
    ticks = alt.Axis(format=SIX_DIGITS, grid=False, tickCount=7)
    chart = (
        row_chart()
        .transform_calculate(span="format(datum.left, '.3~g') + ' … ' + format(datum.right, '.3~g')")
        .mark_bar(color=palette.colour(0), binSpacing=1)
        .encode(
            x=alt.X("left:Q", title=x_title, scale=alt.Scale(zero=False, nice=False), axis=ticks),
            x2=alt.X2("right"),
            y=alt.Y("count:Q", title=y_title, axis=alt.Axis(format=PLAIN, tickCount=4)),
            y2=alt.Y2Datum(0),
            tooltip=[alt.Tooltip("span:N", title=x_title), alt.Tooltip("count:Q", title=y_title, format=",d")],
        )
    )
    heads = {"left": f"{x_title} ≥", "right": f"{x_title} <", "count": y_title}
    return build_spec(chart, description, sheet(f"{y_title} {x_title}", heads), height, True)


@lru_cache(maxsize=KEPT)
def predicted_against_true(
    x_title: str, y_title: str, test_title: str = "", train_title: str = "", *, description: str, height: int = HEIGHT
) -> Spec:
    """Return predictions over true values with the line where both are equal. Rows: true, predicted, test (boolean)."""
    plain = {"scale": alt.Scale(zero=False), "axis": alt.Axis(format=PLAIN)}
    x = alt.X("true:Q", title=x_title, **plain)
    line = (
        row_chart()
        .transform_aggregate(
            min_true="min(true)", min_predicted="min(predicted)", max_true="max(true)", max_predicted="max(predicted)"
        )
        .transform_calculate(true="min(datum.min_true, datum.min_predicted)")
        .transform_calculate(end="max(datum.max_true, datum.max_predicted)")
        .mark_rule(strokeDash=[5, 4], color=GREY, tooltip=False)
        .encode(x=x, x2=alt.X2("end"), y=alt.Y("true:Q", title=y_title, **plain), y2=alt.Y2("end"))
    )
    words = f"datum.value ? {quote(test_title)} : {quote(train_title)}"
    legend = alt.Legend(orient="top", title=None, labelExpr=words) if test_title and train_title else None
    parts = [False, True]
    dots = (
        row_chart()
        .mark_point(filled=True, size=40, opacity=0.75)
        .encode(
            x=x,
            y=alt.Y("predicted:Q", title=y_title, **plain),
            color=alt.Color("test:N", legend=legend, scale=_scale(parts, [palette.colour(0), palette.colour(1)])),
            shape=alt.Shape("test:N", legend=legend, scale=_scale(parts, ["circle", "diamond"])),
            tooltip=[
                alt.Tooltip("true:Q", title=x_title, format=".4~g"),
                alt.Tooltip("predicted:Q", title=y_title, format=".4~g"),
            ],
        )
    )
    titles = {"test": {"true": test_title, "false": train_title}} if legend else {}
    data_sheet = sheet(y_title, {"true": x_title, "predicted": y_title, **({"test": ""} if legend else {})}, **titles)
    return build_spec(alt.layer(line, dots), description, data_sheet, height, legend is None)


@lru_cache(maxsize=KEPT)
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
    """Return a small matrix, such as a confusion matrix or weights.

    Rows: row, column, value, in the order they are shown.

    Args:
        x_title: Title of the columns.
        y_title: Title of the rows.
        value_title: Title of the values.
        diverging: Colours of either side of zero, as far on one side as on the other.
        number: A d3 format of the values.
        numbers: The value is written in each cell.
        dark: Colours for a dark page.
        slanted: Room for long names of columns.
        description: What the chart shows.
        height: CSS pixels.
    """
    above = alt.Axis(labelAngle=-30 if slanted else 0, labelLimit=120, labelOverlap=True, orient="top")
    y = alt.Y("row:N", title=y_title, sort=None, axis=alt.Axis(labelOverlap=True))
    places = {"x": alt.X("column:N", title=x_title, sort=None, axis=above), "y": y}
    tips = [alt.Tooltip("row:N", title=y_title), alt.Tooltip("column:N", title=x_title)]
    tips.append(alt.Tooltip("value:Q", title=value_title, format=number))
    legend = None if numbers else alt.Legend(title=value_title, gradientLength=height - 80)
    colours = {"title": value_title, "scale": _heat_scale(diverging, dark), "legend": legend}
    chart = row_chart()
    layers = [chart.mark_rect().encode(**places, color=alt.Color("value:Q", **colours), tooltip=tips)]
    if diverging:  # invisible cells of the opposite values make the scale reach equally far on both sides
        mirror = chart.transform_calculate(mirror="-datum.value").mark_rect(opacity=0, tooltip=False)
        layers.insert(0, mirror.encode(**places, color=alt.Color("mirror:Q", **colours)))
    if numbers:
        is_dark = "luminance(scale('color', datum.value)) < 0.18"
        ink = alt.ColorValue("#1a1a1a", condition={"test": is_dark, "value": "#ffffff"})
        text = {"text": alt.Text("value:Q", format=number), "color": ink}
        layers.append(chart.mark_text(fontSize=13, tooltip=False).encode(**places, **text))
    heads = {"row": y_title, "column": x_title, "value": value_title}
    return build_spec(alt.layer(*layers), description, sheet(value_title, heads), height)


def _heat_scale(diverging: bool, dark: bool) -> alt.Scale:
    if diverging:
        stops = palette.DIVERGING_DARK if dark else palette.DIVERGING_LIGHT
        return alt.Scale(range=list(stops), interpolate="lab", domainMid=0)
    stops = palette.SEQUENTIAL_DARK if dark else palette.SEQUENTIAL_LIGHT
    return alt.Scale(range=list(stops), interpolate="lab", domainMin=0)
