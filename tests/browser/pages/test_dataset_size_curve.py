"""The learning curve in a real Chromium: started by a button, drawn as its runs end, stopped by another button."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.slow

PAGE = "/perceptron?data.size=80&net.hidden=2&fit.steps=50"


def test_learning_curve_is_trained_after_a_press(tab: Any) -> None:
    here = tab(PAGE).ready()
    here.page.locator(".st-key-inspector").get_by_text("Learning curve", exact=True).click()
    start = here.page.locator(".st-key-curve-start button")
    start.get_by_text("Train 5 short runs").wait_for()
    for share, left in (("1/16", 4), ("1/8", 3), ("1/2", 2)):
        here.page.locator(".st-key-curve-shares").get_by_text(share, exact=True).click()
        start.get_by_text(f"Train {left} short runs").wait_for()
    start.click()
    here.page.get_by_text("50 updates each, in batches of 10").wait_for()
    chart = here.page.locator("[data-testid=stVegaLiteChart]").filter(has_text="Training examples").first
    here.wait(lambda: chart.locator(".mark-symbol.role-mark path").count() == 4)  # two sizes of two parts
    start.get_by_text("Train 2 short runs").wait_for()
    assert here.step() == 0, "the current run is unchanged"
    here.page.locator(".st-key-curve-steps input").fill("5000")
    here.page.locator(".st-key-curve-steps input").press("Enter")
    start.click()
    here.page.locator(".st-key-curve-stop button").click()
    start.get_by_text("Train 2 short runs").wait_for()
    assert not here.complaints
