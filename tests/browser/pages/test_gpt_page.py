"""A user on the page of GPT, in a real Chromium, with the real server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.browser_user import COLOURS

pytestmark = pytest.mark.slow

LINK = "/gpt?net.layers=2&net.heads=2&net.width=16&data.length=16&fit.batch=4&fit.steps=100000"


def focused_token(here: Any, key: str) -> int:
    """Return the token of a text that has the focus."""
    nodes = here.page.locator(f".st-key-{key} .influence .one")
    return int(nodes.evaluate_all("all => all.findIndex((node) => node.classList.contains('red'))"))


def test_influence_head_and_product_are_inspected(tab: Any) -> None:
    here = tab(LINK).ready()
    here.wait(lambda: focused_token(here, "influence") == 16)
    here.train(3)
    here.pause()
    symbols = here.page.locator(".st-key-influence .influence .one")
    symbols.nth(9).click()
    here.wait(lambda: focused_token(here, "influence") == 9 and focused_token(here, "head-text-") == 8)
    symbols.nth(3).hover()
    here.wait(lambda: "of the most for" in here.page.locator(".st-key-influence .reading").inner_text())
    here.page.locator(".st-key-wall-map- .map").nth(3).click()
    title = here.page.locator(".st-key-head-map- .title")
    here.wait(lambda: "layer 2, head 2" in title.inner_text())
    here.page.locator(".st-key-head-text- .one").nth(5).hover()
    here.wait(lambda: "looks at" in here.page.locator(".st-key-head-text- .reading").inner_text())
    here.page.locator(".st-key-inspector").get_by_text("Numbers of a head", exact=True).click()
    scores = here.page.locator(".st-key-numbers-weights- canvas")
    scores.wait_for()
    here.wait(lambda: scores.evaluate(COLOURS)["colours"] > 10)
    scores.focus()
    here.page.keyboard.press("ArrowDown")
    here.page.keyboard.press("Enter")
    here.page.get_by_text("asks “").wait_for()
    assert not here.complaints
    assert here.page.locator('[data-testid="stException"]').count() == 0
    here.page.set_viewport_size({"width": 390, "height": 900})
    here.wait(lambda: here.page.evaluate("document.documentElement.scrollWidth") <= 390)
