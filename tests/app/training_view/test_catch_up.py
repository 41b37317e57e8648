"""Comparison runs that are chosen after the training has ended are offered, trained as far, and then compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {"net.channels": "2,2", "data.examples": "60", "fit.batch": "16", "fit.steps": "6"}


def test_tolerance_compares_with_an_mlp_that_is_asked_for_after_the_training(visit: Open) -> None:
    page = visit("en", SMALL, "cnn")
    page.train(6)
    page.set_widget("inspector", "tolerance")
    page.at.button(key="tolerance/compare").click()
    page.at.run()
    other = page.session.comparison_runs.runs["mlp"]
    page.run_until(
        lambda: (
            other.index >= 6
            and not other.busy
            and "robustness" in (other.probe_answers.answers if other.probe_answers else {})
        )
    )
    page.at.run()
    assert curves(page) == {"CNN", "MLP"}
    page.set_widget("inspector", "unit")
    page.set_widget("inspector", "tolerance")
    page.at.run()
    assert set(page.session.comparison_runs.watch) == {"recognise", "robustness"}, (
        "asked in one question, frame after frame"
    )


def curves(page: Any) -> set[str]:
    """The nets that the charts of the panel Tolerance compare."""
    specs = [json.loads(node.proto.spec) for node in page.at if getattr(node, "type", "") == "vega_lite_chart"]
    nets = [spec["encoding"]["color"]["scale"]["domain"] for spec in specs if "over Shift" in spec["description"]]
    return set(nets[0]) if nets else set()


def test_sibling_that_is_chosen_after_the_training_is_offered_a_button(visit: Open) -> None:
    page = visit("en", {"data.name": "echo", "data.examples": "60", "net.hidden": "5", "fit.steps": "6"}, "recurrent")
    page.train(6)
    page.set_widget("inspector", "back")
    assert "catch-up/start" not in page.shown_keys()
    page.session.selection.choices["siblings"] = ["rnn"]
    page.at.run()
    other = page.session.comparison_runs.runs["rnn"]
    page.run_until(lambda: other.ready and not other.busy)
    page.at.run()
    assert other.index == 0
    page.at.button(key="catch-up/start").click()
    page.at.run()
    page.run_until(lambda: other.index >= 6)
    page.at.run()
    assert "catch-up/start" not in page.shown_keys()
