"""What a new page gets from the shell for a few lines: measured with a family that only this test knows."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from nets.engine.engine import Engine
from nets.export import run_folder as folder
from nets.families import EXPERIMENTS
from tests.support.paths import ROOT
from tests.support.second_page.line import Line
from ui.page_parts.share import bring_back
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, use

PAGE = ROOT / "tests" / "support" / "second_page" / "page.py"


class Page:
    """The second page, opened."""

    def __init__(self, language: str = "en", **link: str) -> None:
        use(language)
        self.at = AppTest.from_file(PAGE, default_timeout=60)
        self.at.query_params.update(
            {"lang": language, **{key.replace("_", ".", 1): text for key, text in link.items()}}
        )
        self.at.run()

    @property
    def session(self) -> TrainingSession:
        return self.at.session_state["browser_tab"].sessions["line"]

    def press(self, key: str) -> None:
        self.at.button(key=key).click()
        self.at.run()

    def until(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not true():
            assert time.monotonic() < deadline, (self.session.run.state, self.session.run.problem)
            self.session.run.watched()
            time.sleep(0.005)
        self.at.run()

    def trained(self) -> None:
        """Train to the last step."""
        self.press("transport-play")
        self.until(lambda: self.session.run.over)
        assert self.session.run.state == "done"

    def charts(self) -> list[str]:
        """What the charts say they show, up to the first " over"."""
        charts = [json.loads(node.proto.spec) for node in self.at if node.type == "vega_lite_chart"]
        return [chart["description"].split(" over")[0] for chart in charts]

    def keys(self) -> set[str]:
        return {key for node in self.at if (key := getattr(node, "key", None))}


@pytest.fixture
def opened(here: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Page]]:
    monkeypatch.setitem(EXPERIMENTS, "line", Line)
    pages: list[Page] = []

    def open_page(*arguments: str, **link: str) -> Page:
        pages.append(Page(*arguments, **link))
        assert not pages[-1].at.exception
        return pages[-1]

    yield open_page
    for page in pages:
        page.session.close()
    st.cache_resource.clear()
    use("en")


def test_the_page_is_short() -> None:
    assert len(PAGE.read_text().splitlines()) < 40


def test_it_trains_with_transport_curves_and_health(opened: Callable[..., Page]) -> None:
    page = opened(fit_steps="400", fit_lr="0.1")
    page.press("transport-step")
    page.until(lambda: page.session.run.index == 1)
    page.trained()
    assert page.session.run.index == 400
    assert abs(float(page.at.metric[0].value) - 2) < 0.1
    assert {"transport-reset", "transport-seed", "speed"} <= page.keys()
    assert page.charts()[:2] == ["Loss", "Gradient norm"], "no metric besides the loss, so no second curve"
    assert any("Step 400" in text.value and "training loss" in text.value for text in page.at.markdown)
    start = page.session.run.history.line("train_loss", 1000).last[0]
    assert page.session.run.history.last("train_loss") < 0.1 * start
    page.press("transport-reset")
    page.until(lambda: page.session.run.ready)
    assert page.session.run.history.line("train_loss", 1000).last[0] == start


def test_it_tells_what_went_wrong_and_offers_a_fix(opened: Callable[..., Page]) -> None:
    page = opened(fit_lr="30.0")
    page.press("transport-play")
    page.until(lambda: page.session.run.over)
    assert page.session.run.state == "diverged"
    assert any("diverged" in text.value for text in page.at.markdown)
    page.press("fix-try")
    assert page.session.experiment.fit.lr < 30.0
    assert len(page.session.run_list.runs_in_curves()) == 1


def test_every_panel_follows_the_scrubber(opened: Callable[..., Page]) -> None:
    page = opened(fit_steps="400", fit_lr="0.1")
    page.trained()
    run = page.session.run
    present = page.at.metric[0].value
    run.recall(0)
    page.until(lambda: run.shown.step == 0)
    assert page.at.metric[0].value != present
    run.recall(None)
    page.at.run()
    assert page.at.metric[0].value == present


def test_runs_are_kept_compared_and_gone_back_to(opened: Callable[..., Page]) -> None:
    page = opened(fit_steps="60")
    page.trained()
    first = page.session.run
    page.press("transport-seed")
    page.trained()
    assert page.session.runs[0] is first
    page.at.selectbox(key="runs-chosen").set_value(first.id)
    page.at.run()
    page.press("runs-back")
    assert page.session.run is first


def test_it_is_shared_by_link_and_by_folder(opened: Callable[..., Page]) -> None:
    page = opened(fit_steps="60", data_slope="-1.5")
    page.trained()
    run = page.session.run
    link = {key: value for key, value in page.at.query_params.items() if key != "lang"}
    assert Line.from_strings(link) == run.experiment
    packed = folder.pack(run, page.session.engine)
    names = {Path(name).name for name in ZipFile(BytesIO(packed)).namelist()}
    assert {"experiment.json", "metrics.csv", "weights.safetensors"} <= names
    other = opened()
    back = bring_back(other.session, folder.read(packed, EXPERIMENTS))
    assert back.experiment == run.experiment
    assert back.history.last("test_loss") == run.history.last("test_loss")


def test_it_speaks_chinese_but_for_its_own_words(opened: Callable[..., Page]) -> None:
    page = opened("zh")
    assert page.at.button(key="transport-play").label == "训练"
    assert page.at.slider(key="line/data.slope").help.endswith(_("Restarts the training."))
    assert "训练" in _("Restarts the training.")
