"""The inspectors of the loss around a net, on a training page and of the last run on the page Optimizers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

SMALL = {"data.size": "60", "fit.batch": "20", "fit.report": "1"}


def until(page: Any, true: Callable[[], bool]) -> None:
    """Wait for it, then see the page."""
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)
    page.at.run()
    assert not page.at.exception


def answered(page: Any, name: str) -> None:
    """Wait for the whole answer of a survey that was begun, and see the page."""
    until(page, lambda: page.session.selection.choices[f"on_demand/{name}"].share == 1)


def shown_text(page: Any) -> str:
    return "\n".join(page.strings())


def surface(page: Any, part: str) -> dict[str, Any]:
    return json.loads(page.at.get_by_key(f"landscape/{part}").proto.json)["all"]["surface"]


def test_the_landscape_of_a_run_is_drawn_when_it_is_asked_for(visit: Callable[..., Any]) -> None:
    page = visit("en", SMALL)
    page.set_widget("inspector", "landscape")
    assert "Train the net a little" in shown_text(page)
    page.train(12)
    page.at.button(key="on_demand/landscape").click()
    page.at.run()
    answered(page, "landscape")
    assert "Measured after 12 updates" in shown_text(page)
    assert "The ring: after **12** updates" in shown_text(page)
    assert surface(page, "train")["n"] == surface(page, "test")["n"] == 17
    page.set_widget("landscape/kind", "random")
    answered(page, "landscape")
    assert "A random plane holds next to nothing" in shown_text(page)
    page.run.recall(4)
    page.settle()
    assert "The ring: after **4** updates" in shown_text(page)


def test_a_suggested_rate_is_taken_with_one_press(visit: Callable[..., Any]) -> None:
    page = visit("zh", SMALL | {"fit.lr": "0.001"})
    page.set_widget("inspector", "range_test")
    page.at.button(key="on_demand/range_test").click()
    page.at.run()
    answered(page, "range_test")
    page.at.button(key="range_test/take").click()
    page.at.run()
    assert 0.01 < page.session.experiment.fit.lr < 10
    assert page.link["fit.lr"] == f"{page.session.experiment.fit.lr}"
    assert "Smith 2017" in shown_text(page)


def test_short_runs_with_other_batch_sizes_are_laid_side_by_side(visit: Callable[..., Any]) -> None:
    page = visit("en", SMALL)
    page.set_widget("inspector", "sharp_flat")
    page.session.selection.choices |= {"sharp_flat/sizes": [4, 16], "sharp_flat/steps": 60}
    page.at.run()
    page.at.button(key="sharp_flat/start").click()
    page.at.run()
    sweep = page.session.sweeps["sharp_flat"]
    until(page, lambda: sweep.follow() or not sweep.moving)
    assert "Sharpness: 100" in shown_text(page)
    charts = [json.loads(node.proto.spec)["description"] for node in page.at if node.type == "vega_lite_chart"]
    assert sum("batch 4, batch 16" in alt for alt in charts) == 2


def test_another_page_shows_the_last_run_once_there_is_one(visit: Callable[..., Any]) -> None:
    page = visit("zh", SMALL)
    page.open_page("optimizers")
    study = page.at.session_state["browser_tab"].studies["optimizers"]
    study.panel = "own_run"
    page.at.run()
    assert "你还没有训练过网络" in shown_text(page)
    page.run.step()
    until(page, lambda: page.run.index == 1)
    for panel, words in {"own_run": "训练 1", "own_range": "Smith 2017", "own_sharpness": "Li 等"}.items():
        study.panel = panel
        page.at.run()
        assert not page.at.exception
        assert words in shown_text(page)


def test_a_last_run_that_is_no_longer_current_is_offered_back(visit: Callable[..., Any]) -> None:
    page = visit("en", SMALL)
    page.train(2)
    run = page.run
    page.press("reset")
    assert (page.run is run, page.run.index) == (False, 0)
    page.open_page("optimizers")
    page.at.session_state["browser_tab"].studies["optimizers"].panel = "own_run"
    page.at.run()
    assert "You have not trained" not in shown_text(page)
    assert "Your last run, Run 1 on the page Perceptron, is no longer the current one." in shown_text(page)
    page.at.button(key="own_run/back").click()
    page.at.run()
    assert not page.at.exception
    assert page.run is run
    assert "no longer the current one" not in shown_text(page)
