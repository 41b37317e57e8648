"""The panels for sequences in a real Chromium, with the real server and its cluster."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.slow

PAGE = "/recurrent?fit.steps=100000&net.hidden=12&data.examples=200&data.length=12&fit.batch=10"


def inspect(tab: Any, title: str) -> None:
    tab.page.locator(".st-key-inspector").get_by_text(title, exact=True).click()


def test_net_generates_text_while_it_learns_and_words_are_shown_unchanged(tab: Any) -> None:
    here = tab(PAGE + "&data.name=text").ready()
    inspect(here, "Writing")
    prompt = here.page.locator(".st-key-writing-prompt input")
    prompt.fill("**a** <b>")
    prompt.press("Enter")
    text = here.page.locator('[data-testid="stText"]')
    here.wait(lambda: text.count() == 1 and text.inner_text().startswith("**a** <b>"))
    first = text.inner_text()
    here.train(40)
    here.wait(lambda: text.count() == 1 and text.inner_text() != first)
    assert text.locator("b").count() == 0, "no markup of what was written"


def test_step_is_selected_by_keys_and_clicks(tab: Any) -> None:
    here = tab(PAGE + "&data.name=echo&data.delay=2").ready()
    inspect(here, "Connectivity")
    row = here.page.locator(".shades .row")
    row.wait_for()
    spoken = here.page.get_by_text(re.compile(r"at step 12 rests most on"))
    spoken.wait_for()
    row.focus()
    here.page.keyboard.press("ArrowLeft")
    here.page.get_by_text(re.compile(r"at step 11 rests most on")).wait_for()
    here.page.locator(".shades .one").nth(4).click()
    here.page.get_by_text(re.compile(r"at step 5 rests most on")).wait_for()
    numbers = here.page.locator(".shades .number").all_inner_texts()
    assert [float(number.rstrip("%")) for number in numbers[5:]] == [0] * 7, "nothing is read ahead"


def test_short_runs_are_trained_after_a_press(tab: Any) -> None:
    here = tab(PAGE).ready()
    inspect(here, "Memory span")
    start = here.page.locator(".st-key-memory-start button")
    for setting, choice, left in (("cells", "RNN", 9), ("cells", "LSTM", 6), ("lengths", "40", 4)):
        here.page.locator(f".st-key-memory-{setting}").get_by_text(choice, exact=True).click()
        start.get_by_text(f"Train {left} short runs").wait_for()
    steps = here.page.locator(".st-key-memory-steps input")
    steps.fill("50")
    steps.press("Enter")
    start.get_by_text("Train 4 short runs").click()
    here.page.get_by_text(re.compile(r"GRU: 20 steps instead of 10 take [\d.]+ times as long")).wait_for()
    here.page.get_by_text(re.compile(r"attention: 20 steps instead of 10 take")).wait_for()
    assert here.step() == 0, "the current run is unchanged"
