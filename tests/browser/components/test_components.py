"""Ticker, plane and net in a real Chromium."""

from base64 import b64decode

import numpy as np
import pytest

from tests.support.demo_page import play
from tests.support.paths import APPS
from ui.components.library import code
from ui.components.network import pack_layer
from ui.components.plane import pack_points

MARGINS = (50, 8, 10, 48)  # left, right, top, bottom of the map on its canvas, in CSS pixels


@pytest.fixture(scope="module")
def visit(browser, serve):
    """visit(query) opens the demo in a new session and waits until it is drawn."""
    contexts, errors = [], []

    def opened(query: str = ""):
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}))
        tab = contexts[-1].new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.goto(serve(APPS / "components_demo.py") + query)
        tab.wait_for_selector(".network .unit", timeout=60_000)
        tab.wait_for_selector(".plane canvas", timeout=60_000)
        tab.wait_for_timeout(300)
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture(scope="module")
def opened(visit):
    return visit()


@pytest.fixture
def page(opened):
    """The demo, paused."""
    if opened.locator('[data-testid="stCheckbox"] input').first.is_checked():
        play(opened)
    opened.wait_for_timeout(300)
    return opened


def figures(page):
    """Return the state of the server: frame, asked, clicks, chosen."""
    return page.evaluate(
        """() => {
          const text = [...document.querySelectorAll('[data-testid="stText"]')].map((node) => node.textContent);
          return JSON.parse(text.find((line) => line.startsWith("{")));
        }"""
    )


def wait_for(page, test, seconds=15):
    """Poll the server's figures until test(figures) holds; return them."""
    for _ in range(int(seconds * 20)):
        now = figures(page)
        if test(now):
            return now
        page.wait_for_timeout(50)
    raise AssertionError(f"still {figures(page)}")


def clicks(page, count=None):
    """Return the clicks that the server received; with `count`, wait for that many and return the last."""
    if count is None:
        return len(figures(page)["clicks"])
    return wait_for(page, lambda now: len(now["clicks"]) == count)["clicks"][-1]


def position(page, x, y, extent=6.0):
    """Return the position of data coordinates on the canvas of the plane, in CSS pixels."""
    box = page.locator(".plane canvas").first.bounding_box()
    left, right, top, bottom = MARGINS
    across = left + (x + extent) / (2 * extent) * (box["width"] - left - right)
    down = top + (extent - y) / (2 * extent) * (box["height"] - top - bottom)
    return {"x": across, "y": down}


def near(click, x, y, erase):
    """Return whether two positions differ by less than two hundredths of the extent."""
    return abs(click["x"] - x) < 0.24 and abs(click["y"] - y) < 0.24 and click["erase"] is erase


def test_ticker_requests_each_frame_once(page):
    before = figures(page)
    play(page)
    after = wait_for(page, lambda now: now["frame"] >= before["frame"] + 15)
    requests = after["asked"][len(before["asked"]) :]
    assert requests == list(range(requests[0], requests[0] + len(requests)))
    assert after["frame"] == requests[-1] + 1
    play(page)
    page.wait_for_timeout(1500)
    stopped = figures(page)["frame"]
    page.wait_for_timeout(600)
    assert figures(page)["frame"] == stopped


HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_ticker_pauses_in_a_hidden_tab(page):
    before = len(figures(page)["asked"])
    play(page)
    wait_for(page, lambda now: len(now["asked"]) >= before + 3)
    page.evaluate(HIDE, True)
    page.wait_for_timeout(500)
    resting = figures(page)["frame"]
    page.wait_for_timeout(700)
    assert figures(page)["frame"] == resting
    page.evaluate(HIDE, False)
    wait_for(page, lambda now: now["frame"] >= resting + 3)


def test_ticker_repeats_its_request_without_an_answer(visit):
    page = visit("?stuck=1")
    play(page)
    wait_for(page, lambda now: len(now["asked"]) == 1)
    page.wait_for_timeout(2500)
    assert len(figures(page)["asked"]) == 1
    wait_for(page, lambda now: len(now["asked"]) == 2)


def test_ticker_takes_no_space(page):
    flat = (
        "nodes => nodes.filter((node) => node.offsetHeight === 0 && getComputedStyle(node).display !== 'none').length"
    )
    assert page.locator('[data-testid="stElementContainer"]').evaluate_all(flat) == 0


def test_click_reports_data_coordinates(page):
    canvas, before = page.locator(".plane canvas").first, clicks(page)
    canvas.click(position=position(page, 3, -2))
    assert near(clicks(page, before + 1), 3, -2, False)
    canvas.click(position=position(page, -4, 5), modifiers=["Shift"])
    assert near(clicks(page, before + 2), -4, 5, True)
    canvas.click(position=position(page, 1, 1), button="right")
    assert near(clicks(page, before + 3), 1, 1, True)
    canvas.click(position={"x": 10, "y": 10})  # beside the plot, so the next one is the fourth
    canvas.click(position=position(page, 2, 2))
    assert near(clicks(page, before + 4), 2, 2, False)


def test_keyboard_adds_and_erases_points(page):
    before = clicks(page)
    page.mouse.move(1, 1)
    page.locator(".plane canvas").first.focus()
    page.keyboard.press("Escape")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    assert near(clicks(page, before + 1), 1.2, 1.2, False)
    page.keyboard.press("Delete")
    assert near(clicks(page, before + 2), 1.2, 1.2, True)


def test_clicks_arrive_while_frames_run(page):
    before, requests = clicks(page), len(figures(page)["asked"])
    play(page)
    wait_for(page, lambda now: len(now["asked"]) >= requests + 2)
    page.locator(".plane canvas").first.click(position=position(page, 2, 4))
    assert near(clicks(page, before + 1), 2, 4, False)


PIXELS = """([canvas, places]) => {
  const ratio = canvas.width / canvas.clientWidth;
  const pen = canvas.getContext("2d");
  return places.map(({x, y}) => [...pen.getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data]);
}"""


def test_low_and_high_values_differ_on_the_map(page):
    places = [position(page, -5.7, -5.8), position(page, 5.7, 5.8)]
    handle = page.locator(".plane canvas").first.element_handle()
    low, high = page.evaluate(PIXELS, [handle, places])
    assert low[0] > low[2] + 40, "low is orange"
    assert high[2] > high[0] + 40, "high is blue"


def test_canvas_stays_and_is_never_blank(page):
    page.evaluate(
        """() => {
          const find = (root) => root.querySelector?.(".plane canvas")
            ?? [...root.querySelectorAll("*")].map((node) => node.shadowRoot && find(node.shadowRoot)).find(Boolean);
          const canvas = find(document);
          window.watched = {canvas, blank: 0, looks: 0};
          const look = () => {
            const data = canvas.getContext("2d").getImageData(canvas.width - 30, 40, 1, 1).data;
            window.watched.looks += 1;
            if (data[3] === 0 || !canvas.isConnected) window.watched.blank += 1;
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    before = len(figures(page)["asked"])
    play(page)
    wait_for(page, lambda now: len(now["asked"]) >= before + 12)
    watched = page.evaluate("({blank: watched.blank, looks: watched.looks})")
    assert watched["looks"] > 20
    assert watched["blank"] == 0


def test_hover_shows_the_value_of_the_map(page):
    page.locator(".plane canvas").first.hover(position=position(page, 5, 5))
    text = page.locator(".plane .reading").first.inner_text()
    assert "x₁ 5" in text
    assert "output 0.9" in text


def test_click_on_a_unit_selects_it(page):
    units = page.locator(".network .unit")
    assert units.count() == 2 + 8 + 8 + 1
    units.nth(2 + 3).click()
    assert wait_for(page, lambda now: now["chosen"])["chosen"] == [1, 3]
    assert page.locator(".network .unit.focused").get_attribute("aria-label") == "Hidden 1, 4"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    wait_for(page, lambda now: now["chosen"] == [2, 4])


def test_hover_shows_units_and_weights(page):
    page.locator(".network .unit").nth(0).hover()
    assert page.locator(".network .tip").inner_text().strip() == "Inputs · x₁"
    box = page.locator(".network .unit").nth(0).bounding_box()
    page.mouse.move(box["x"] + box["width"] + 3, box["y"] + box["height"] / 2)
    assert "weight" in page.locator(".network .tip").inner_text()


def test_elements_fit_the_width_of_a_phone(visit):
    page = visit("?more=1")
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    widths = page.locator(".network .stage").evaluate_all("nodes => nodes.map((node) => node.offsetWidth)")
    assert widths[0] <= 390
    assert widths[-1] > 390, "a deep net scrolls inside its element"


def test_frames_are_small():
    random = np.random.default_rng(0)
    points = {"x": random.uniform(-1, 1, 500), "y": random.uniform(-1, 1, 500), "value": random.uniform(0, 255, 500)}
    packed = pack_points(points | {"test": random.random(500) < 0.5, "classes": False}, (-1, 1), (-1, 1))
    assert packed["count"] == 500
    assert len(packed["packed"]) < 3500
    back = np.frombuffer(b64decode(packed["packed"])[:1000], "<u2") / 65535 * 2 - 1
    assert np.allclose(back, points["x"], atol=1e-4)
    names = [str(unit) for unit in range(30)]
    shown = pack_layer({"title": "Hidden", "names": names, "weights": np.full((30, 20), np.inf)}, 12)
    assert (len(shown["names"]), shown["hidden"]) == (12, 18)
    assert (np.frombuffer(b64decode(shown["weights"]), "<f2") == 65504).all()
    assert len(code()) < 340_000, "of all pages together; it travels once in a visit, beside megabytes of Streamlit's"
