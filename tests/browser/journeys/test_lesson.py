"""A lesson link, and the way from the home page to the first run, in a real Chromium with the real server."""

from __future__ import annotations

from urllib.parse import urlencode

HOSTILE = "**Lines** <img src=x> $x^2$"


def test_lesson_link_shows_its_title_as_text_and_hides_controls(tab):
    link = {"lesson": HOSTILE, "only": "net.hidden", "data.name": "xor", "net.hidden": ""}
    here = tab("/perceptron?" + urlencode(link))
    lesson = here.page.locator(".st-key-lesson")
    lesson.wait_for()
    assert HOSTILE in lesson.inner_text()
    assert lesson.locator("img, strong, .katex").count() == 0
    here.page.locator(".st-key-layers-count").wait_for()
    assert here.page.locator(".st-key-perceptron-fit-lr").count() == 0
    here.wait(lambda: here.page.locator(".network .unit").count() == 3)  # two inputs and an output
    lesson.get_by_role("button").click()
    here.page.locator(".st-key-perceptron-fit-lr").wait_for()
    assert here.address_setting("only") is None
    assert here.address_setting("data.name") == "xor"


def test_home_page_leads_to_the_first_run(tab):
    here = tab("/")
    here.page.locator(".st-key-first-run button").click()
    here.wait(lambda: here.page.locator("h1").inner_text() == "Perceptron")
    here.wait(lambda: here.step() > 20)
    here.page.get_by_role("link", name="Home").click()
    assert here.page.locator('[data-testid="stException"]').count() == 0
    here.page.locator(".st-key-road").get_by_role("link").first.click()
    here.wait(lambda: here.page.locator("h1").inner_text() == "Neuron")
    here.open_page("Basics", "Perceptron")
    here.wait(lambda: here.step() > 20)
    assert here.complaints == []
