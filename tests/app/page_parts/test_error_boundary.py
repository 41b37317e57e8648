"""An unexpected error in a part of a page: one sentence in its place, the rest goes on, the log has the traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from streamlit.runtime.scriptrunner import RerunData, RerunException, StopException

from tests.support.pages.visit import Visit
from ui.fragments.error_boundary import error_boundary
from ui.inspect import inspectors

Open = Callable[..., Visit]  # the fixture `visit`
SENTENCES = {
    "en": "This part of the page cannot be shown right now. The rest of the page goes on.",
    "zh": "页面的这一部分暂时无法显示，其余部分照常工作。",
}
STUDIES = {  # a panel of each page that trains nothing: where it is looked up, and its name
    "tokens": ("ui.panels.tokens.panels", "merges"),
    "decoding": ("ui.panels.decoding.panels", "game"),
    "classical": ("ui.panels.classical.panels", "why"),
    "backpropagation": ("ui.panels.backpropagation.panels", "node"),
}


def fail(*_arguments: Any, **_named: Any) -> None:
    raise KeyError("probabilities")


def logged(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What the boundary has written into the log."""
    return [record for record in caplog.records if record.name == error_boundary.__module__]


@pytest.fixture(autouse=True)
def caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors are caught, as on a server."""
    monkeypatch.delenv("NETS_ERRORS")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_inspector_that_raises_leaves_the_page_and_the_training_alone(
    visit: Open, language: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = inspectors.INSPECTORS["gradients"]._replace(draw=fail)
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setitem(inspectors.INSPECTORS, "gradients", broken)
        page = visit(language)
        page.train(3)
        assert page.errors == [SENTENCES[language]]
        assert not page.at.exception
        assert {"transport-play", "speed", "ticker"} <= page.shown_keys()
        assert len([node for node in page.at if node.type == "vega_lite_chart"]) == 2, "the curves are there"
        records = logged(caplog)
        assert len(records) == 1, "the same error of a later frame is not logged again"
        assert "probabilities" in caplog.text
        assert "Traceback" in caplog.text
        details = page.at.code[0].value
        number = records[0].getMessage().split()[1]
        assert number in details
        assert "KeyError: 'probabilities'" in details
        assert "tests/app/page_parts/test_error_boundary.py" in details
        assert "Traceback" not in details
    page.at.button(key="error/inspector/again").click()
    page.at.run()
    assert not page.errors
    assert "error/inspector/again" not in page.shown_keys()


def test_try_again_logs_an_error_that_lasts_once_more(
    visit: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ui.panels.images.feature_maps.strip", fail)
    page = visit("en", page="cnn")
    page.at.run()
    assert page.errors == [SENTENCES["en"]]
    assert "ticker" in page.shown_keys()
    assert len(logged(caplog)) == 1
    page.at.button(key="error/left/again").click()
    page.at.run()
    assert page.errors == [SENTENCES["en"]]
    assert len(logged(caplog)) == 2


def test_fragment_that_raises_leaves_the_fragments_after_it(visit: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.training_view.live.transport_state", fail)  # the first thing that `transport` asks
    page = visit("en")
    assert "error/transport/again" in page.shown_keys()
    assert {"speed", "transport-play"}.isdisjoint(page.shown_keys())
    assert {"inspector", "ticker", "explain-open"} <= page.shown_keys()
    assert not page.at.exception


@pytest.mark.parametrize("page", STUDIES)
def test_panel_of_a_study_that_raises_leaves_the_page(visit: Open, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name = STUDIES[page]
    panels = import_module(module).PANELS
    monkeypatch.setitem(panels, name, (panels[name][0], fail))
    opened = visit("en", page=page)
    opened.run_until(lambda: bool(opened.errors))
    assert not opened.at.exception
    assert opened.errors == [SENTENCES["en"]]
    assert {f"{page}/ticker", "explain-open"} <= opened.shown_keys()


def test_page_that_raises_keeps_its_frame(visit: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.page_parts.roadmap.roadmap", fail)
    page = visit("zh", page="home")
    assert page.errors == [SENTENCES["zh"]]
    assert {"language", "first-run"} <= page.shown_keys()
    assert not page.at.exception


@pytest.mark.parametrize("signal", [StopException(), RerunException(RerunData())])
def test_control_flow_of_streamlit_passes_through(signal: BaseException) -> None:
    with pytest.raises(type(signal)), error_boundary("part"):
        raise signal


def test_tests_see_errors_that_a_boundary_would_catch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETS_ERRORS", "raise")
    with pytest.raises(KeyError), error_boundary("part"):
        fail()
