"""A user on the page of BERT, in a real Chromium, with the real server."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.slow

LINK = "/bert?net.width=16&net.layers=1&net.heads=2&net.feed=1&fit.batch=8&fit.steps=100000&fit.report=10"
HIDDEN = '[aria-pressed="true"]'


def row(here: Any) -> str:
    """Return the row that the net reads."""
    return str(here.page.locator(".st-key-cloze-row .influence").inner_text())


def test_token_is_masked_and_restored_and_net_is_fine_tuned(tab: Any) -> None:
    here = tab(LINK).ready()
    here.train(10)
    here.pause()
    buttons = here.page.locator(".st-key-cloze-hidden button")
    here.wait(lambda: "[MASK]" in row(here))
    blanks = row(here).count("[MASK]")
    assert here.page.locator(f".st-key-cloze-hidden {HIDDEN}").count() == blanks, "also of symbols that come twice"
    buttons.first.click()  # a row begins with a symbol that is there once more
    here.wait(lambda: row(here).count("[MASK]") == blanks + 1)
    here.page.get_by_text(f"Blank 1 of {blanks + 1}").wait_for()
    here.wait(lambda: buttons.first.get_attribute("aria-pressed") == "true" and "paused" in here.status())
    buttons.first.click()
    here.wait(lambda: row(here).count("[MASK]") == blanks)
    here.page.locator(".st-key-inspector").get_by_text("Fine-tuning", exact=True).click()
    begin = here.page.get_by_role("button", name="Fine-tune it")
    begin.wait_for()
    begin.click()
    here.page.get_by_text("it tells praise from blame").wait_for()
    here.wait(lambda: here.page.locator("table").get_by_text("from scratch").count() == 1)
    here.page.get_by_text("Before, in").wait_for()
    assert here.address_setting("data.goal") == "verdict"
    assert not here.complaints
    assert here.page.locator('[data-testid="stException"]').count() == 0


def test_page_fits_a_phone_in_chinese(tab: Any) -> None:
    here = tab(LINK + "&data.language=zh", locale="zh-CN", width=390)
    here.wait(lambda: "[MASK]" in row(here))
    here.page.get_by_text("点一个符号把它藏起来").wait_for()
    assert here.page.evaluate("document.documentElement.scrollWidth") <= 390
