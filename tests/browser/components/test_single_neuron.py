"""A user follows Rosenblatt's rule step by step and inspects a hidden space, in a real Chromium."""

from __future__ import annotations

import re

from tests.support.browser_user import LONG
from tests.support.demo_page import CHART_DRAWING

LINE = "/perceptron?data.name=moons&data.noise=0.5"


def plane_image(tab) -> str:
    """Return the pixels of the plane."""
    return tab.page.locator(".plane canvas").first.evaluate("canvas => canvas.toDataURL()")


def hint(tab) -> str:
    return tab.page.locator(".plane .reading").first.inner_text()


def inspect(tab, name: str) -> None:
    tab.page.locator(".st-key-inspector").get_by_text(name, exact=True).click()


def choose_rule(tab, name: str) -> None:
    tab.page.get_by_text("A single neuron …").click()
    tab.page.locator(f".st-key-rule-{name} button:visible").first.click()
    tab.page.keyboard.press("Escape")


def test_line_moves_after_mistakes_only(tab):
    here = tab(LINE).ready()
    choose_rule(here, "perceptron")
    here.wait(lambda: here.address_setting("net.loss") == "perceptron" and "neuron" not in hint(here))
    seen = set()
    for step in range(1, 40):
        before = here.figures()
        here.press("step")
        here.wait(lambda step=step: here.step() == step and hint(here).startswith("Ringed"))
        moved = "so the line has moved" in hint(here)
        seen.add(moved)
        if step > 1 and not moved:
            assert here.figures() == before, "a right answer changes no figure"
        if seen == {True, False}:
            break
    assert seen == {True, False}
    still = plane_image(here)
    choose_rule(here, "averaged")
    here.wait(lambda: "with averaged weights" in here.status())
    here.wait(lambda: plane_image(here) != still)
    here.pause()
    assert "Dashed: the averaged weights." in hint(here)
    here.wait(lambda: here.page.get_by_text(re.compile(r"Run \d+ is Run \d+ with:")).count() == 1)
    assert here.complaints == []


def test_hidden_space_output_and_bars_are_drawn(tab):
    here = tab(f"/perceptron?{LONG}&net.activation=relu").ready()
    here.train(40)
    charts = here.page.locator(f"{CHART_DRAWING}:visible")
    here.wait(lambda: charts.count() == 4)  # loss, accuracy, gradients over time, bars
    inspect(here, "Hidden space")
    box = here.page.locator(".st-key-space-y input")
    here.wait(lambda: box.count() == 1)
    here.wait(lambda: charts.count() == 3)
    inspect(here, "Activations")
    here.wait(lambda: charts.count() == 6)  # outputs and activation functions of two layers
    inspect(here, "Output")
    here.wait(lambda: here.page.get_by_text("The net answers").count() == 1)
    example = here.page.locator(".st-key-neuron-example input")
    here.wait(lambda: example.count() == 1)
    example.fill("351")
    example.press("Enter")
    here.page.get_by_text("Type a whole number from 1 to 350.").wait_for()
    assert here.page.get_by_text("Test vs. training").count() == 1
    assert here.complaints == []


def test_unit_under_the_pointer_is_enlarged(tab):
    here = tab("/perceptron").ready()
    unit = here.page.locator(".network .unit").nth(3)
    before = here.page.locator(".network").first.inner_html()
    unit.hover()
    here.wait(lambda: here.page.locator(".network").first.inner_html() != before)
    here.page.mouse.move(1, 1)
    here.wait(lambda: not here.page.locator(".network .tip").first.is_visible())
    assert here.complaints == []
