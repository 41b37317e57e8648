"""One user on one page, drawn by Streamlit's AppTest, with the trainings in this process."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from streamlit.testing.v1 import AppTest

from nets.engine.run import Run
from tests.support.paths import ROOT
from ui.session.browser_tabs import IS_RECOGNISED, BrowserTab
from ui.session.training_session import TrainingSession
from ui.text.i18n import use

FRAME = ROOT / "ui" / "shell" / "app.py"
SAID = ("label", "help", "body", "placeholder", "title", "text", "info")  # what an element tells people
TITLES = ("title", "description", "labelExpr")  # what a chart does


class Visit:
    """One person on one page: what the page shows, and the session behind it."""

    def __init__(self, language: str, link: dict[str, str], page: str = "perceptron") -> None:
        self.page = page
        self.at = AppTest.from_file(FRAME, default_timeout=60)
        self.at.query_params["lang"] = language
        self.at.session_state[IS_RECOGNISED] = True  # there is no browser to tell
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

    def drawn(self) -> set[str]:
        """The keys of all that is shown."""
        return {key for node in self.at if (key := getattr(node, "key", None))}

    def go(self, page: str) -> None:
        """Turn to another page, as the menu does: it leaves no settings in the address."""
        for key in self.at.query_params.keys() - {"lang"}:
            del self.at.query_params[key]
        self._show(page)

    def open_plain(self, page: str) -> None:
        """Open the address of a page without settings in this tab, as a link from elsewhere does."""
        self.at.session_state["arriving"] = True  # as the new session of a known browser tab has it
        self.go(page)

    def _show(self, page: str) -> None:
        self.at.switch_page(f"../../pages/{page}.py")
        self.at.run()

    def turn(self, key: str, value: Any) -> None:
        """Give a widget a value and see what is drawn again, at once and when the workers have answered."""
        widget: Any = self.at.get_by_key(key)
        widget.set_value(value)
        self.at.run()
        if self.is_waiting:
            self.settle()

    def settle(self) -> None:
        """Wait for what the workers were asked, and see the frame after their answer."""
        deadline = time.monotonic() + 60
        while self.is_waiting:
            assert time.monotonic() < deadline
            time.sleep(0.002)
            if self.page in self.tab.studies:
                self.at.run()  # a study may ask for more when it is drawn
        self.at.run()

    def press(self, name: str) -> None:
        self.at.button(key=f"transport-{name}").click()
        self.at.run()

    def train(self, steps: int) -> None:
        """Train, one step after the other, until the run has made so many; then see the page."""
        run, deadline = self.run, time.monotonic() + 60
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
        """Everything that the page says."""
        found: list[str] = []
        for node in self.at:
            kind, proto = getattr(node, "type", ""), getattr(node, "proto", None)
            if kind == "html":
                continue  # styles
            proto = getattr(proto, kind, proto)
            found += [text for name in SAID if isinstance(text := getattr(proto, name, ""), str)]
            found += [getattr(option, "content", option) for option in getattr(proto, "options", ())]
            if kind == "vega_lite_chart":
                found += _titles(json.loads(proto.spec))
            elif kind == "bidi_component":
                found += _words(json.loads(proto.json or "{}").get("all", {}))
        return [text for text in found if text.strip()]


def _titles(part: Any) -> list[str]:
    """The words of a chart's specification."""
    if isinstance(part, list):
        return [text for one in part for text in _titles(one)]
    if not isinstance(part, dict):
        return []
    here = [value for key, value in part.items() if key in TITLES and isinstance(value, str)]
    quoted = [": ".join(re.findall(r": '([^']*)'", text)) if "datum.value]" in text else text for text in here]
    return [text for text in quoted if "format(" not in text] + [t for value in part.values() for t in _titles(value)]


def _words(data: Any) -> list[str]:
    """The words of our own elements: what they are given as words, names, titles, captions and notes."""
    if isinstance(data, list):
        return [text for one in data for text in _words(one)]
    if not isinstance(data, dict):
        return []
    found = [*data.get("words", {}).values(), *(data.get(name) for name in ("title", "note", "more", "true", "sign"))]
    found += [text for name in ("names", "captions") for text in data.get(name) or ()]
    inner = [
        data[name] for name in ("layers", "blocks", "results", "head", "input", "dials", "racers") if data.get(name)
    ]
    return [text for text in found if isinstance(text, str)] + _words(inner)
