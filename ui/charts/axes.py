"""Format the marks of axes, and leave room around values that hardly differ."""

from __future__ import annotations

from functools import cache

import altair as alt

from ui.charts.spec_builder import row_chart

# d3 formats of the marks of an axis. An SI prefix would be the same for all marks ("0k 20k") and means nothing in
# Chinese; "~" leaves out zeros that carry nothing. d3 rounds the marks to the digits in which they differ: without "r"
# or "d" it writes 0, 10, 20 as 0, 1e+1, 2e+1.
# "g" with digits of its own does not: six of them, and powers of ten only for what is longer.
PLAIN, WHOLE, LOGARITHMIC, SIX_DIGITS = ",~r", ",d", ",~g", ",.6~g"
FLAT = 0.01  # share of a value: an axis shows at least as much, so that its marks stay short


def whole_axis() -> alt.Axis:
    """Return the marks of an axis of whole numbers, such as steps."""
    return alt.Axis(grid=False, tickMinStep=1, format=WHOLE)


@cache
def flat_room(field: str) -> alt.Chart:
    """Return an invisible layer that keeps the y axis from showing a range too small to be read.

    Values that differ in the sixth digit alone would make marks such as 0.550000, and zeros alone 0.000000.

    Args:
        field: The values on the y axis.
    """
    lack = f"max(0, {FLAT / 2} * abs(datum.max + datum.min) - (datum.max - datum.min)) / 2"
    return (
        row_chart()
        .transform_aggregate(min=f"min({field})", max=f"max({field})")
        .transform_calculate(lack=lack)
        .transform_calculate(least="datum.min - datum.lack")
        .transform_calculate(most="datum.max === 0 && datum.min === 0 ? 1 : datum.max + datum.lack")
        .mark_rule(opacity=0, tooltip=False, aria=False)
        .encode(x=alt.XValue(0), y=alt.Y("least:Q"), y2=alt.Y2("most"), color=alt.ColorValue("transparent"))
    )
