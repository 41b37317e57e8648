"""Errors of a page and of a widget's callback in a real Chromium: a sentence, details to copy, and no traceback."""

from __future__ import annotations

import pytest

from tests.support.browser_user import Tab
from tests.support.paths import APPS

pytestmark = pytest.mark.slow

DEMO = APPS / "errors_demo.py"


def test_error_of_panel_or_callback_shows_a_sentence_and_page_continues(serve, browser):
    here = Tab(browser.new_context(locale="en-US"), serve(DEMO)).open("/")
    page = here.page
    notice = page.locator(".st-key-error-broken")
    notice.get_by_text("This part of the page cannot be shown right now.").wait_for()
    page.get_by_text("last words").wait_for()
    notice.get_by_role("button", name="Details for a report").click()
    details = page.locator('[data-testid="stCode"]')
    details.wait_for()
    assert "KeyError: 'secret'" in details.inner_text()
    assert "Traceback" not in page.locator("body").inner_text()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="fail").click()
    failed = page.locator(".st-key-error-failed-action")
    failed.get_by_text("This could not be done because of an error in the app.").wait_for()
    assert page.get_by_text("last words").is_visible()
    page.get_by_role("button", name="heal").click()
    failed.get_by_role("button", name="Close").click()
    failed.wait_for(state="detached")
    page.get_by_text("drawn anew").wait_for()
    assert notice.count() == 0
    assert page.locator('[data-testid="stException"]').count() == 0
    assert here.complaints == []
    page.context.close()
