"""The notice of a change by hand stays after a reload, in a real Chromium, with the real server."""

from __future__ import annotations

from typing import Any

LINK = "/recurrent?data.name=sentiment&data.examples=100&net.hidden=5&fit.steps=100000"


def test_forced_gate_is_shown_and_undone_after_a_reload(tab: Any) -> None:
    here = tab(LINK).ready()
    box, notice = here.page.locator(".st-key-gates-open summary"), here.page.locator(".st-key-by-hand-gates")
    box.click()
    here.page.locator(".st-key-gates-update").get_by_text("1", exact=True).click()
    notice.wait_for()
    here.page.reload()
    here.ready()
    notice.wait_for()
    assert here.page.locator(".st-key-gates-update").count() == 0, "the box is closed"
    here.page.locator(".st-key-undo-gates button:visible").click()
    notice.wait_for(state="detached")
    assert not here.complaints
