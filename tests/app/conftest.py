"""Pages without a browser: Streamlit's AppTest, with the trainings in this process."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from streamlit import config

from nets.engine.engine import Engine
from tests.support.pages.visit import Visit
from ui.session import engine as machine
from ui.session.requests import uploads
from ui.text.i18n import use


@pytest.fixture(scope="session")
def here() -> Iterator[Engine]:
    """The engine of the page, training in this process.

    torch is imported before its thread begins: it parses sources of its own, and two threads that parse at once fail
    in Python 3.11.
    """
    importlib.import_module("torch")
    config.set_option("client.showErrorDetails", "full")  # what a test did not expect is to be read in its report
    machine.engine.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETS_ENGINE", "process")  # not for the servers that other tests start
        patch.setattr(uploads, "PATIENCE", 30.0)  # there is no browser that looks again whether a file is read
        started = machine.engine()
    yield started
    started.close()
    machine.engine.cache_clear()


@pytest.fixture
def visit(here: Engine) -> Iterator[Callable[..., Visit]]:
    """visit(language, {setting: text}) opens the page by a link, in a new browser tab."""
    visits: list[Visit] = []

    def opened(language: str = "en", link: dict[str, str] | None = None, page: str = "perceptron") -> Visit:
        visits.append(Visit(language, link or {}, page))
        return visits[-1]

    yield opened
    for one in visits:
        for session in one.at.session_state["browser_tab"].sessions.values():
            session.close()
    st.cache_resource.clear()
    st.cache_data.clear()
    use("en")
