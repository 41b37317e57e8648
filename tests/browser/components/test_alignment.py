"""Alignment and beam in a real Chromium: reading, selection, editing by mouse and keys, saving; wide page and phone."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

from tests.support.browser_user import COLOURS, Tab
from tests.support.paths import APPS

APP = APPS / "alignment_demo.py"
TOP, ROW, BARS = 26, 24, 74  # of the element, in CSS pixels


def server_state(here: Tab) -> dict[str, Any]:
    """Return the state of the server."""
    return json.loads(here.page.locator('[data-testid="stText"]').inner_text())


def save(here: Tab, box: str, name: str) -> str:
    """Press an item of the save menu and return its file."""
    here.page.locator(f"{box} .nets-save").click()
    with here.page.expect_download() as download:
        here.page.locator(".nets-save-menu").get_by_text(re.compile(name)).click()
    return download.value.path().read_text("utf-8-sig")


def test_alignment_is_read_and_edited_and_beam_is_walked_through(browser: Any, serve: Callable[..., str]) -> None:
    context = browser.new_context(viewport={"width": 1000, "height": 1300})
    here = Tab(context, serve(APP)).open("")
    check_reading_and_selection(here, ".st-key-free")
    check_editing(here, ".st-key-edited")
    check_beam(here, ".st-key-beam")
    here.page.set_viewport_size({"width": 390, "height": 900})
    here.wait(lambda: here.page.evaluate("document.documentElement.scrollWidth") <= 390)
    assert here.complaints == []
    context.close()


def check_reading_and_selection(here: Tab, free: str) -> None:
    """By mouse and keys; the saved file has the same values."""
    canvas = here.page.locator(f"{free} canvas")
    here.wait(lambda: canvas.count() == 1 and canvas.evaluate(COLOURS)["strong"] > 500)
    reading = here.page.locator(f"{free} .reading")
    wide = canvas.bounding_box()["width"]
    canvas.hover(position={"x": wide - 30, "y": TOP + 10.5 * ROW})
    here.wait(lambda: reading.inner_text() == "⏎ looks at 日: 84%")
    canvas.click(position={"x": wide - 30, "y": TOP + 3.5 * ROW})
    here.wait(lambda: server_state(here)["pick"] == 3)
    here.wait(lambda: canvas.bounding_box()["height"] > TOP + 11 * ROW + BARS)
    canvas.focus()
    here.page.keyboard.press("ArrowDown")
    here.page.keyboard.press("Enter")
    here.wait(lambda: server_state(here)["pick"] == 4)
    svg = save(here, free, "SVG")
    assert svg.count("<rect") >= 99
    assert "Where the decoder looks" in svg
    assert "stroke-dasharray" in svg, "the line that is expected"
    rows = list(csv.reader(io.StringIO(save(here, free, "CSV"))))
    assert len(rows) == 1 + 11 * 9
    assert rows[1] == ["1", "1", "1", "1", "0.84"]


def check_editing(here: Tab, edited: str) -> None:
    """One bar is dragged, another is typed."""
    bars = here.page.locator(f"{edited} canvas")
    box = bars.bounding_box()
    column = (box["width"] - 22 - 4) / 9
    foot = box["y"] + TOP + 11 * ROW + 8 + BARS
    here.page.mouse.move(box["x"] + 22 + 0.5 * column, foot - 10)
    here.page.mouse.down()
    here.page.mouse.move(box["x"] + 22 + 0.5 * column, foot - BARS - 30, steps=4)
    here.page.mouse.up()
    here.wait(lambda: (server_state(here)["edit"] or [0])[0] == 1)
    assert sum(server_state(here)["edit"]) == 1, "the others share the rest"
    assert server_state(here)["pick"] == 4, "the end of a drag selects nothing"
    bars.focus()
    here.page.keyboard.press("ArrowRight")
    here.page.keyboard.press("2")
    here.page.keyboard.press("5")
    here.wait(lambda: server_state(here)["edit"][:3] == [0.75, 0.25, 0])


def check_beam(here: Tab, beam: str) -> None:
    """The arrow keys walk through the tree."""
    tree = here.page.locator(f"{beam} canvas")
    tree.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        here.page.keyboard.press(key)
    reading = here.page.locator(f"{beam} .reading")
    here.wait(lambda: reading.inner_text() == "20 −0.300 74% −2.800 kept")
    here.page.keyboard.press("ArrowUp")
    here.page.keyboard.press("ArrowRight")
    here.wait(lambda: reading.inner_text() == "19⏎ −0.050 95% −0.350 the best")
    assert len(list(csv.reader(io.StringIO(save(here, beam, "CSV"))))) == 8
