"""A user on the autoencoder's page, in a real Chromium, with the real server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.browser_user import COLOURS

pytestmark = pytest.mark.slow

LINK = "/autoencoder?net.hidden=16&data.examples=300&fit.steps=100000&fit.batch=8"


def test_latent_plane_is_explored_and_a_digit_is_drawn(tab: Any) -> None:
    here = tab(LINK, width=390).ready()
    here.train(3)
    here.pause()
    plane = here.page.locator(".st-key-codes-plane .plane canvas")
    here.wait(lambda: plane.count() == 1 and plane.evaluate(COLOURS)["strong"] > 100)
    code = here.page.get_by_text("Code:", exact=False).first
    before = code.inner_text()
    plane.focus()
    for key in ("ArrowUp", "Shift+ArrowRight"):
        plane.press(key)
    here.wait(lambda: code.inner_text() != before)
    pad = here.page.locator(".pad > canvas")
    here.repeat_until(here.page.get_by_text("My drawing", exact=True).click, lambda: pad.count() == 1)
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    here.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.2)
    here.page.mouse.down()
    here.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.8, steps=4)
    here.page.mouse.up()
    image = here.page.locator(".st-key-reconstruction .gallery canvas").first
    here.wait(lambda: image.evaluate(COLOURS)["colours"] > 2)
    here.wait(lambda: here.page.locator(".st-key-reconstruction .gallery .one").first.inner_text() == "drawn")
    assert here.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert here.page.locator('[data-testid="stException"]').count() == 0
