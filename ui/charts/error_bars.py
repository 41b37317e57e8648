"""Dots with bars from a lowest to a highest value, one row a thing that is compared; none ever sees a row."""

from __future__ import annotations

from functools import lru_cache

from ui.charts.axes import SIX_DIGITS
from ui.charts.specs import HEIGHT, Spec, _axis, _chart, _sheet
from ui.components import palette


@lru_cache(maxsize=64)
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
    """A dot for each part of each thing, told apart by colour and shape, with a bar from its low to its high end.

    Rows: name, part (one of `parts`), value, low, high, in the order they are shown. ends: names of low and high.
    """
    x = _axis("value", x_title, scale={"zero": False, "nice": True}, axis={"format": SIX_DIGITS, "tickCount": 6})
    y = _axis("name", y_title, "nominal", sort=None, axis={"labelLimit": 190, "title": None, "grid": True})
    looks = {"color": [palette.colour(1), palette.colour(0)], "shape": ["diamond", "circle"]}
    legend = {"orient": "top", "title": None}
    by_part = {
        channel: {"field": "part", "type": "nominal", "scale": {"domain": list(parts), "range": look}, "legend": legend}
        for channel, look in looks.items()
    }
    names = {"name": y_title, "part": part_title, "value": x_title, "low": ends[0], "high": ends[1]}
    tips = [_axis("name", y_title, "nominal"), _axis("part", part_title, "nominal")]
    tips += [_axis(field, names[field], format=number) for field in ("value", "low", "high")]
    bar = {
        "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.45, "tooltip": False},
        "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": by_part["color"]},
    }
    dots = {
        "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
        "encoding": {"x": x, **by_part, "tooltip": tips},
    }
    sheet = _sheet(x_title, names)
    return _chart(description, sheet, height, encoding={"y": y}, layer=[bar, dots])
