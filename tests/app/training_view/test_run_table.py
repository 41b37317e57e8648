"""The list of runs and the fixes on the perceptron's page, drawn by AppTest in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from nets.engine import run_snapshot as keeping
from nets.export.run_store import Store
from nets.families import EXPERIMENTS
from tests.support.pages.texts import NAMES, latin_words
from ui.session import persistence as store
from ui.text.i18n import _

Open = Callable[..., Any]
FAULT = {"data.name": "plane", "net.activation": "relu", "fit.lr": "10"}


def press(page: Any, key: str) -> None:
    page.at.button(key=key).click()
    page.at.run()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_fault_its_fix_and_the_list_of_runs(visit: Open, language: str) -> None:
    page = visit(language, FAULT)
    empty = _("Train something first. Every run is kept here, to be compared with the next.")
    assert empty in page.strings()
    assert "fix-try" not in page.shown_keys()
    page.train(2)
    while not page.run.over:
        page.run.step()
    page.at.run()
    first = page.run
    assert first.state == "diverged"
    assert (
        page.at.button(key="fix-try").label
        == {
            "en": "Try beside it: Learning rate 0.03",
            "zh": "另开一次试试：学习率 0.03",
        }[language]
    )
    press(page, "fix-try")
    page.at.run()
    second = page.run
    assert (page.session.runs, second.state, second.experiment.fit.lr) == ([first, second], "running", 0.03)
    assert "fit.lr" not in page.link, "the link follows"
    second.pause()
    page.train(second.index + 30)
    said = page.strings()
    beside = {"en": "Run 1 · test", "zh": "训练 1 · 测试"}[language]
    assert any(beside in text for text in said)
    page.at.text_input(key=f"runs-name/{second.id}").set_value("<b>*好*</b>")
    page.at.run()
    press(page, "runs-pin")
    assert page.session.run_list.mark(second).pinned
    assert page.session.run_list.title(second) == "<b>*好*</b>"
    page.at.selectbox(key="runs-chosen").set_value(first.id)
    page.at.run()
    press(page, "runs-delete")
    assert page.session.runs == [second]
    assert beside not in " ".join(page.strings())
    press(page, "runs-undo")
    assert page.session.runs == [first, second]
    press(page, "fix-back")
    assert page.run is first
    assert page.link == FAULT | {"fit.lr": "10.0"}
    press(page, "fix-back")
    assert (page.run, page.link) == (second, {k: v for k, v in FAULT.items() if k != "fit.lr"})
    assert not page.at.exception
    foreign = [text for text in said + page.strings() if text not in NAMES | {"<b>*好*</b>"} and latin_words(text)]
    assert language == "en" or not foreign


def test_chart_without_other_runs_is_unchanged(visit: Open) -> None:
    page = visit("en")
    page.train(5)
    page.at.run()
    specs = [json.loads(chart.proto.spec) for chart in page.at.get("vega_lite_chart")]
    scales = [spec["encoding"]["color"] for spec in specs if "encoding" in spec and "color" in spec["encoding"]]
    assert scales[0]["scale"]["domain"] == ["line0", "line1"]
    assert "values" not in scales[0]["legend"]


def test_a_setting_that_restarts_can_be_taken_back(visit: Open) -> None:
    page = visit("en")
    page.train(5)
    first = page.run
    page.set_widget("perceptron/net.init", "he")
    assert page.run is not first
    press(page, "fix-back")
    assert (page.run, page.run.index, page.session.experiment.net.init) == (first, 5, "xavier")
    assert page.at.get_by_key("perceptron/net.init").value == "xavier"
    page.train(6)
    assert page.run.history.line("loss").step.tolist() == [1, 2, 3, 4, 5, 6]


def test_page_reports_a_store_that_cannot_be_written(visit: Open, monkeypatch, tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    held = Store(tmp_path / "file" / "runs", EXPERIMENTS)
    monkeypatch.setattr(store, "store", lambda: held)
    monkeypatch.setattr(store, "can_store", lambda: True)
    page = visit("zh")
    page.train(3)
    keeping.save(page.run)
    store.write_changed(held)
    page.at.run()
    assert ["无法存到磁盘" in warning.value for warning in page.at.warning] == [True]
