"""A user selects a neuron, checks its sum, types a weight, and undoes it, in a real Chromium."""

from __future__ import annotations

import math
import re

import pytest

from tests.support.browser_user import LONG

pytestmark = pytest.mark.slow

FORMULA = re.compile(r"^(.*) = ([−\d.]+) → tanh → ([−\d.]+)$", re.M)


def formula(tab):
    """Return the formula on the page: its terms, its sum, its output."""
    texts = "\n".join(tab.page.locator('[data-testid="stMain"] [data-testid="stMarkdown"]').all_inner_texts())
    match = FORMULA.search(texts.replace("\xa0", " "))
    return match and [part.replace("−", "-").replace("·", "*") for part in match.groups()]


def test_neuron_is_selected_and_typed_weight_is_undone(tab):
    here = tab(f"/perceptron?{LONG}").ready()
    here.press("step")
    here.wait(lambda: here.step() == 1)
    units = here.page.locator(".network .unit")
    units.nth(3).click()
    terms, total, output = here.wait(lambda: formula(here))
    assert eval(terms, {}) == pytest.approx(float(total), abs=0.004)
    assert math.tanh(float(total)) == pytest.approx(float(output), abs=0.002)
    before = here.figures()
    box = here.page.locator(".st-key-neuron-value input")
    box.fill("3.5")
    box.press("Enter")
    here.wait(lambda: here.figures() != before)
    here.wait(lambda: formula(here)[0].startswith("3.500*"))
    assert here.page.get_by_text("Changes by hand in this run: 1").count() == 1
    here.page.locator(".st-key-neuron-undo button:visible").first.click()
    here.wait(lambda: here.figures() == before)
    here.wait(lambda: formula(here)[0] == terms)
    units.nth(6).click()  # of the second layer, while it trains
    here.wait(lambda: "neuron 1" in here.page.locator('[data-testid="stMain"]').inner_text())
    first = here.wait(lambda: formula(here))
    here.train()
    here.wait(lambda: formula(here) and formula(here) != first)
    here.pause()
    first = formula(here)
    box = here.page.locator(".plane canvas").first.bounding_box()
    here.page.mouse.click(box["x"] + box["width"] * 0.85, box["y"] + box["height"] * 0.3)
    here.wait(lambda: formula(here) and formula(here) != first)
