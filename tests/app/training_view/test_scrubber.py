"""The scrubber on a page, drawn by AppTest in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import monotonic
from typing import Any

import pyarrow as pa
import pytest

from nets.engine.run_state import RunState
from ui.charts.step_marker import MOMENT
from ui.training_view.scrubber import GROW_SECONDS, is_scrubber_outdated

Open = Callable[..., Any]  # the fixture `visit`
WORDS = {
    "en": ("Showing step 8 of 40", "test loss", "Live"),
    "zh": ("正在看第 8 步，共 40 步", "测试损失", "实时"),
}


def scrub_bar(page: Any) -> dict[str, Any]:
    """What the range was given."""
    return next(data for data in given(page) if "moments" in data)


def given(page: Any) -> list[dict[str, Any]]:
    """What each element of ours was given."""
    found = [node.proto for node in page.at if getattr(node, "type", "") == "bidi_component"]
    return [json.loads(proto.json or "{}").get("all", {}) for proto in found]


def rules(page: Any) -> list[int]:
    """The steps at which the curves have a rule."""
    charts = [node.proto for node in page.at if getattr(node, "type", "") == "vega_lite_chart"]
    sets = [each for proto in charts for each in proto.datasets if each.name == MOMENT]
    return [pa.ipc.open_stream(each.data.data).read_all()["step"][0].as_py() for each in sets]


def status(page: Any) -> str:
    return page.at.main.markdown[0].value


def surface(page: Any) -> str:
    return next(data["surface"]["levels"] for data in given(page) if data.get("surface"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_panel_shows_the_chosen_moment(visit: Open, language: str) -> None:
    showing, figure, live = WORDS[language]
    page = visit(language)
    assert (scrub_bar(page)["shown"], scrub_bar(page)["words"]["live"]) == (None, live)
    page.train(40)
    now, painted = status(page), surface(page)
    assert scrub_bar(page)["moments"] == [*range(21), 40]
    assert rules(page) == []
    page.run.recall(8)
    page.at.run()
    assert not page.at.exception
    assert scrub_bar(page)["shown"] == 8
    assert showing in status(page)
    line = page.run.history.line("test_loss")
    assert line.step[8] == 8
    assert f"{figure} **{line.last[8]:.4g}**" in status(page)
    assert rules(page) == [8, 8, 8], "loss, accuracy and gradients"
    assert surface(page) != painted
    assert page.run.probe_answers.index == 8
    page.set_widget("inspector", "weights")
    assert not page.at.exception
    page.run.recall(None)
    page.at.run()
    assert (status(page), surface(page), scrub_bar(page)["shown"]) == (now, painted, None)
    page.run.recall(8)
    page.press("reset")
    page.at.run()
    assert scrub_bar(page)["shown"] is None, "another run begins in the present"


def test_range_grows_at_intervals(visit: Open) -> None:
    page = visit()
    page.train(3)
    session = page.session
    assert not is_scrubber_outdated(session)
    session.run.step()
    page.train(4)
    session.redraws.scrubber_state = ((session.redraws.scrubber_state[0][0], (0, 1)), monotonic())
    assert is_scrubber_outdated(session), "at once while the run rests"
    session.run.state = RunState.RUNNING
    assert not is_scrubber_outdated(session)
    session.redraws.scrubber_state = (session.redraws.scrubber_state[0], monotonic() - GROW_SECONDS)
    assert is_scrubber_outdated(session)
    session.run.state = RunState.PAUSED
    session.redraws.scrubber_state = None
    assert not is_scrubber_outdated(session), "a page without a scrubber"
