"""What all chart specifications share: the name of their rows, their size, and the sheet of their data.

Altair writes the specifications. Each is built once, without rows, and kept as a dictionary: Streamlit updates a chart
in place while its specification stays the same.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

import altair as alt
from altair.utils import schemapi

ROWS = "rows"  # the name of the data in every specification
HEIGHT = 260  # CSS pixels
KEPT = 256  # cached specifications of each kind: building one takes milliseconds, and every frame needs it
GREY = "#808080"  # for lines that help the eye, on light and dark pages
CONFIG = {
    "axis": {"labelPadding": 6, "titlePadding": 8, "labelFontSize": 12, "titleFontSize": 13},
    "legend": {"labelFontSize": 13, "offset": 6, "padding": 2},
}
BUTTON = {"top": 24, "bottom": 20}  # CSS pixels: room for the button, and what Streamlit leaves below

schemapi.disable_debug_mode()  # otherwise each part of a chart is validated by itself

_DATA = alt.NamedData(ROWS)  # one object: Altair writes it once for all layers

Spec = Mapping[str, Any]
AnyChart: TypeAlias = alt.Chart | alt.LayerChart


def row_chart() -> alt.Chart:
    """Return a chart without a mark whose data are the rows that come later."""
    return alt.Chart(_DATA)


def add_rows(spec: Spec, rows: Any) -> dict[str, Any]:
    """Return the specification with its rows: an Arrow table (cheapest), Arrow bytes or a pandas frame."""
    return {**spec, "datasets": {ROWS: rows}}


def sheet(name: str, heads: Mapping[str, str], **names: Mapping[str, str]) -> dict[str, Any]:
    """Return how `ui/components/saver/saver.js` writes rows to a file: its name, its columns, titles of values."""
    return {"name": name, "heads": heads, "names": names}


def build_spec(
    chart: AnyChart, description: str, data_sheet: Mapping[str, Any], height: int, bare: bool = False
) -> dict[str, Any]:
    """Return a chart as a dictionary, as wide as its place on the page.

    Args:
        chart: The chart, without size.
        description: A sentence that says what it shows, for screen readers.
        data_sheet: The `sheet` of its rows.
        height: CSS pixels.
        bare: Nothing stands above the chart, so room is left for its save button.
    """
    size = {"width": "container", "height": height, "autosize": {"type": "fit", "contains": "padding"}}
    room = {"padding": BUTTON} if bare else {}
    spec = chart.to_dict(validate=False)  # the tests validate; it takes longer than everything else
    params = [*spec.get("params", []), {"name": "sheet", "value": data_sheet}]
    shown = {part: value for part, value in spec.items() if part not in ("$schema", "config")}
    return {"description": description, **size, **room, "config": CONFIG, **shown, "params": params}


def quote(text: str) -> str:
    """Return a text as a string of a Vega expression."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def title_expression(titles: Mapping[str, str], value: str = "datum.value") -> str:
    """Return a Vega expression that is the title of a value."""
    return f"({{{', '.join(f'{quote(name)}: {quote(title)}' for name, title in titles.items())}}})[{value}]"
