"""A user fits a line by hand and then by gradient descent, in a real Chromium, with the real server."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.slow

LINK = "/neuron?fit.steps=100000"


def loss(here: Any) -> float:
    return here.number("training loss")


def test_slider_click_and_training_move_the_same_ball(tab: Any) -> None:
    here = tab(LINK).ready()
    hand, bowl = (here.page.locator(f".st-key-{key}") for key in ("hand", "bowl"))
    slope, intercept = (hand.locator("input[type=range]").nth(place) for place in (0, 1))
    here.wait(lambda: loss(here) > 9 and slope.is_enabled())
    slope.evaluate("dial => { dial.value = 1.2; dial.dispatchEvent(new Event('input')); }")
    here.wait(lambda: loss(here) < 1)
    near = loss(here)
    intercept.focus()
    for _press in range(5):
        here.page.keyboard.press("ArrowRight")
    here.wait(lambda: loss(here) < near)
    here.wait(lambda: here.page.get_by_text(re.compile(r"Changes by hand in this run: \d")).count() == 1)
    canvas = bowl.locator("canvas").first
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.3})
    here.wait(lambda: loss(here) > 5)
    here.wait(lambda: slope.input_value().startswith("-"))
    here.train(3)
    here.wait(lambda: here.page.get_by_text(re.compile(r"is \d\.\d% above the best")).count() == 1)
    assert here.page.locator('[data-testid="stException"]').count() == 0
    worded = here.page.locator('[class*="st-key-keep-upload"] button p').first
    assert "Upload" in worded.evaluate("(words) => getComputedStyle(words, '::after').content"), "no style is lost"
    here.page.set_viewport_size({"width": 390, "height": 900})
    here.wait(lambda: here.page.evaluate("document.documentElement.scrollWidth") <= 390)
