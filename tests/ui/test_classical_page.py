"""The page of classical models, drawn by Streamlit's AppTest in both languages; models are fitted in this process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from nets.classical.measure import GRID
from tests.explain.test_panels import TABS
from tests.ui.test_cnn_page import elements
from tests.ui.test_perceptron_page import english

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {"data.size": "40", "data.steps": "10", "data.width": "2", "data.trees": "3", "data.rounds": "3"}
PANELS = ("why", "complexity", "threshold", "code", "cases")
TERMS = {
    "cpu",
    "mlp",
    "roc",
    "adam",
    "tanh",
    "gamma",
    "python",
    "language",
    "english",
    "sin",
    "csv",
    "kb",
    "mb",
    "ms",
    "numpy",
}


def desk(here: Any) -> Any:
    return here.at.session_state["visitor"].desks["classical"]


def settled(here: Any) -> Any:
    """The page when all that it asked is answered."""
    until = time.monotonic() + 90
    while desk(here).moving:
        assert time.monotonic() < until
        time.sleep(0.1)
        here.at.run()
    assert not here.at.exception
    return here


def turn(here: Any, key: str, value: Any) -> Any:
    here.at.get_by_key(key).set_value(value)
    here.at.run()
    return settled(here)


def press(here: Any, key: str) -> Any:
    here.at.button(key=key).click()
    here.at.run()
    return settled(here)


def opened(visit: Open, language: str = "en", **link: str) -> Any:
    return settled(visit(language, SMALL | {f"data.{name}": value for name, value in link.items()}, "classical"))


@pytest.mark.parametrize(
    ("language", "models"), [("en", "tree,net"), ("zh", "linear,neighbours,forest,boosting,svm,bayes")]
)
def test_every_panel_opens(visit: Open, language: str, models: str) -> None:
    here = opened(visit, language, models=models)
    for model in models.split(","):
        assert elements(here, f"classical/map-{model}")["surface"]["n"] == GRID
    assert elements(here, "classical/data")["points"]["count"] == 40
    for name in PANELS:
        turn(here, "classical/panel", name)
        assert not here.errors
        if language == "zh" and name != "code":
            said = [text for text in here.strings() if "|" not in text and text != "English"]
            assert not {text for text in said if [word for word in english(text) if word.lower() not in TERMS]}
    here.at.session_state["explain-open"], here.at.session_state["explain-tab"] = True, TABS[language][2]
    here.at.run()
    assert any("boosting" in code.value for code in here.at.code)


def test_a_curve_is_measured_and_splits_are_repeated(visit: Open) -> None:
    here = opened(visit, models="tree,bayes")
    press(here, "classical/repeat")
    assert len(desk(here).repeated.answers) == 20
    assert any("Ahead: **" in text for text in here.strings())
    turn(here, "classical/panel", "complexity")
    press(here, "classical/curve")
    assert any("On the test part it is best at" in text for text in here.strings())
    assert any("**Variance**" in text for text in here.strings())


def test_a_change_can_be_undone_and_own_points_begin_with_those_at_hand(visit: Open) -> None:
    here = opened(visit, models="tree")
    turn(here, "classical/depth", 2)
    assert here.link["data.depth"] == "2"
    turn(here, "classical/name", "points")
    assert len(desk(here).settings.points) == 3 * 40
    press(here, "classical/undo")
    assert (desk(here).settings.name, desk(here).settings.depth) == ("moons", 2)
    press(here, "classical/undo")
    assert "data.depth" not in here.link
    press(here, "classical/reset")
    assert here.link == {}


def test_the_cheapest_threshold_is_taken_and_numbers_have_none(visit: Open) -> None:
    here = opened(visit, models="linear", noise="0.8")
    turn(here, "classical/panel", "threshold")
    turn(here, "classical/miss", 20.0)
    press(here, "classical/cheapest")
    assert desk(here).threshold < 0.5
    assert any("Least: **" in text for text in here.strings())
    turn(here, "classical/name", "sine")
    assert any("A threshold needs classes" in text for text in here.strings())


def test_what_does_not_fit_is_told_and_the_data_stay(visit: Open) -> None:
    here = opened(visit, models="tree", name="csv")
    assert here.errors == ["There is no table yet. Choose a file, or other data."]
    assert desk(here).settings.name == "moons"
    table = "a,b\n1,2\n2,\n3,5\n4,4\n5,6\n6,1\n7,8\n9,9\n10,11\n12,1"
    here = opened(visit, models="tree", name="csv", csv=table)
    assert not here.errors
    assert any("10 rows, 2 columns." in text for text in here.strings())
    turn(here, "classical/models", [])
    assert here.errors == ["Choose at least one model, and each only once."]
