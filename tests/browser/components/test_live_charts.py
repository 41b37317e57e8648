"""Charts that change in place, in a real Chromium."""

from __future__ import annotations

import pytest

from tests.support.demo_page import CHART_DRAWING, play
from tests.support.paths import APPS


@pytest.fixture
def charts_page(browser, serve):
    """The demo of charts, with its first chart drawn."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.goto(serve(APPS / "charts_demo.py"))
    tab.locator(CHART_DRAWING).first.wait_for(timeout=60_000)
    tab.wait_for_timeout(500)
    yield tab
    context.close()


def test_charts_update_in_place(charts_page):
    charts_page.locator(CHART_DRAWING).first.evaluate("node => { window.kept = node; }")
    play(charts_page)
    caption = charts_page.get_by_text("frame")
    for _ in range(200):
        if int(caption.inner_text().split()[1]) >= 6:
            break
        charts_page.wait_for_timeout(100)
    assert int(caption.inner_text().split()[1]) >= 6
    assert charts_page.evaluate("window.kept.isConnected"), "the chart was rebuilt"


def test_hover_shows_the_value_of_every_line_at_one_step(charts_page):
    """The second line has a value at every fifth step only; between them its previous value is shown."""
    box = charts_page.locator(CHART_DRAWING).first.bounding_box()
    for across in range(250, 262):
        charts_page.mouse.move(box["x"] + across, box["y"] + 120)
        charts_page.wait_for_timeout(60)
        tip = charts_page.locator("#vg-tooltip-element").inner_text()
        assert tip.count("training") == tip.count("validation") == 1
        assert "–" not in tip
