"""The page of optimizers, drawn by Streamlit's AppTest in both languages; its races are run in this very process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from nets.experiment.optimizer_specs import OPTIMIZER_NAMES
from tests.support.pages.texts import TABS, element_data, latin_words

Open = Callable[..., Any]  # the fixture `visit`
SHORT = {"data.steps": "20"}
TERMS = {"sgd", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "rosenbrock", "himmelblau", "polyak", "goh"}
SYMBOLS = {"sin", "cos", "exp", "log", "sqrt", "tanh", "sigmoid", "relu", "abs", "max", "min", "home", "end"}


def turn(here: Any, key: str, value: Any) -> None:
    here.set_widget(f"optimizers/{key}", value)
    assert not here.at.exception


def settled(here: Any) -> Any:
    """The page when its races have been run."""
    here.settle()
    assert not here.at.exception
    return here


def press(here: Any, key: str) -> Any:
    here.at.button(key=key).click()
    here.at.run()
    return settled(here)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_opens_and_says_everything_in_the_language(visit: Open, language: str) -> None:
    here = settled(visit(language, SHORT, "optimizers"))
    assert [racer["name"] for racer in element_data(here, "optimizers/race")["racers"]] == list(OPTIMIZER_NAMES)
    titles = {step for racer in element_data(here, "optimizers/race")["racers"] for step in racer["words"].values()}
    assert titles <= set(here.strings()), "the words of each racer are read"
    assert element_data(here, "optimizers/stability-map")["surface"]
    texts = here.strings()
    turn(here, "panel", "network")
    texts += here.strings()
    words, _formulas, source, teach = TABS[language]
    for tab in (words, source, teach):
        here.at.session_state["explain-open"], here.at.session_state["explain-tab"] = True, tab
        settled(here)
    if language == "zh":
        ours = [text for text in texts if text != "English" and "=" not in text]
        assert not {
            text for text in ours if [word for word in latin_words(text) if word.lower() not in TERMS | SYMBOLS]
        }


def test_a_start_a_surface_a_mistake_and_the_way_back(visit: Open) -> None:
    here = settled(visit("en", SHORT | {"data.x": "far", "data.optimizers": "adam"}, "optimizers"))
    assert here.errors == ["data.x cannot be far."]
    turn(here, "surface", "saddle")
    assert here.link["data.surface"] == "saddle"
    assert (here.study.race.y, here.study.race.rate_adam) == (0.001, 0.01)
    turn(here, "surface", "own")
    turn(here, "formula", "x^2 + (y")
    assert "bracket" in here.errors[0]
    assert here.study.result.race.formula == "x^2 + 3*sin(y)^2", "what was drawn stays"
    earlier = "What is drawn is an earlier race: f(x, y) = x^2 + 3*sin(y)^2"
    assert [text.value.replace("\\", "") for text in here.at.caption].count(earlier) == 2, "by the map and by its bowl"
    turn(here, "formula", "（x－1）×x＋y^2")
    assert not here.errors
    assert not [text for text in here.at.caption if "earlier race" in text.value]
    assert here.study.result.curvature == pytest.approx((2, 2))
    press(here, "optimizers/undo")
    press(here, "optimizers/undo")
    assert here.study.race.formula == "x^2 + 3*sin(y)^2"
    press(here, "optimizers/reset")
    assert here.study.race.rate_adam == 0.1


def test_a_pinned_race_is_run_from_the_same_start_and_told_apart(visit: Open) -> None:
    here = settled(visit("en", SHORT | {"data.optimizers": "sgd,adam"}, "optimizers"))
    press(here, "optimizers/pin")
    turn(here, "rate_sgd", 0.01)
    turn(here, "x", 1.5)
    racers = element_data(here, "optimizers/race")["racers"]
    assert [(racer["title"], racer["rate"]) for racer in racers if racer["name"] == "sgd"] == [
        ("SGD", 0.01),
        ("A · SGD", 0.05),
    ]
    assert here.study.compared.path("sgd").positions[0].tolist() == [1.5, 1.4]
    assert any("SGD 0.05 → 0.01" in caption.value for caption in here.at.caption)


def test_the_same_net_is_trained_by_each_optimizer(visit: Open) -> None:
    here = settled(visit("en", SHORT | {"data.examples": "xor"}, "optimizers"))
    turn(here, "panel", "network")
    press(here, "optimizers/network-play")
    field = here.study.network
    until = time.monotonic() + 60
    while min(run.index for run in field.runs.values()) < 5:
        assert time.monotonic() < until
        here.at.run()
    field.play()
    first = {run.history.line("train_loss").last[0] for run in field.runs.values()}
    assert len(first) == 1, "equal weights before the first update"
    assert len({run.history.last("train_loss") for run in field.runs.values()}) > 4
    field.close()
