"""Read what an inspector says."""

from __future__ import annotations

import re
from time import monotonic, sleep
from typing import Any

from tests.support.pages.texts import NAMES, english


def plain(text: str) -> str:
    """Markdown without its colours, with the minus of a keyboard."""
    return re.sub(r":(blue|orange)\[([^\]]*)\]", r"\2", text).replace("−", "-")


def foreign(strings: list[str]) -> list[str]:
    """What is English in a page that should not be."""
    return [text for text in strings if english(text.replace("ln", "")) and text not in NAMES]


def inside(page: Any, inspector: str) -> list[str]:
    """Return the texts of the page with this inspector open."""
    page.turn("inspector", inspector)
    probe = {"unit": "unit_arithmetic", "collapse": "linear_collapse"}.get(inspector)
    until = monotonic() + 5
    while probe and not (page.run.probe_answers and probe in page.run.probe_answers.answers) and monotonic() < until:
        sleep(0.01)
    page.at.run()
    assert not page.at.exception
    return [plain(one.value) for one in page.at.markdown]


def said(texts: list[str], *words: str) -> str:
    return next(text for text in texts if all(word in text for word in words))
