"""The page of backpropagation in a browser: passes by keyboard, a changed number in the graph, highlighted code."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.slow


def element(tab: Any, key: str) -> Any:
    return tab.page.locator(f".st-key-backpropagation-{key}")


def texts(tab: Any) -> list[str]:
    """Return the texts in the graph."""
    return element(tab, "graph").locator("svg text").all_text_contents()


def test_graph_is_used_by_keyboard_by_mouse_and_as_code(tab: Any) -> None:
    here = tab("/backpropagation?data.text=x%20%3D%203%3B%20y%20%3D%20-2%0Af%20%3D%20x*y%20%2B%20x", width=390)
    next_button = element(here, "next").locator("button:visible").first
    here.wait(lambda: texts(here).count("·") == 2)
    for left in (1, 0):
        next_button.click()
        here.wait(lambda left=left: texts(here).count("·") == left)
    here.page.keyboard.press("ArrowRight")
    here.wait(lambda: "∇ 1" in texts(here))
    element(here, "whole").locator("button:visible").first.click()
    here.wait(lambda: "∇ −1" in texts(here) and "∇ 3" in texts(here))
    graph = element(here, "graph").locator(".scroll")
    graph.focus()
    reading = element(here, "graph").locator(".reading")
    here.page.keyboard.press("ArrowRight")
    here.wait(lambda: reading.inner_text().startswith(("v1 ·", "f ·")))
    here.page.keyboard.press("Escape")
    here.wait(lambda: reading.inner_text().startswith("x ·"))
    here.page.keyboard.press("Enter")  # the last node of the pass, so it is chosen already: its number opens
    box = element(here, "graph").locator("input")
    here.wait(lambda: box.count() == 1)
    box.fill("5")
    box.press("Enter")
    here.wait(lambda: here.address_setting("data.numbers") == "x%3D5.0")
    here.wait(lambda: "∇ 5" in texts(here) and "∇ 3" not in texts(here))
    element(here, "panel").locator("button").nth(3).click()
    line = element(here, "listing").locator("button.row", has_text="f = v1 + x")
    here.wait(lambda: line.count() == 1 and "grad 1" in line.inner_text())
    line.focus()
    here.wait(lambda: reading.inner_text().startswith("f ·"))
    line.click()
    here.wait(lambda: "chosen" in (line.get_attribute("class") or ""))
    assert here.page.evaluate("document.documentElement.scrollWidth") <= 390
