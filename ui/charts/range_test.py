"""The chart of a learning-rate range test; as in `ui.charts.specs`, it never sees a row."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ui.charts.specs import GREY, HEIGHT, Spec, _axis, _chart, _quoted, _sheet
from ui.components import palette


@lru_cache(maxsize=16)
def rates(x_title: str, y_title: str, names: tuple[str, str, str, str], kind_title: str, *, description: str) -> Spec:
    """Return the chart of the loss over the learning rate, on a logarithmic axis.

    `names` are those of a batch's loss, of the smoothed loss, of the current rate and of the suggested one.
    Rows: x, y, kind (one of "batch", "smooth", "now", "suggested"); the last two are upright lines without y.
    """
    told = dict(zip(("batch", "smooth", "now", "suggested"), names, strict=True))
    looks = [GREY, palette.colour(0), GREY, palette.colour(1)]
    quoted = ", ".join(f"{kind}: {_quoted(name)}" for kind, name in told.items())
    legend = {"orient": "top", "title": None, "labelExpr": f"({{{quoted}}})[datum.value]", "columns": 2}
    x = _axis("x", x_title, scale={"type": "log", "nice": False}, axis={"format": "~g", "grid": False, "tickCount": 7})
    y = _axis("y", y_title, scale={"zero": False}, axis={"tickCount": 5})
    colour: dict[str, Any] = {
        "field": "kind",
        "type": "nominal",
        "legend": legend | {"symbolType": "square", "symbolOpacity": 1},
    }
    colour["scale"] = {"domain": list(told), "range": looks}
    tips = [_axis("x", x_title, format=".3~g"), _axis("y", y_title, format=".4~g")]
    dots = {
        "transform": [{"filter": "datum.kind === 'batch'"}],
        "mark": {"type": "point", "filled": True, "size": 18, "opacity": 0.6},
        "encoding": {"x": x, "y": y, "tooltip": tips},
    }
    line = {
        "transform": [{"filter": "datum.kind === 'smooth'"}],
        "mark": {"type": "line", "strokeWidth": 2.5, "tooltip": False},
        "encoding": {"x": x, "y": y},
    }
    rules = {
        "transform": [{"filter": "datum.kind === 'now' || datum.kind === 'suggested'"}],
        "mark": {"type": "rule", "strokeWidth": 2},
        "encoding": {
            "x": x,
            "strokeDash": {"condition": {"test": "datum.kind === 'now'", "value": [5, 4]}, "value": [1, 0]},
            "tooltip": tips[:1],
        },
    }
    sheet = _sheet(y_title, {"kind": kind_title, "x": x_title, "y": y_title}, kind=told)
    return _chart(description, sheet, HEIGHT, encoding={"color": colour}, layer=[dots, line, rules])
