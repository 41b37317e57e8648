"""The demo page of the elements, in a browser."""

from __future__ import annotations

CHART_DRAWING = '[data-testid="stVegaLiteChart"] :is(canvas, svg.marks)'


def play(page):
    page.locator('[data-testid="stCheckbox"] label').first.click()
