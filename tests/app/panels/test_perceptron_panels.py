"""What the perceptron's page tells beside the net: rules, gap, stops, hidden space, bends and output."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nets.diagnosis.diagnosis import Finding
from nets.diagnosis.generalization import gap_between
from nets.experiment.user_error import Problem
from nets.training.step import UNKNOWN, Evaluated
from tests.support.pages.inspector_texts import english_texts, find_text, inspector_texts, plain
from ui.text.formatting import difference
from ui.training_view.generalization_gap import gap_word

Open = Callable[..., Any]


def charts(page: Any, words: str) -> list[dict[str, Any]]:
    """The specifications of the charts whose description has these words."""
    specs = [json.loads(node.proto.spec) for node in page.at.get("vega_lite_chart")]
    return [spec for spec in specs if words in spec["description"]]


def element(page: Any, key: str) -> dict[str, Any]:
    """The data of one of our own elements."""
    found = [json.loads(node.proto.json) for node in page.at.get("bidi_component") if key in node.proto.id]
    return found[-1]["all"]


@pytest.mark.parametrize(("language", "world"), [("en", "circles"), ("zh", "circles"), ("zh", "iris"), ("zh", "sine")])
def test_every_panel_is_drawn_in_the_language(visit: Open, language: str, world: str) -> None:
    page = visit(language, {"data.name": world, "net.activation": "relu"})
    page.train(30)
    strings = []
    for inspector in ("gradients", "activations", "answer", "space"):
        inspector_texts(page, inspector)
        page.at.run()
        assert not page.at.exception
        strings += page.strings()
    assert language == "en" or not english_texts(strings)


def test_the_output_panel_goes_from_sums_to_probabilities(visit: Open) -> None:
    page = visit("en", {"data.name": "blobs", "data.classes": "3"})
    page.train(20)
    page.set_widget("inspector", "answer")
    page.at.run()
    text = find_text([plain(one.value) for one in page.at.markdown], "probability p")
    rows = [[cell.strip(" *") for cell in row.split("|")[1:-1]] for row in text.splitlines() if row.startswith("| ")]
    sums = np.array([float(row[1]) for row in rows[2:5]])
    shares = [float(row[3].rstrip("%")) / 100 for row in rows[2:5]]
    assert shares == pytest.approx(np.exp(sums) / np.exp(sums).sum(), abs=1e-3)
    page.set_widget("neuron/part", "test")
    page.at.run()
    page.set_widget("neuron/example", 5)
    page.at.run()
    assert (page.session.selection.example, page.session.selection.inspector) == (("test", 4), "answer")
    assert str(page.run.probe_answers.answers["output_layer"]["part"]) == "test"


def test_the_hidden_space_follows_the_choice_and_the_scrubber(visit: Open) -> None:
    page = visit("en", {"net.hidden": "5,3"})
    page.train(60)
    inspector_texts(page, "space")
    page.at.run()
    page.set_widget("space/layer", "hidden.0")
    page.set_widget("space/y", 5)
    page.at.run()
    page.at.run()
    found = page.run.probe_answers.answers["hidden_space"]
    assert (str(found["layer"]), found["units"].tolist()) == ("hidden.0", [0, 4])
    assert len(charts(page, "bent grid")) == 1
    page.run.recall(0)
    page.at.run()
    page.at.run()
    past = page.run.probe_answers.answers["hidden_space"]
    assert page.run.probe_answers.index == 0
    assert not np.allclose(past["points"], found["points"])
    page.set_widget("layers/count", 0)
    page.at.run()
    assert not page.at.exception
    assert "There is no hidden layer to look into." in [one.value for one in page.at.caption]


def test_bars_and_bends_are_asked_for_only_while_they_are_shown(visit: Open) -> None:
    page = visit("en")
    page.train(25)
    inspector_texts(page, "gradients")
    assert len(charts(page, "length of its gradient")) == 1
    inspector_texts(page, "weights")
    assert (
        not {"gradients", "activation_functions", "hidden_space", "output_layer", "decision_line"}
        & page.session.probes.watch.keys()
    )
    inspector_texts(page, "activations")
    page.at.run()
    assert len(charts(page, "its slope, and how many")) == 2
    assert page.session.probes.watch.keys() >= {"activations", "activation_functions"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_rule_sets_a_single_neuron_up_and_another_is_trained_beside_it(visit: Open, language: str) -> None:
    page = visit(language, {"data.name": "moons", "data.noise": "0.5"})
    page.at.button(key="rule-perceptron").click()
    page.at.run()
    assert not page.at.exception
    assert page.session.experiment.net.hidden == ()
    first = page.run
    page.train(12)
    page.at.run()
    plane = element(page, "plane")
    assert len(plane["lines"]) == 1
    at = int(page.run.history.last("example"))
    assert plane["marked"] == pytest.approx(place(page, at), abs=1e-4)
    words = plane["words"]["hint"]
    moved = page.run.history.last("loss") > 0
    assert words.startswith({"en": "Ringed: the last example.", "zh": "圆圈：最近一个样本。"}[language])
    assert {"en": "so the line has moved", "zh": "所以线移动了"}[language] in words or not moved
    page.at.button(key="rule-averaged").click()
    page.at.run()
    assert page.run is not first
    assert first in page.session.run_list.runs_in_curves()
    page.run.pause()
    page.train(page.run.index + 2)
    page.at.run()
    assert [line["dashed"] for line in element(page, "plane")["lines"]] == [True, False]
    assert page.link == page.session.experiment.strings()
    assert language == "en" or not english_texts(page.strings())


def place(page: Any, at: int) -> list[float]:
    """Where a training example lies on the plane, by its scaled inputs."""
    arrays = page.run.tell("arrays")["inputs"][at]
    from nets.models.perceptron.examples import on_plane

    xy, _targets, test = on_plane(page.session.experiment.data)
    return (arrays * xy[~test].std(axis=0) + xy[~test].mean(axis=0)).tolist()


@pytest.mark.parametrize(("language", "words"), [("en", "the target 0.6 was reached at step"), ("zh", "达到目标 0.6")])
def test_a_run_says_why_it_stopped_and_goes_on_when_more_is_granted(visit: Open, language: str, words: str) -> None:
    page = visit(language, {"fit.stop_at": "train_loss", "fit.target": "0.6"})
    page.press("play")
    while page.run.state == "running":
        page.at.run()
    page.at.run()
    assert page.run.state == "done"
    assert words in find_text([one.value for one in page.at.markdown], "0.6")
    index = page.run.index
    page.set_widget("perceptron/fit.stop_at", "none")
    assert page.run.state == "paused"
    page.train(index + 5)
    assert page.run.index == index + 5


def test_the_sign_for_a_restart_is_on_the_settings_that_restart(visit: Open) -> None:
    page = visit("en")
    settings = page.session.experiment.settings_by_key()
    keys = {key: key.removeprefix("perceptron/") for key in page.shown_keys() if key.startswith("perceptron/")}
    for widget, key in keys.items():
        assert page.at.get_by_key(widget).label.endswith("↻") == (not settings[key].live)
    assert page.at.get_by_key("layers/count").label.endswith("↻")
    assert any("restarts the training" in one.value for one in page.at.caption)


def finding(kind: str, train: float, test: float, evaluated: Evaluated) -> Finding:
    gap = gap_between("accuracy", train, test, evaluated)
    return Finding(kind, "note", Problem(""), gap=gap)


@pytest.mark.parametrize(
    ("kind", "train", "test", "evaluated", "word"),
    [
        ("learning", 0.91, 0.89, Evaluated(350, 150), "none"),
        ("learning", 0.99, 0.6, Evaluated(350, 150), "wide"),
        ("learning", 0.7, 0.98, Evaluated(350, 150), "reversed"),
        ("overfitting", 0.84, 0.6, Evaluated(70, 30), "overfitting"),
        ("learning", 0.99, 0.6, UNKNOWN, None),
    ],
)
def test_gap_badge_says_what_the_finding_says(
    kind: str, train: float, test: float, evaluated: Evaluated, word: str | None
) -> None:
    assert gap_word(finding(kind, train, test, evaluated)) == word


@pytest.mark.parametrize(("number", "text"), [(-0.0004, "+0.0"), (0.0, "+0.0"), (-1.26, "−1.3"), (0.04, "+0.0")])
def test_difference_that_rounds_to_zero_has_no_minus(number: float, text: str) -> None:
    assert difference(number, 1) == text


@pytest.mark.slow
def test_the_gap_turns_orange_when_the_net_overfits(visit: Open) -> None:
    ill = {"data.name": "spiral", "data.noise": "0.5", "data.size": "100", "net.hidden": "64,64", "fit.report": "10"}
    page = visit("en", ill | {"net.activation": "relu", "fit.optimizer": "adam", "fit.lr": "0.01"})
    assert not [one for one in page.at.markdown if "Test vs. training" in one.value], "nothing is known at step 0"
    page.train(8)
    assert re.match(r":gray-background\[", find_text([one.value for one in page.at.markdown], "Test vs. training"))
    page.train(700)
    page.at.run()
    text = find_text([one.value for one in page.at.markdown], "Test vs. training")
    assert text.startswith(":orange-background[")
    assert "overfitting" in text
