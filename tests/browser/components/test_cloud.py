"""The map of words in a real Chromium: search, hover, selection, movement, rotation, and saving."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.support.browser_user import COLOURS
from tests.support.paths import APPS

APP = APPS / "cloud_demo.py"
CANVAS = ".cloud canvas"
WORDS = 192  # of the demo


@pytest.fixture(scope="module")
def visit(browser: Any, serve: Callable[..., str]) -> Iterator[Callable[..., Any]]:
    """visit(query) opens the demo in a new session and waits until it is drawn."""
    contexts, errors = [], []

    def opened(query: str = "", **wishes: Any) -> Any:
        contexts.append(browser.new_context(**{"viewport": {"width": 1000, "height": 900}} | wishes))
        tab = contexts[-1].new_page()
        tab.set_default_timeout(60_000)
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.goto(serve(APP) + query)
        tab.wait_for_selector(CANVAS)
        wait(tab, lambda: tab.locator(CANVAS).evaluate(COLOURS)["colours"] > 20)
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert not errors


def wait(tab: Any, result: Callable[[], Any], seconds: float = 60) -> Any:
    """Call until the result is true, and return it."""
    for _ in range(int(seconds * 20)):
        if thing := result():
            return thing
        tab.wait_for_timeout(50)
    raise AssertionError(f"still {server_state(tab)}")


def server_state(tab: Any) -> dict[str, Any]:
    """Return the state of the server."""
    return json.loads(tab.locator('[data-testid="stText"]').first.inner_text())


def shown_text(tab: Any) -> str:
    return tab.locator(".cloud .reading").inner_text()


def look_for(tab: Any, text: str) -> None:
    tab.locator(".cloud input").fill(text)
    tab.locator(".cloud input").press("Enter")


def save(tab: Any, name: str) -> Path:
    """Press an item of the save menu and return its file."""
    tab.locator(".cloud .nets-save").click()
    with tab.expect_download() as download:
        tab.locator(".nets-save-menu").get_by_text(re.compile(name)).click()
    return download.value.path()


def table(tab: Any) -> tuple[list[str], np.ndarray]:
    """Return the heads and positions of the saved data."""
    heads, *rows = csv.reader(io.StringIO(save(tab, "CSV").read_text("utf-8-sig")))
    assert len(rows) == WORDS
    return heads, np.array([[float(value) for value in row[2:-1]] for row in rows])


def test_word_is_found_selected_and_deselected(visit: Callable[..., Any]) -> None:
    tab = visit()
    canvas = tab.locator(CANVAS)
    assert shown_text(tab) == "Point at a word"
    look_for(tab, "PARI")
    wait(tab, lambda: server_state(tab)["chosen"] == ["Paris"])
    wait(tab, lambda: shown_text(tab) == "Paris: 980 times · France 0.83")
    box = canvas.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.mouse.move(box["x"] + 3, box["y"] + 3)
    wait(tab, lambda: shown_text(tab) == "Point at a word")
    tab.mouse.move(*middle)
    wait(tab, lambda: shown_text(tab).startswith("Paris: 980 times"))
    canvas.focus()
    tab.keyboard.press("Shift+ArrowRight")
    other = wait(tab, lambda: not shown_text(tab).startswith("Paris") and shown_text(tab).split(":")[0])
    tab.keyboard.press("Shift+Enter")
    wait(tab, lambda: server_state(tab)["chosen"] == ["Paris", other])
    tab.keyboard.press("Escape")
    wait(tab, lambda: server_state(tab)["chosen"] == [])
    tab.mouse.click(*middle)
    wait(tab, lambda: server_state(tab)["chosen"] == ["Paris"])
    tab.mouse.move(*middle)
    tab.mouse.down()
    tab.mouse.move(middle[0] + 90, middle[1] + 40, steps=4)
    tab.mouse.up()
    tab.mouse.move(middle[0] + 91, middle[1] + 40)
    wait(tab, lambda: shown_text(tab).startswith("Paris: "), 20)
    assert server_state(tab)["chosen"] == ["Paris"], "a drag selects nothing"
    look_for(tab, "nowhere to be found")
    wait(tab, lambda: server_state(tab)["chosen"] == ["nowhere to be found"])


def test_rotated_and_mirrored_map_is_aligned_with_the_previous_one(visit: Callable[..., Any]) -> None:
    tab = visit("?dims=3&turned=1")
    heads, first = table(tab)
    assert heads == ["word", "count", *"xyz", "kind"]
    tab.get_by_text("Play", exact=True).click()
    wait(tab, lambda: server_state(tab)["frame"] >= 5)
    tab.get_by_text("Play", exact=True).click()
    frame = wait(tab, lambda: _resting(tab))
    _heads, now = table(tab)
    grown = (0.3 + frame / 20) / 0.3
    assert np.allclose(now, first * grown, atol=2e-3 * grown), "every second picture came turned and mirrored"


def _resting(tab: Any) -> int:
    before = server_state(tab)["frame"]
    tab.wait_for_timeout(600)
    return before if before == server_state(tab)["frame"] else 0


def test_map_in_three_dimensions_rotates_leaves_trails_and_is_saved(visit: Callable[..., Any]) -> None:
    tab = visit("?dims=3", color_scheme="dark", viewport={"width": 390, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    canvas = tab.locator(CANVAS)
    pixels = lambda: canvas.evaluate("(canvas) => canvas.toDataURL()")  # noqa: E731
    before = pixels()
    canvas.focus()
    tab.keyboard.press("ArrowLeft")
    wait(tab, lambda: pixels() != before)
    tab.get_by_text("Play", exact=True).click()
    wait(tab, lambda: server_state(tab)["frame"] >= 3)
    tab.get_by_text("Play", exact=True).click()
    wait(tab, lambda: _stands_still(tab))
    look_for(tab, "巴黎")
    wait(tab, lambda: server_state(tab)["chosen"] == ["巴黎"])
    wait(tab, lambda: _resting(tab))
    plain = save(tab, "SVG").read_text("utf-8")
    tab.locator(".cloud .trails").click()
    trailed = save(tab, "SVG").read_text("utf-8")
    assert trailed.count("<path") == plain.count("<path") + WORDS - 1, "a trail for every word, not the chosen alone"
    assert "A map of words" in trailed
    assert "巴黎" in trailed
    boxes = [
        _box(*each) for each in re.findall(r'<text x="([\d.-]+)" y="([\d.-]+)" font-size="12"[^>]*>(word\d+)<', plain)
    ]
    assert len(boxes) > 10
    assert not [(a, b) for a in boxes for b in boxes if a is not b and _overlap(a, b)], "no label covers another"
    with Image.open(save(tab, "PNG")) as image:
        assert image.size[0] >= 600


def _stands_still(tab: Any) -> bool:
    """Return whether no more frames arrive."""
    frame = server_state(tab)["frame"]
    tab.wait_for_timeout(600)
    return bool(server_state(tab)["frame"] == frame)


def _box(x: str, y: str, text: str) -> tuple[float, float, float, float]:
    """Return the smallest box of a label of 12 pixels."""
    return float(x), float(y) - 6, float(x) + 4.5 * len(text), float(y) + 6


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_map_of_the_page_changes_while_the_net_learns(tab: Any) -> None:
    here = tab("/word2vec?data.sentences=3000&fit.steps=100000", width=390).ready()
    canvas = here.page.locator(".st-key-cloud " + CANVAS)
    here.wait(lambda: canvas.count() == 1 and canvas.evaluate(COLOURS)["colours"] > 40)
    assert here.page.evaluate("document.documentElement.scrollWidth") <= 390
    here.press("play")
    here.wait(lambda: re.search(r"analogies solved (\d+)", here.status()) and solved(here) > 50)
    here.pause()
    look_for(here.page, "beijing")
    table = here.page.locator("table").filter(has_text="beijing")
    here.wait(lambda: table.count() == 1 and re.match(r"beijing\s+\w+ 0\.\d\d", table.inner_text()))
    here.wait(lambda: shown_text(here.page).startswith("beijing: "))
    here.page.locator(".st-key-map-dims").get_by_text("3", exact=True).click()
    here.page.get_by_text("A map of 3 directions").wait_for()


def solved(here: Any) -> float:
    """Return the percentage of solved analogies from the status."""
    return float(re.search(r"analogies solved ([\d.]+)%", here.status())[1])
