"""A user on the captioning page, in a real Chromium, with the real server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.browser_user import COLOURS

pytestmark = pytest.mark.slow

LINK = "/captioning?net.channels=4,8&net.hidden=16&data.examples=300&fit.steps=100000&fit.batch=8"


def texts(here: Any, key: str) -> list[str]:
    """Return the words below a strip."""
    return here.page.locator(f".st-key-{key} .gaze .word .name").all_inner_texts()


def selected(here: Any, key: str) -> int:
    """Return the index of the selected word."""
    pressed = here.page.locator(f".st-key-{key} .gaze .word").evaluate_all(
        "words => words.findIndex((word) => word.getAttribute('aria-pressed') === 'true')"
    )
    return int(pressed)


def test_words_are_selected_attention_is_moved_and_digit_is_drawn(tab: Any) -> None:
    here = tab(LINK).ready()
    here.wait(lambda: len(texts(here, "gaze")) > 1)
    here.train(3)
    here.pause()
    strip = here.page.locator(".st-key-gaze .gaze > canvas")
    assert strip.evaluate(COLOURS)["colours"] > 20, "ink, and the look over it"
    words = here.page.locator(".st-key-gaze .gaze .word")
    words.first.click()
    if words.count() > 1:
        here.page.keyboard.press("ArrowRight")
        here.wait(lambda: selected(here, "gaze") == 1)
        here.page.get_by_text("Likely as word 2").wait_for()
    strip.hover()
    here.wait(lambda: "% of the look at" in here.page.locator(".st-key-gaze .gaze .reading").inner_text())
    here.page.locator(".st-key-inspector").get_by_text("What if", exact=True).click()
    before = here.page.locator(".st-key-what_if-before .gaze > canvas")
    before.wait_for()
    box = before.bounding_box()
    before.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.5})
    reading = here.page.locator(".st-key-what_if-after .gaze .reading")
    here.wait(lambda: "100.0%, is at row 2, column 11" in reading.inner_text())
    here.page.get_by_text("My drawing", exact=True).click()
    pads = here.page.locator(".pad > canvas")
    here.wait(lambda: pads.count() == 3)
    empty = strip.evaluate(COLOURS)["colours"]
    pad = pads.nth(1)
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    here.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.2)
    here.page.mouse.down()
    here.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.8, steps=5)
    here.page.mouse.up()
    here.wait(lambda: strip.evaluate(COLOURS)["colours"] > empty + 2)
    assert not here.complaints
    assert here.page.locator('[data-testid="stException"]').count() == 0


def test_page_fits_a_phone_in_chinese(tab: Any) -> None:
    here = tab(LINK + "&data.language=zh", locale="zh-CN", width=390)
    here.wait(lambda: set("".join(texts(here, "gaze"))) & set("零一二三四五六七八九⏎"))
    assert here.page.evaluate("document.documentElement.scrollWidth") <= 390
