"""A user on a page, drawn by Streamlit's AppTest, with the trainings in this process."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from nets.engine.run import Run
from tests.support.paths import ROOT
from ui.session.browser_tabs import IS_RECOGNISED, BrowserTab
from ui.session.training_session import TrainingSession
from ui.text.i18n import use

PATIENCE = 300  # seconds: a busy machine needs many times what a quiet one does
FRAME = ROOT / "ui" / "shell" / "app.py"
TEXT_FIELDS = ("label", "help", "body", "placeholder", "title", "text", "info")  # of an element, with text for users
TITLES = ("title", "description", "labelExpr")  # the same of a chart


class Visit:
    """One user on one page: what the page shows, and its session."""

    def __init__(self, language: str, link: dict[str, str], page: str = "perceptron") -> None:
        self.page = page
        self.at = AppTest.from_file(FRAME, default_timeout=60)
        self.at.query_params["lang"] = language
        self.at.session_state[IS_RECOGNISED] = True  # there is no browser that could say who it is
        use(language)  # AppTest asks for the names of options outside the session
        self.at.query_params.update(link)
        self._show(page)

    @property
    def tab(self) -> BrowserTab:
        return self.at.session_state["browser_tab"]

    @property
    def session(self) -> TrainingSession:
        """The session of a training page."""
        assert self.page in self.tab.sessions, self._missing("training session")
        return self.tab.sessions[self.page]

    @property
    def study(self) -> Any:
        """The session of a page that trains nothing; each page has its own class."""
        assert self.page in self.tab.studies, self._missing("study")
        return self.tab.studies[self.page]

    def _missing(self, kind: str) -> str:
        return f"no {kind} of {self.page!r}; training: {[*self.tab.sessions]}, studies: {[*self.tab.studies]}"

    @property
    def is_waiting(self) -> bool:
        """Whether the page has asked a worker for something that is not there yet."""
        return self.study.is_waiting if self.page in self.tab.studies else self.run.busy

    @property
    def run(self) -> Run:
        return self.session.run

    @property
    def errors(self) -> list[str]:
        return [error.value for error in self.at.error]

    @property
    def link(self) -> dict[str, str]:
        return {key: value for key, value in self.at.query_params.items() if key != "lang"}

    def shown_keys(self) -> set[str]:
        """Return the keys of all elements on the page."""
        return {key for node in self.at if (key := getattr(node, "key", None))}

    def open_page(self, page: str) -> None:
        """Open another page, as the menu does: it leaves no settings in the address."""
        for key in self.at.query_params.keys() - {"lang"}:
            del self.at.query_params[key]
        self._show(page)

    def open_plain(self, page: str) -> None:
        """Open the address of a page without settings in this tab, as a link from elsewhere does."""
        self.at.session_state["arriving"] = True  # as the new session of a known browser tab has it
        self.open_page(page)

    def _show(self, page: str) -> None:
        self.at.switch_page(f"../../pages/{page}.py")
        self.at.run()

    def set_widget(self, key: str, value: Any) -> None:
        """Give a widget a value and draw the page, at once and when the workers have answered."""
        widget: Any = self.at.get_by_key(key)
        widget.set_value(value)
        self.at.run()
        if self.is_waiting:
            self.settle()

    def settle(self) -> None:
        """Wait until the workers have answered, and draw the page."""
        deadline = time.monotonic() + PATIENCE
        while self.is_waiting:
            assert time.monotonic() < deadline
            time.sleep(0.002)
            if self.page in self.tab.studies:
                self.at.run()  # a study may ask for more when it is drawn
        self.at.run()

    def run_until(self, is_reached: Callable[[], bool]) -> None:
        """Draw the page again and again until a condition holds; the pauses leave the processor to the workers."""
        deadline = time.monotonic() + PATIENCE
        while not is_reached():
            assert time.monotonic() < deadline
            time.sleep(0.1)
            self.at.run()

    def press(self, name: str) -> None:
        self.at.button(key=f"transport-{name}").click()
        self.at.run()

    def train(self, steps: int) -> None:
        """Train step by step up to step `steps`, then draw the page."""
        run, deadline = self.run, time.monotonic() + PATIENCE
        while run.busy or not (run.ready or run.over):
            assert time.monotonic() < deadline
            time.sleep(0.002)
        while run.index < steps and not run.over:
            run.step()
            while run.busy:
                assert time.monotonic() < deadline
                time.sleep(0.002)
        assert run.index >= steps, (run.state, run.problem)
        self.at.run()

    def strings(self) -> list[str]:
        """Return all texts of the page."""
        texts: list[str] = []
        for node in self.at:
            kind, proto = getattr(node, "type", ""), getattr(node, "proto", None)
            if kind == "html":
                continue  # styles
            proto = getattr(proto, kind, proto)
            texts += [text for name in TEXT_FIELDS if isinstance(text := getattr(proto, name, ""), str)]
            texts += [getattr(option, "content", option) for option in getattr(proto, "options", ())]
            if kind == "vega_lite_chart":
                texts += _titles(json.loads(proto.spec))
            elif kind == "bidi_component":
                texts += _words(json.loads(proto.json or "{}").get("all", {}))
        return [text for text in texts if text.strip()]


def _titles(part: Any) -> list[str]:
    """Return the texts of a chart's specification."""
    if isinstance(part, list):
        return [text for one in part for text in _titles(one)]
    if not isinstance(part, dict):
        return []
    titles = [value for key, value in part.items() if key in TITLES and isinstance(value, str)]
    quoted = [": ".join(re.findall(r": '([^']*)'", text)) if "datum.value]" in text else text for text in titles]
    return [text for text in quoted if "format(" not in text] + [t for value in part.values() for t in _titles(value)]


def _words(data: Any) -> list[str]:
    """Return the texts of our own elements: words, names, titles, captions and notes."""
    if isinstance(data, list):
        return [text for one in data for text in _words(one)]
    if not isinstance(data, dict):
        return []
    texts = [*data.get("words", {}).values(), *(data.get(name) for name in ("title", "note", "more", "true", "sign"))]
    texts += [text for name in ("names", "captions") for text in data.get(name) or ()]
    parts = ("layers", "blocks", "results", "head", "input", "dials", "racers")
    inner = [data[name] for name in parts if data.get(name)]
    return [text for text in texts if isinstance(text, str)] + _words(inner)
