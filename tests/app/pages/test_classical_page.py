"""The Classical page in both languages, drawn by Streamlit's AppTest; models are fitted in this process."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from nets.studies.classical.evaluation import GRID
from tests.support.pages.texts import TABS, element_data, latin_words
from ui.panels.classical.state import SelectedExample

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


def study(here: Any) -> Any:
    return here.at.session_state["browser_tab"].studies["classical"]


def settle(here: Any) -> Any:
    """Return the page once all queries are answered."""
    until = time.monotonic() + 90
    while study(here).is_waiting:
        assert time.monotonic() < until
        time.sleep(0.1)
        here.at.run()
    assert not here.at.exception
    return here


def set_value(here: Any, key: str, value: Any) -> Any:
    here.at.get_by_key(key).set_value(value)
    here.at.run()
    return settle(here)


def press(here: Any, key: str) -> Any:
    here.at.button(key=key).click()
    here.at.run()
    return settle(here)


def follow(here: Any, link: dict[str, str]) -> None:
    """Open the page's address with these settings changed, as a link in the same tab does."""
    here.at.query_params.update(link)
    here.at.session_state["arriving"] = True
    here.at.run()


def open_page(visit: Open, language: str = "en", **link: str) -> Any:
    return settle(visit(language, SMALL | {f"data.{name}": value for name, value in link.items()}, "classical"))


@pytest.mark.parametrize(
    ("language", "models"), [("en", "tree,net"), ("zh", "linear,neighbours,forest,boosting,svm,bayes")]
)
def test_every_panel_opens(visit: Open, language: str, models: str) -> None:
    here = open_page(visit, language, models=models)
    for model in models.split(","):
        assert element_data(here, f"classical/map-{model}")["surface"]["n"] == GRID
    assert element_data(here, "classical/data")["points"]["count"] == 40
    for name in PANELS:
        set_value(here, "classical/panel", name)
        assert not here.errors
        if language == "zh" and name != "code":
            ours = [text for text in here.strings() if "|" not in text and text != "English"]
            assert not {text for text in ours if [word for word in latin_words(text) if word.lower() not in TERMS]}
    here.at.session_state["explain-open"], here.at.session_state["explain-tab"] = True, TABS[language][2]
    here.at.run()
    assert any("boosting" in code.value for code in here.at.code)


def test_curve_is_measured_and_splits_are_repeated(visit: Open) -> None:
    here = open_page(visit, models="tree,bayes", size="120")
    press(here, "classical/repeat")
    assert len(study(here).repeats.answers) == 20
    assert any("Ahead: **" in text for text in here.strings())
    set_value(here, "classical/panel", "complexity")
    press(here, "classical/curve")
    assert any("On the test part it is best at" in text for text in here.strings())
    assert any("**Variance**" in text for text in here.strings())


def test_few_test_examples_give_no_best_value(visit: Open) -> None:
    points = ",".join(f"{x},{y},{int(x > 0)}" for x, y in [(-2, 1), (-1, 2), (1, 1), (2, 2), (3, 0), (-3, 1)] * 2)
    here = open_page(visit, name="points", points=points, models="tree")
    set_value(here, "classical/panel", "complexity")
    press(here, "classical/curve")
    assert not any("it is best at" in text for text in here.strings())
    notes = [text for text in here.strings() if "**Only 4 test examples**" in text]
    assert len(notes) == 2, "of the scores, and in the place of the best value"
    assert all("moves the accuracy by 25%" in text for text in notes)


def test_change_is_undone_and_own_points_begin_with_the_current_ones(visit: Open) -> None:
    here = open_page(visit, models="tree")
    set_value(here, "classical/depth", 2)
    assert here.link["data.depth"] == "2"
    set_value(here, "classical/name", "points")
    assert len(study(here).settings.points) == 3 * 40
    press(here, "classical/undo")
    assert (study(here).settings.name, study(here).settings.depth) == ("moons", 2)
    press(here, "classical/undo")
    assert "data.depth" not in here.link
    press(here, "classical/reset")
    assert here.link == {}


def test_cheapest_threshold_is_taken_and_numbers_have_none(visit: Open) -> None:
    here = open_page(visit, models="linear", noise="0.8")
    set_value(here, "classical/panel", "threshold")
    set_value(here, "classical/miss", 20.0)
    press(here, "classical/cheapest")
    assert study(here).panels.threshold.threshold < 0.5
    assert any("Least: **" in text for text in here.strings())
    set_value(here, "classical/name", "sine")
    assert any("A threshold needs classes" in text for text in here.strings())


TABLE = "heights,weights,kind\n" + "\n".join(f"{150 + i},{50 + i % 7},{'ab'[i % 3 > 0]}" for i in range(24))
OTHER = "a,b,c,d,e,f,price\n" + "\n".join(f"{i},{i % 5},{i % 3},{i * i},{-i},{i % 2},{3 * i + 1.5}" for i in range(60))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "wine"},
        {"name": "diabetes"},
        {"name": "breast_cancer"},
        {"name": "csv", "csv": TABLE},
        {"name": "csv", "csv": OTHER},
    ],
    ids=["wine", "diabetes", "breast cancer", "own classes", "own numbers"],
)
def test_answers_about_earlier_data_are_not_shown_with_other_data(
    visit: Open, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str]
) -> None:
    here = open_page(visit, name="iris", models="tree,svm", train_share="0.5")
    set_value(here, "classical/up", 3)
    set_value(here, "classical/row", 60)
    set_value(here, "classical/panel", "threshold")
    set_value(here, "classical/positive", 2)
    set_value(here, "classical/panel", "why")
    assert study(here).explanation("tree") is not None
    waiting: list[Future[Any]] = []
    with monkeypatch.context() as slow:
        slow.setattr(study(here).engine, "compute", lambda *_asked: waiting.append(Future()) or waiting[-1])
        follow(here, {f"data.{key}": value for key, value in changes.items()})
        assert not here.at.exception
        assert not here.errors
        for model in ("tree", "svm"):
            assert study(here).scores(model) is study(here).previous_scores(model) is None
            assert study(here).decision_map(model) is study(here).explanation(model) is None
        assert not any("setosa" in text for text in here.strings())
        assert study(here).panels.example == SelectedExample("test", 0)
    for late in waiting:
        late.set_exception(MemoryError())
    here.at.run()
    assert len(here.errors) == 1
    press(here, "classical/again")
    for name in ("why", "complexity", "threshold", "code"):
        set_value(here, "classical/panel", name)
        assert not here.errors
    assert set(study(here).scores("tree")._fields) >= {"train", "test"}


def test_link_to_other_data_resets_what_was_selected(visit: Open) -> None:
    here = open_page(visit, name="iris", models="tree", train_share="0.5")
    set_value(here, "classical/row", 60)
    set_value(here, "classical/up", 3)
    follow(here, {"data.name": "circles", "data.size": "20"})
    settle(here)
    assert (study(here).panels.example, study(here).panels.map.axes) == (SelectedExample("test", 0), None)


def test_failed_fit_shows_no_other_fit(visit: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    here = open_page(visit, models="tree")
    failed: Future[Any] = Future()
    failed.set_exception(MemoryError())
    monkeypatch.setattr(study(here).engine, "compute", lambda *_asked: failed)
    set_value(here, "classical/depth", 2)
    assert len(here.errors) == 1
    assert any("could not be fitted" in text for text in here.strings())
    assert not any("test **" in text for text in here.strings())
    monkeypatch.undo()
    press(here, "classical/again")
    assert not here.errors


def test_invalid_settings_are_reported_and_the_data_stay(visit: Open) -> None:
    here = open_page(visit, models="tree", name="csv")
    assert here.errors == ["There is no table yet. Choose a file, or other data."]
    assert study(here).settings.name == "moons"
    table = "a,b\n1,2\n2,\n3,5\n4,4\n5,6\n6,1\n7,8\n9,9\n10,11\n12,1"
    here = open_page(visit, models="tree", name="csv", csv=table)
    assert not here.errors
    assert any("10 rows, 2 columns." in text for text in here.strings())
    set_value(here, "classical/models", [])
    assert here.errors == ["Choose at least one model, and each only once."]
