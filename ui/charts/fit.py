"""Points over one number with the curve that is fitted to them; as in `ui.charts.specs`, none ever sees a row."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ui.charts.specs import GREY, Spec, _axis, _chart, _sheet
from ui.components import palette

Span = tuple[float, float]
HEIGHT = 420  # CSS pixels, about as high as the plane beside it


@lru_cache(maxsize=32)
def fitted(
    titles: tuple[str, str, str, str], x_title: str, y_title: str, x: Span, y: Span, *, description: str
) -> Spec:
    """Examples, the curve that a net answers and another one beside it, and how far off the curve each example is.

    Rows: x, y, end, kind: "train" and "test" are examples, whose `end` is where the curve is; "curve" and "best" the
    two curves. titles: what the four kinds are called. x, y: the axes, whatever is drawn.
    """
    kinds = dict(zip(("train", "test", "curve", "best"), titles, strict=True))
    across = _axis("x", x_title, scale={"domain": x, "nice": False}, axis={"grid": False, "tickCount": 6})
    up = _axis("y", y_title, scale={"domain": y, "nice": False}, axis={"tickCount": 6})
    colours = [palette.colour(1), palette.colour(1), palette.colour(0), palette.colour(2)]
    colour = {"field": "kind", "type": "nominal", "legend": None, "scale": {"domain": list(kinds), "range": colours}}
    errors = {
        "transform": [{"filter": "datum.kind === 'train'"}],
        "mark": {"type": "rule", "color": GREY, "opacity": 0.55, "tooltip": False, "clip": True},
        "encoding": {"x": across, "y": up, "y2": {"field": "end"}},
    }
    tips = [_axis("x", x_title, format=".4~g"), _axis("y", y_title, format=".4~g")]
    dots = [_dots(kind, {"x": across, "y": up, "color": colour, "tooltip": tips}) for kind in ("train", "test")]
    lines = [_line(kind, {"x": across, "y": up, "color": colour}) for kind in ("best", "curve")]
    sheet = _sheet(y_title, {"kind": "", "x": x_title, "y": y_title}, kind=kinds)
    return _chart(description, sheet, HEIGHT, True, layer=[errors, *dots, *lines])


def _dots(kind: str, encoding: dict[str, Any]) -> dict[str, Any]:
    mark = {"type": "point", "filled": kind == "train", "size": 45, "opacity": 0.85, "clip": True}
    return {"transform": [{"filter": f"datum.kind === '{kind}'"}], "mark": mark, "encoding": encoding}


def _line(kind: str, encoding: dict[str, Any]) -> dict[str, Any]:
    mark = {"type": "line", "strokeWidth": 3, "tooltip": False, "clip": True}
    mark |= {"strokeDash": [7, 5], "strokeWidth": 2} if kind == "best" else {}
    return {"transform": [{"filter": f"datum.kind === '{kind}'"}], "mark": mark, "encoding": encoding}
