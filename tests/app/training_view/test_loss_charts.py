"""What the charts of the perceptron's page say of themselves, and how they follow the run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import pyarrow as pa
import pytest

from nets.engine.run_state import RunState
from tests.support.pages.texts import latin_words
from ui.training_view.live import extended_steps
from ui.training_view.score_board import BOARD_SECONDS, is_board_outdated

Open = Callable[..., Any]
WORLDS = {"circles": {"loss", "accuracy"}, "iris": {"confusion"}, "diabetes": {"predicted"}}
INSIDE = ("gradients", "activations", "weights")
AXES = {"en": ("Inputs", "Neurons of Layer 1"), "zh": ("输入", "第 1 层的神经元")}


def charts(page: Any) -> list[Any]:
    return [node for node in page.at if getattr(node, "type", "") == "vega_lite_chart"]


def told(page: Any) -> Iterator[str]:
    """What every chart, map and drawing on the page says it shows."""
    for node in charts(page):
        yield json.loads(node.proto.spec)["description"]
    for node in page.at:
        if getattr(node, "type", "") == "bidi_component":
            data = json.loads(getattr(node.proto, "bidi_component", node.proto).json or "{}").get("all", {})
            if "layers" in data or "surface" in data:
                yield data["words"]["alt"]


def sheets(page: Any) -> list[dict[str, Any]]:
    params = [json.loads(node.proto.spec)["params"] for node in charts(page)]
    return [param["value"] for each in params for param in each if param["name"] == "sheet"]


@pytest.mark.parametrize("world", WORLDS)
def test_every_chart_says_what_it_shows_in_both_languages(visit: Open, world: str) -> None:
    said: dict[str, list[str]] = {}
    for language in ("en", "zh"):
        page = visit(language, {"data.name": world, "fit.batch": "20"})
        page.train(25)
        for inspector in INSIDE:
            page.set_widget("inspector", inspector)
            page.train(page.run.index + 1)
            found = list(told(page))
            assert len(found) == len(charts(page)) + (2 if world == "circles" else 1)
            assert len(charts(page)) >= (3 if world == "circles" else 4)
            assert all(len(text) > 10 and text.endswith((".", "。")) for text in found), found
            said.setdefault(language, []).extend(found)
            names = [name for sheet in sheets(page) for name in [sheet["name"], *sheet["heads"].values()]]
            assert all(names), "a file has a name, and every column a head"
            assert language == "en" or not [text for text in names if latin_words(text)]
    assert len(said["en"]) == len(said["zh"])
    assert not set(said["en"]) & set(said["zh"])
    assert all(re.search("[一-鿿]", text) and not latin_words(text) for text in said["zh"])


@pytest.mark.parametrize("language", AXES)
def test_the_weights_are_named_after_what_they_join(visit: Open, language: str) -> None:
    page = visit(language, {"data.name": "iris"})
    page.set_widget("inspector", "weights")
    page.train(3)
    chart = next(node for node in charts(page) if "mirror" in node.proto.spec)
    sheet = json.loads(chart.proto.spec)["params"][0]["value"]
    assert (sheet["heads"]["column"], sheet["heads"]["row"]) == AXES[language]
    rows = pa.ipc.open_stream(chart.proto.datasets[0].data.data).read_all().to_pylist()
    assert {row["column"] for row in rows} == set(page.session.selection.titles[0])
    assert {row["row"] for row in rows} == {"1", "2", "3", "4"}
    share = float(page.run.probe_answers.answers["weights"]["tiny"][0])
    assert any(f"{share:.0%}" in caption.value and "0.001" in caption.value for caption in page.at.caption)
    page.set_widget("weights_layer", "output")
    chart = next(node for node in charts(page) if "mirror" in node.proto.spec)
    rows = pa.ipc.open_stream(chart.proto.datasets[0].data.data).read_all().to_pylist()
    assert {row["row"] for row in rows} == set(page.session.selection.titles[1])


@pytest.mark.parametrize(("language", "label"), [("en", "Continue for 30 more steps"), ("zh", "再训练 30 步")])
def test_continue_says_how_far_it_goes_and_what_it_sets(visit: Open, language: str, label: str) -> None:
    page = visit(language, {"fit.steps": "30"})
    page.train(30)
    run = page.run
    assert run.state == "done"
    page.at.run()
    button = page.at.button(key="transport-play")
    assert (button.label, button.disabled) == (label, False)
    assert "60" in button.help
    page.press("play")
    assert not page.at.exception
    assert page.run is run
    assert run.experiment.fit.steps == 60
    assert run.state == "running" or run.index == 60
    assert page.link["fit.steps"] == "60"
    assert page.at.get_by_key("perceptron/fit.steps").value == 60
    assert ["60" in each.value for each in page.at.toast] == [True], "no setting changes silently"


def test_steps_double_as_far_as_they_go(visit: Open) -> None:
    experiment = visit("en", {"fit.steps": "6000000"}).session.experiment
    assert extended_steps(experiment, 6_000_000) == 10_000_000
    assert extended_steps(experiment, 10_000_000) == 0
    assert extended_steps(experiment.replace({"fit.steps": 30}), 34) == 68, (
        "single steps went further than the run's end"
    )


def test_weight_written_before_any_update_is_not_learning(visit: Open) -> None:
    page = visit()
    page.train(0)
    run = page.run
    run.tell("write", "output.bias", (0,), 2.0, False, run.viewer.watch)
    assert len(run.history.line("train_loss").step) >= 1
    assert page.session.health().kind == "by_hand"


def test_the_table_of_runs_follows_a_run_that_trains(visit: Open) -> None:
    page = visit()
    page.train(5)
    kept = page.session.run_list
    assert kept.table_drawn_at is not None
    assert not is_board_outdated(page.session), "it was drawn just now, and nothing trains"
    page.run.state = RunState.RUNNING
    kept.table_drawn_at = monotonic() - BOARD_SECONDS
    assert is_board_outdated(page.session)
    page.run.state = RunState.PAUSED
    assert not is_board_outdated(page.session)


def test_weights_are_written_only_at_the_present(visit: Open) -> None:
    page = visit()
    page.train(25)
    page.session.selection.focus = (1, 0)
    page.set_widget("inspector", "unit")
    page.at.run()
    assert {"neuron/value", "neuron/open"} & page.shown_keys()
    page.run.recall(3)
    deadline = monotonic() + 60
    while page.run.shown.step != 3 and monotonic() < deadline:
        pass
    page.at.run()
    assert not {"neuron/value", "neuron/open"} & page.shown_keys()
    assert "You are looking back. Weights are written at the present: press Live." in page.strings()
