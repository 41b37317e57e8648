"""What is gained for what is paid, such as ROC: one curve in colour, and the place on it; none ever sees a row."""

from __future__ import annotations

from functools import lru_cache

from ui.charts.specs import GREY, HEIGHT, Spec, _axis, _chart, _sheet
from ui.components import palette


@lru_cache(maxsize=64)
def trade(x_title: str, y_title: str, line_title: str, *, description: str, height: int = HEIGHT) -> Spec:
    """Shares over shares. Rows: x, y, line (its name), kind ("other", "chosen" or "here", a single place)."""
    scale = {"domain": [0, 1]}
    ticks = {"format": ".0%", "tickCount": 5}
    x, y = _axis("x", x_title, scale=scale, axis={**ticks, "grid": False}), _axis("y", y_title, scale=scale, axis=ticks)
    tips = [_axis("line", line_title, "nominal"), _axis("x", x_title, format=".1%"), _axis("y", y_title, format=".1%")]
    kinds = {
        "other": ({"type": "line", "strokeWidth": 1.2, "color": GREY, "opacity": 0.55, "interpolate": "step-after"}),
        "chosen": ({"type": "line", "strokeWidth": 2.6, "color": palette.colour(0), "interpolate": "step-after"}),
        "here": ({"type": "point", "filled": True, "size": 110, "opacity": 1, "color": palette.colour(1)}),
    }
    layers = [
        {
            "transform": [{"filter": f"datum.kind === '{kind}'"}],
            "mark": mark,
            "encoding": {"detail": {"field": "line", "type": "nominal"}, "tooltip": tips},
        }
        for kind, mark in kinds.items()
    ]
    sheet = _sheet(y_title, {"line": line_title, "x": x_title, "y": y_title})
    return _chart(description, sheet, height, True, encoding={"x": x, "y": y}, layer=layers)
