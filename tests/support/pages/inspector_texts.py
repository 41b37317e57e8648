"""Read the texts of an inspector."""

from __future__ import annotations

import re
from time import monotonic, sleep
from typing import Any

from tests.support.pages.texts import NAMES, latin_words


def plain(text: str) -> str:
    """Return Markdown without its colours, with ASCII minus signs."""
    return re.sub(r":(blue|orange)\[([^\]]*)\]", r"\2", text).replace("−", "-")


def english_texts(strings: list[str]) -> list[str]:
    """Return the texts of a Chinese page that are English."""
    return [text for text in strings if latin_words(text.replace("ln", "")) and text not in NAMES]


def inspector_texts(page: Any, inspector: str) -> list[str]:
    """Return the texts of the page with this inspector open."""
    page.set_widget("inspector", inspector)
    probe = {"unit": "unit_arithmetic", "collapse": "linear_collapse"}.get(inspector)
    deadline = monotonic() + 5
    while probe and not (page.run.probe_answers and probe in page.run.probe_answers.answers) and monotonic() < deadline:
        sleep(0.01)
    page.at.run()
    assert not page.at.exception
    return [plain(element.value) for element in page.at.markdown]


def find_text(texts: list[str], *words: str) -> str:
    return next(text for text in texts if all(word in text for word in words))
