"""Explain, challenges, lessons and the home page, drawn by Streamlit's AppTest in both languages."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nets.models.perceptron.experiment import Perceptron
from tests.support.pages.texts import TABS
from ui.page_parts.roadmap import ROAD
from ui.session import challenge_progress
from ui.text.i18n import catalogue
from ui.training_view.live import have_challenges_changed

Open = Callable[..., Any]  # the fixture `visit`


def said(page: Any) -> str:
    return "\n".join(page.strings())


def explained(page: Any, tab: str) -> str:
    """The drawer, open at a tab."""
    page.at.session_state["explain-open"], page.at.session_state["explain-tab"] = True, tab
    page.at.run()
    assert not page.at.exception
    return said(page) + "\n".join(code.value for code in page.at.code)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_drawer_explains_in_the_language(visit: Open, language: str) -> None:
    page = visit(language, {"fit.optimizer": "adam", "net.activation": "relu", "fit.lr": "0.01"})
    assert "begin{aligned}" not in said(page), "what is closed is not drawn"
    words, shown, source, teachers = (explained(page, tab) for tab in TABS[language])
    assert {"en": "##### A neuron", "zh": "##### 一个神经元"}[language] in words
    assert r"w \leftarrow w - 0.01 \cdot" in shown
    assert r"\operatorname{ReLU}" in shown
    assert "torch.optim.Adam(" in source
    assert "loss.backward()" in source
    assert "fit.lr=0.01" in teachers
    if language == "zh":
        captions = [caption.value for caption in page.at.caption]
        assert all(re.search("[一-鿿]", caption) for caption in captions), captions


def test_formulas_follow_the_settings(visit: Open) -> None:
    page = visit()
    assert r"w \leftarrow w - 0.03 \cdot g" in explained(page, "Formulas")
    page.set_widget("perceptron/fit.lr", 0.1)
    assert r"w \leftarrow w - 0.1 \cdot g" in said(page)


def test_lesson_builder_links_to_the_selected_settings(visit: Open) -> None:
    page = visit("en", {"data.name": "xor", "net.hidden": "3"})
    explained(page, "For teachers")
    page.at.text_input(key="lesson-maker-title").set_value("XOR & co.")
    for node in list(page.at.get("pills") or page.at.get("button_group")):
        if str(node.key).startswith("lesson-maker-"):
            node.set_value([key for key in node.value if key == "net.hidden"])
    page.at.run()
    link = page.at.code[-1].value
    assert "lesson=XOR+%26+co." in link
    assert "data.name=xor" in link
    assert "net.hidden=3" in link
    assert "only=net.hidden" in link or "hide=" in link


@pytest.mark.parametrize("language", ["en", "zh"])
def test_lesson_hides_settings_and_shows_its_title(visit: Open, language: str) -> None:
    page = visit(language, {"lesson": "# One **line**", "only": "fit.lr,net.activation,nope", "data.name": "xor"})
    settings = {key for key in page.shown_keys() if key.startswith(("perceptron/", "layers/"))}
    assert settings == {"perceptron/fit.lr", "layers/activation"}
    assert r"\# One \*\*line\*\*" in said(page), "the title is text"
    assert [("nope" in error) for error in page.errors] == [True]
    assert bool(re.search("[一-鿿]", page.errors[0])) == (language == "zh")
    assert page.link == {"lesson": "# One **line**", "only": "fit.lr,net.activation", "data.name": "xor"}
    page.set_widget("perceptron/fit.lr", 0.1)
    assert page.link["only"] == "fit.lr,net.activation"
    page.open_page("home")
    page.open_page("perceptron")
    assert page.link["only"] == "fit.lr,net.activation", "the lesson goes on after a look at another page"
    page.at.button(key="lesson-end").click()
    page.at.run()
    assert "perceptron/data.noise" in page.shown_keys()
    assert set(page.link) == {"data.name", "fit.lr"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_solved_challenge_stays_solved(visit: Open, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenge_progress, "CHECK_SECONDS", 0.0)
    page = visit(language)
    page.at.session_state[page.session.challenge_progress.key] = True
    page.at.run()
    page.at.button(key="challenge-hint-xor").click()
    page.at.run()
    assert {"en": "A single neuron draws", "zh": "一个神经元只能画"}[language] in said(page)
    page.at.button(key="challenge-start-xor").click()
    page.at.run()
    assert page.session.experiment.value("data.name") == "xor"
    assert not page.at.toast
    page.session.change_settings(
        {"net.hidden": (4,), "fit.optimizer": "adam", "fit.lr": 0.03, "fit.batch": 30, "fit.steps": 250}
    )
    page.run.play()
    until = time.monotonic() + 60
    while not page.session.judge_challenges().reached and time.monotonic() < until:
        page.run.watched()
        time.sleep(0.05)
    page.at.run()
    (toast,) = (toast.value for toast in page.at.toast)
    met = {"en": "Challenge met: Four neurons for XOR  \n", "zh": "挑战成功：四个神经元解异或  \n"}[language]
    why = {"en": r"\d+% of the test examples are right\.", "zh": r"\d+% 的测试样本答对了。"}[language]
    assert toast.startswith(met)
    assert re.fullmatch(why, toast.removeprefix(met))
    page.session.begin(Perceptron())
    page.session.run_list.runs = page.session.runs[-1:]
    page.at.run()
    assert not page.at.toast, "celebrated once"
    assert page.session.judge_challenges().verdicts["xor"].reached


def test_challenges_are_judged_at_most_once_a_second(visit: Open) -> None:
    page = visit()
    progress = page.session.challenge_progress
    progress.checked = time.monotonic()
    page.train(30)
    progress.checked = time.monotonic()
    assert not have_challenges_changed(page.session)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_home_leads_to_a_net_that_trains(visit: Open, language: str) -> None:
    page = visit(language)
    page.open_page("home")
    html = "".join(node.proto.body for node in page.at.get("html"))
    assert all(str(stop.year) in html for stop in ROAD)
    translated = catalogue("zh")
    for stop in ROAD:
        assert (translated[stop.words] if language == "zh" else stop.words) in html
    page.at.button(key="first-run").click()
    page.at.run()
    page.open_page("perceptron")
    assert page.run.state == "running"


def test_the_road_has_no_dead_links() -> None:
    assert [stop.year for stop in ROAD] == sorted(stop.year for stop in ROAD)
    assert {stop.page for stop in ROAD} <= {path.stem for path in Path("pages").glob("*.py")}
