"""The page of classical models in a browser: a point is explained, another one is drawn and undone."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

pytestmark = pytest.mark.slow

LINK = "data.name=points&data.models=neighbours,tree&data.points=" + ",".join(
    f"{x},{y},{label}" for label, side in ((0, -1), (1, 1)) for x in (1, 2, 3) for y in (side, 2 * side)
)


def test_point_is_explained_and_a_drawn_point_is_undone(tab: Any) -> None:
    here = tab(f"/classical?{LINK}")
    card = here.page.locator(".st-key-classical-card-tree")
    here.wait(lambda: card.locator(".plane canvas").count() == 1 and "%" in card.inner_text())
    card.locator(".plane canvas").click(position={"x": 40, "y": 40})
    why = here.page.locator(".st-key-classical-why-tree")
    here.wait(lambda: why.count() == 1 and "question" in why.inner_text())
    plane = here.page.locator(".st-key-classical-data .plane canvas")
    before = unquote(here.page.url).count(",")
    plane.focus()
    plane.press("Enter")
    here.wait(lambda: unquote(here.page.url).count(",") == before + 3)
    assert "data.k" not in here.page.url, "the settings of the models stay as they are"
    undo = here.page.locator(".st-key-classical-undo button").first
    here.wait(undo.is_enabled)
    undo.click()
    here.wait(lambda: unquote(here.page.url).count(",") == before)
