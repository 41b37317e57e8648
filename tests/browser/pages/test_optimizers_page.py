"""The page of optimizers in a browser: a race by keyboard, a start on the map, rates of another race."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.browser_user import COLOURS

pytestmark = pytest.mark.slow


def number(text: str) -> float:
    return float(text.replace("\u2212", "-"))


def heights(race: Any) -> list[float]:
    """Return the height of each optimizer at the shown step."""
    return [number(text) for text in race.locator(".racers td:nth-child(2)").all_inner_texts()]


def test_race_is_played_and_started_elsewhere(tab: Any) -> None:
    here = tab("/optimizers?data.steps=60")
    race = here.page.locator(".race")
    here.wait(lambda: race.locator(".racers button").count() == 7)
    shown = lambda: int(re.findall(r"\d+", race.locator("output").inner_text())[0])  # noqa: E731
    assert shown() == 60
    ended = heights(race)

    race.locator(".map").focus()
    here.page.keyboard.press("Home")
    assert shown() == 0
    assert len(set(heights(race))) == 1, "all begin at one place"
    here.page.keyboard.press("Space")
    here.wait(lambda: shown() == 60)
    assert heights(race) == ended
    race.get_by_role("button", name="Adam", exact=True).click()
    assert "Adam" in race.locator(".head").inner_text()
    told = re.search(r"x: −0.1 · \((.+)\) / (\S+) = (\S+)", race.locator(".sum").first.inner_text())
    assert told, race.locator(".sum").first.inner_text()
    mean, root, move = map(number, told.groups())
    assert abs(move + 0.1 * mean / root) <= 0.02 * abs(move)

    race.locator(".map").click(position={"x": 300, "y": 120})
    here.wait(lambda: here.address_setting("data.x") and shown() == 60 and heights(race) != ended)
    assert race.locator(".map").evaluate(COLOURS)["strong"] > 500
    here.page.locator(".st-key-optimizers-stability-map canvas").click(position={"x": 300, "y": 120})
    here.wait(lambda: here.address_setting("data.rate_momentum"))
    assert here.page.evaluate("document.documentElement.scrollWidth") <= here.page.viewport_size["width"]
