"""The elements for images in a real Chromium: drawing pad, feature maps, one pixel, a dragged square."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image
from scipy.signal import correlate2d

from tests.support.paths import APPS


@pytest.fixture(scope="module")
def visit(browser: Any, serve: Callable[..., str]) -> Iterator[Callable[..., Any]]:
    """visit() opens the demo in a new session and waits until it is drawn."""
    contexts, errors = [], []

    def opened(**wishes: Any) -> Any:
        contexts.append(browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | wishes))
        tab = contexts[-1].new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.goto(serve(APPS / "images_demo.py"))
        for element in (
            ".pad canvas",
            ".maps .map canvas",
            ".patch .map",
            ".lens canvas",
            ".gallery button:not(.nets-save)",
        ):
            tab.wait_for_selector(element, timeout=60_000)
        tab.wait_for_timeout(300)
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture(scope="module")
def opened(visit: Callable[..., Any]) -> Any:
    return visit()


@pytest.fixture
def page(opened: Any) -> Any:
    """The demo, paused, without a drawing and with the pen selected."""
    if opened.locator(".pad .erase").get_attribute("aria-pressed") == "true":
        opened.locator(".pad .erase").click()
    if opened.locator(".st-key-play input").is_checked():
        opened.locator(".st-key-play label").click()
    if opened.locator(".pad .clear").is_enabled():
        opened.locator(".pad .clear").click()
        wait_for(opened, lambda now: now["pad"] is None)
    return opened


def server_state(page: Any) -> dict[str, Any]:
    """Return the state of the server."""
    texts = page.locator('[data-testid="stText"]').filter(has_text="{")
    return json.loads(texts.first.inner_text())


def wait_for(page: Any, test: Callable[[dict[str, Any]], Any], seconds: float = 90) -> dict[str, Any]:
    """Poll the state of the server until `test` of it is true."""
    for _ in range(int(seconds * 20)):
        now = server_state(page)
        if test(now):
            return now
        page.wait_for_timeout(50)
    raise AssertionError(f"still {server_state(page)}")


def stroke(page: Any, *places: tuple[float, float]) -> None:
    """Draw with the mouse, by shares of the pad's edge."""
    page.locator(".pad > canvas").scroll_into_view_if_needed()
    box = page.locator(".pad > canvas").bounding_box()
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=8)
    page.mouse.up()


def settled_state(page: Any, name: str) -> Any:
    """Return the state of an element at the server, once its last change has arrived."""
    before = None
    while before != (now := wait_for(page, lambda now: now[name])[name]):
        before = now
        page.wait_for_timeout(1500)
    return now


def image(page: Any) -> np.ndarray:
    return np.array(settled_state(page, "pad"))


def test_drawing_arrives_scaled_and_centred(page: Any) -> None:
    stroke(page, (0.2, 0.2), (0.2, 0.6))
    first = image(page)
    assert first.shape == (28, 28)
    rows, _columns = np.nonzero(first > 20)
    assert 19 <= rows.max() - rows.min() + 1 <= 21, "the longer side takes 20 of 28 pixels"
    down, across = np.average(np.indices(first.shape), axis=(1, 2), weights=first)
    assert abs(down - 13.5) < 0.6
    assert abs(across - 13.5) < 0.6
    assert len(np.unique(first)) > 4, "edges are smooth"


def spans(pixels: list[list[int]] | None) -> tuple[int, int]:
    """Return over how many rows and columns the ink of an image goes."""
    rows, columns = np.nonzero(np.array(pixels or [[0]]) > 20)
    return (int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1) if len(rows) else (0, 0)


def is_upright(state: dict[str, Any]) -> bool:
    """Return whether the pad holds one stroke from top to bottom."""
    high, wide = spans(state["pad"])
    return high > 15 and wide < 8


def test_undo_clear_and_erase(page: Any) -> None:
    stroke(page, (0.5, 0.2), (0.5, 0.8))
    wait_for(page, is_upright)
    stroke(page, (0.2, 0.5), (0.8, 0.5))
    wait_for(page, lambda now: min(spans(now["pad"])) > 15)
    page.locator(".pad .undo").click()
    wait_for(page, is_upright)
    page.locator(".pad .clear").click()
    wait_for(page, lambda now: now["pad"] is None)
    assert page.locator(".pad .clear").is_disabled()
    page.locator(".pad .undo").click()
    whole = wait_for(page, is_upright)["pad"]
    page.locator(".pad .erase").click()
    stroke(page, (0.3, 0.25), (0.7, 0.25))
    wait_for(page, lambda now: now["pad"] and now["pad"] != whole)
    assert page.locator(".pad .erase").get_attribute("aria-pressed") == "true"


def test_pad_draws_by_touch_and_by_keys(visit: Callable[..., Any]) -> None:
    page = visit(has_touch=True)
    box = page.locator(".pad > canvas").bounding_box()
    page.touchscreen.tap(box["x"] + 60, box["y"] + 60)
    dot = image(page)
    assert dot.max() == 255
    page.locator(".pad .clear").click()
    wait_for(page, lambda now: now["pad"] is None)
    page.locator(".pad > canvas").focus()
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    line = image(page)
    rows, columns = np.nonzero(line > 20)
    assert columns.max() - columns.min() > rows.max() - rows.min() + 8


def test_click_on_a_map_focuses_it(page: Any) -> None:
    buttons = page.locator(".maps .map")
    wait_for(page, lambda _now: buttons.count() == 5 + 12)
    assert buttons.nth(1).get_attribute("class") == "map focused"
    buttons.nth(4).click()
    wait_for(page, lambda now: now["maps"] == {"block": 0, "channel": 7})
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    wait_for(page, lambda now: now["maps"] == {"block": 1, "channel": 4})
    buttons.nth(0).hover()
    assert "Block 1 · map 1" in page.locator(".maps .tip").inner_text()
    assert "row" in page.locator(".maps .tip").inner_text()


def test_kernel_number_is_selected(page: Any) -> None:
    kernel = page.locator(".unit .kernel canvas").nth(1)
    box = kernel.bounding_box()
    kernel.click(position={"x": box["width"] * 0.5, "y": box["height"] * 0.9})
    wait_for(page, lambda now: now["unit"] == {"input": 1, "row": 2, "column": 1})
    page.keyboard.press("ArrowUp")
    assert wait_for(page, lambda now: now["unit"]["row"] == 1)["unit"] == {"input": 1, "row": 1, "column": 1}


def number(text: str) -> float:
    return float(text.strip("() ").replace("−", "-"))


def test_sum_of_one_pixel_is_right(page: Any) -> None:
    box = (canvas := page.locator(".patch canvas.map")).bounding_box()
    for across, down in ((0.02, 0.02), (0.55, 0.3), (0.98, 0.98)):
        canvas.click(position={"x": across * box["width"], "y": down * box["height"]})
        left, right = page.locator(".patch .total").inner_text().split(" = ")
        terms = [
            number(term.partition(" (")[0] if not term.startswith("(") else term.split(")")[0])
            for term in left.split(" + ")
        ]
        total, _relu, output = (number(part) if "ReLU" not in part else 0.0 for part in right.split(" → "))
        assert len(terms) == 4
        assert sum(terms) == pytest.approx(total, abs=0.003)
        assert output == max(0.0, total)
    before = page.locator(".patch .place").inner_text()
    page.keyboard.press("ArrowLeft")
    assert page.locator(".patch .place").inner_text() != before


def test_window_slides_over_the_image(page: Any) -> None:
    page.locator(".patch canvas.map").click(position={"x": 2, "y": 2})
    page.locator(".patch .play").click()
    first = page.locator(".patch .place").inner_text()
    wait_for(page, lambda _told: page.locator(".patch .place").inner_text() != first)
    page.locator(".patch .play").click()
    stands = page.locator(".patch .place").inner_text()
    page.wait_for_timeout(400)
    assert page.locator(".patch .place").inner_text() == stands


def test_square_is_dragged(page: Any) -> None:
    page.locator(".st-key-play label").click()
    page.locator(".lens canvas").scroll_into_view_if_needed()
    box = page.locator(".lens canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.7, steps=10)
    page.mouse.up()
    there = settled_state(page, "lens")
    assert max(abs(there["row"] - 7), abs(there["column"] - 4)) <= 1
    page.keyboard.press("ArrowRight")
    page.locator(".lens canvas").focus()
    page.keyboard.press("ArrowRight")
    now = wait_for(page, lambda now: now["lens"]["column"] > there["column"])["lens"]
    assert now["row"] == there["row"], "an arrow to the right moves it to the right only"


def test_cells_and_images_are_selected(page: Any) -> None:
    cells = page.locator(".confusion td button")
    wait_for(page, lambda _now: cells.count() == 5)  # empty cells are no buttons
    cells.nth(1).click()
    wait_for(page, lambda now: now["confusion"] == {"truth": 0, "predicted": 1})
    page.locator(".gallery button:not(.nets-save)").nth(3).click()
    assert wait_for(page, lambda now: now["gallery"])["gallery"] == {"index": 3}


def test_elements_fit_a_phone(visit: Callable[..., Any]) -> None:
    page = visit(viewport={"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    row = page.locator(".maps .row")
    assert row.evaluate("node => node.scrollWidth > node.clientWidth"), "the strip scrolls inside itself"
    assert row.evaluate("node => node.clientWidth") <= 390


def save(page: Any, element: str, item: str) -> bytes:
    """Press an item of an element's save menu and return its file."""
    page.locator(f".{element} > .nets-save").first.click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=item, exact=True).click()
    return download.value.path().read_bytes()


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_shown_values_are_saved_as_numbers(page: Any) -> None:
    random = np.random.default_rng(0)
    kernels, image = random.normal(0, 1, (3, 3, 3)).astype(np.float32), np.zeros((12, 12), np.float32)
    image[2:10, 5:7] = 1.0
    inputs = [image, image.T, random.normal(0, 1, (12, 12)).astype(np.float32)]
    pairs = zip(inputs, kernels, strict=True)
    sums = sum(correlate2d(one, kernel, "same") for one, kernel in pairs) + 0.5
    heads, *cells = rows(save(page, "patch", "Data (CSV)"))
    assert heads == ["Map", "row", "column", "Value"]
    assert [cell[:3] for cell in cells[:13]] == [["map", "1", str(i)] for i in range(1, 13)] + [["map", "2", "1"]]
    np.testing.assert_allclose([float(cell[3]) for cell in cells], np.maximum(sums, 0).ravel(), rtol=1e-3, atol=1e-4)
    heads, *cells = rows(save(page, "maps", "Data (CSV)"))
    assert [float(value) for name, _row, _column, value in cells if name == "Image"] == image.ravel().tolist()
    assert sum(name.startswith("Block 1 · map ") for name, *_rest in cells) == 5 * 144
    assert rows(save(page, "confusion", "Data (CSV)")) == [
        ["true", "a", "b", "c"], ["a", "20", "1", "0"], ["b", "0", "30", "1"], ["c", "0", "0", "10"],
    ]  # fmt: skip


def test_shown_images_are_saved_as_images(page: Any) -> None:
    for element in ("maps", "unit", "patch", "lens", "gallery", "confusion"):
        with Image.open(io.BytesIO(save(page, element, "Picture (PNG)"))) as picture:
            colours = np.asarray(picture.convert("RGB"), np.int64)
        box = page.locator(f".{element}").first.bounding_box()
        assert colours.shape[1] >= 2 * box["width"] - 2, element
        assert len(np.unique(colours.reshape(-1, 3), axis=0)) > 8, f"images and words are drawn on {element}"


def wait_until_checked(page: Any, key: str) -> None:
    """Wait until a toggle is on, so that a lost click does not look like a missing redraw."""
    page.locator(f".st-key-{key} input:checked").wait_for(state="attached")


def test_drawing_stays_while_frames_run_and_after_reload(page: Any) -> None:
    page.locator(".st-key-play label").click()
    wait_for(page, lambda now: now["frame"] > 3)
    stroke(page, (0.3, 0.3), (0.7, 0.7))
    drawn = image(page)
    frame = server_state(page)["frame"]
    wait_for(page, lambda now: now["frame"] > frame + 5)
    assert (image(page) == drawn).all()
    page.locator(".st-key-zh label").click()
    wait_until_checked(page, "zh")
    page.get_by_text("橡皮").wait_for(timeout=60_000)
    ink = "(c) => c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data[0]"
    assert page.locator(".pad > canvas").evaluate(ink) < 128, "the drawing is still there"
    page.locator(".st-key-edge label").nth(2).click()
    wait_for(page, lambda now: now["pad"] and len(now["pad"]) == 8)
    page.reload()
    page.wait_for_selector(".pad canvas", timeout=60_000)
    assert (image(page) == drawn).all(), "sent again in the size of the net"
