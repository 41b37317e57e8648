"""The page of decoding in a browser: a game by keyboard, a branch by a click into the tree, sliders."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def element(tab: Any, key: str) -> Any:
    return tab.page.locator(f".st-key-decoding-{key}")


def open_panel(tab: Any, number: int) -> None:
    element(tab, "panel").locator("button").nth(number).click()


def press(tab: Any, key: str) -> None:
    """Press a button; Streamlit keeps a second, hidden one if there is a help text."""
    element(tab, key).locator("button:visible").first.click()


def test_game_is_played_by_keyboard_and_tree_grows_by_clicks(tab: Any) -> None:
    here = tab("/decoding?data.model=zh&data.prompt=有一天，")
    here.wait(lambda: element(here, "option-3").count() == 1, seconds=60)
    for guess in range(1, 3):
        told = here.page.get_by_text(re.compile(rf"of {guess} right · you"))
        here.repeat_until(lambda: here.page.keyboard.press("2"), lambda told=told: told.count() == 1)
    open_panel(here, 1)
    here.wait(lambda: element(here, "draw").count() == 1)
    here.page.locator(".st-key-decoding-panel-steps [data-testid=stText]").click()  # away from the choice of the panel
    here.page.keyboard.press("ArrowRight")
    tree = here.page.locator(".st-key-decoding-walk canvas")
    here.wait(lambda: tree.count() == 1)
    press(here, "force-3")
    text = lambda: here.page.locator(".st-key-decoding-panel-steps [data-testid=stText]").inner_text()  # noqa: E731
    here.wait(lambda: len(text().partition("│")[2]) == 3)
    tree.click(position={"x": 60, "y": 34})
    here.wait(lambda: len(text().partition("│")[2]) == 2)
    press(here, "rewind")
    here.wait(lambda: text().endswith("│▁"))
    here.slide("decoding-top_k", "ArrowRight")
    here.wait(lambda: here.address_setting("data.top_k") == "1")
    here.wait(lambda: here.page.get_by_text(re.compile("^1 symbols? left")).count() >= 4)
    assert here.page.evaluate("document.documentElement.scrollWidth") <= here.page.viewport_size["width"]
