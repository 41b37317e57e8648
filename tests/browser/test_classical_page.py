"""The page of classical models in a browser: a point is clicked and explained, another one drawn, all models refitted."""

from __future__ import annotations

from typing import Any

MODELS = ("linear", "neighbours", "tree", "forest", "boosting", "svm", "bayes", "net")
LINK = "data.name=points&data.steps=20&data.width=4&data.points=-3,-3,0,-3,-2,0,-2,-3,0,-4,-4,0,3,3,1,3,2,1,2,3,1,4,4,1"


def card(here: Any, model: str) -> Any:
    return here.page.locator(f".st-key-classical-card-{model}")


def test_a_point_is_explained_and_a_drawn_one_moves_the_border(tab: Any) -> None:
    here = tab(f"/classical?{LINK}")
    here.wait(lambda: all(card(here, model).locator(".plane canvas").count() == 1 for model in MODELS))
    here.wait(
        lambda: "training 100.0%" in card(here, "neighbours").inner_text() or "%" in card(here, "tree").inner_text()
    )
    card(here, "tree").locator(".plane canvas").click(position={"x": 30, "y": 60})
    why = here.page.locator(".st-key-classical-why-tree")
    here.wait(lambda: why.count() == 1 and "says" in why.inner_text())
    assert "Open in" not in why.inner_text()
    plane = here.page.locator(".st-key-classical-data .plane canvas")
    plane.focus()
    plane.press("Enter")
    here.wait(
        lambda: here.linked("data.points") and "0.0,0.0,1" in here.page.url.replace("%2C", ",").replace("-0.0", "0.0")
    )
    here.page.locator(".st-key-classical-undo button").click()
    here.wait(lambda: "0.0,0.0,1" not in here.page.url.replace("%2C", ",").replace("-0.0", "0.0"))
