"""Presence: which runs an open tab keeps, who is forgotten, and what a page says while its run waits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from nets.engine.viewer import REST_SECONDS
from tests.support.engines import wait_until
from ui.session import browser_tabs
from ui.session.browser_tabs import BrowserTab

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {"data.examples": "20"}


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Waiting for a worker, for "), ("zh", "正在等待空闲的工作进程")]
)
def test_page_says_that_its_run_waits_for_a_worker(visit: Open, language: str, words: str) -> None:
    page = visit(language, SMALL)
    page.settle()
    assert not any(words in info.value for info in page.at.info)
    page.run.connection.worker = Future()
    page.run.connection.times.requested_at -= 5.0
    page.at.run()
    assert sum(words in info.value for info in page.at.info) == 1


def test_open_tab_keeps_the_trainer_of_the_page_on_the_screen_alone(visit: Open) -> None:
    page = visit("en", SMALL)
    page.settle()
    first = page.run
    page.page = "neuron"
    page.open_page("neuron")
    page.settle()
    for run in (first, page.run):
        run.viewer.lease.viewed_at -= 2 * REST_SECONDS
    page.at.run()  # the tab says that it is open
    page.session.engine.rest()
    assert page.run.connection.worker is not None
    wait_until(lambda: not first.busy)
    assert first.connection.is_resting
    page.page = "perceptron"
    page.open_page("perceptron")
    page.settle()
    assert (page.run.id, page.run.connection.is_resting, page.run.ready) == (first.id, False, True)


def test_page_without_a_net_keeps_no_trainer(visit: Open) -> None:
    page = visit("en", SMALL)
    page.open_page("tokens")
    assert page.at.session_state["browser_tab"].on_screen is None


def test_tab_that_was_closed_long_ago_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    class StudySession:
        closed = False

        def close(self) -> None:
            self.closed = True

    gone, here = BrowserTab(studies={"a": StudySession()}), BrowserTab(studies={"a": StudySession()})
    gone.seen_at -= 2 * browser_tabs.GRACE_SECONDS
    monkeypatch.setattr(browser_tabs, "_tabs", {one.token: one for one in (gone, here)})
    browser_tabs.remove_closed()
    assert list(browser_tabs._tabs) == [here.token]
    assert (gone.studies["a"].closed, here.studies["a"].closed) == (True, False)
    assert browser_tabs._start_cleanup().is_alive()
