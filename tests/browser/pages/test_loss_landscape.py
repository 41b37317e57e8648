"""The loss landscape in a browser: drawn after a press, and a click on its path shows that moment."""

import pytest

from tests.support.browser_user import COLOURS

pytestmark = pytest.mark.slow


def test_click_near_the_path_shows_that_moment(tab):
    here = tab("/perceptron?data.size=100&fit.lr=0.3&fit.batch=50&fit.steps=60&fit.report=1").ready()
    here.press("play")
    here.wait(lambda: here.step() == 60)
    here.page.get_by_test_id("stButtonGroup").get_by_text("Loss landscape", exact=True).click()
    here.page.locator(".st-key-on_demand-landscape button").click()
    here.wait(lambda: "Measured after 60 updates" in here.page.get_by_test_id("stMain").inner_text())
    canvas = here.page.locator(".st-key-landscape-train canvas")
    here.wait(lambda: canvas.count() == 1 and canvas.evaluate(COLOURS)["colours"] > 50)
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 0.15, "y": box["height"] / 2})  # a path goes from left to right
    here.wait(lambda: "Showing step" in here.status())
    assert here.step() < 30
