"""A user on the page of convolutional nets, in a real Chromium, with the real server and its cluster."""

from __future__ import annotations

import re
from typing import Any

PAGE = "/cnn?net.channels=6,8&fit.steps=100000"


def class_percentages(tab: Any) -> list[float]:
    """Return the probabilities of the classes in the strip, in percent."""
    texts = tab.page.locator(".st-key-strip .maps .bar .value").all_inner_texts()
    return [float(text.rstrip("%")) for text in texts]


def inspect(tab: Any, title: str) -> None:
    tab.page.locator(".st-key-inspector").get_by_text(title, exact=True).click()


def stroke(tab: Any, *places: tuple[float, float]) -> None:
    """Draw on the pad with the mouse, by shares of its edge."""
    pad = tab.page.locator(".pad > canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    tab.page.mouse.move(*points[0])
    tab.page.mouse.down()
    for point in points[1:]:
        tab.page.mouse.move(*point, steps=6)
    tab.page.mouse.up()


def test_drawing_is_classified_while_the_net_trains(tab: Any) -> None:
    here = tab(PAGE)
    here.page.locator(".maps .map").first.wait_for()
    assert here.page.locator(".st-key-strip .map").count() == 2 * (6 + 8), "blocks, and what pooling leaves"
    here.ready()
    assert here.page.locator(".st-key-strip .bar").count() == 10
    here.train(20)
    stroke(here, (0.5, 0.15), (0.5, 0.85))
    here.wait(lambda: here.page.locator(".st-key-strip .input .title").inner_text() == "Drawing")
    first, step = class_percentages(here), here.step()
    here.wait(lambda: here.step() > step + 20)
    here.wait(lambda: class_percentages(here) != first)
    assert abs(sum(class_percentages(here)) - 100) < 2
    stroke(here, (0.3, 0.2), (0.7, 0.2), (0.4, 0.85))
    assert here.page.locator(".pad .undo").is_enabled()


def test_map_pixel_kernel_number_and_patch_are_inspected(tab: Any) -> None:
    here = tab(PAGE).ready()
    here.page.locator(".st-key-strip .map").nth(3).click()
    title = here.page.get_by_text("Block 1 · map 4", exact=True)
    title.wait_for()
    kernel = here.page.locator(".unit .kernel canvas").first
    box = kernel.bounding_box()
    kernel.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    number = here.page.locator(".st-key-kernel-value input")
    number.wait_for()
    here.page.get_by_text("Kernel of input 1: row 2, column 2").wait_for()
    number.fill("2.5")
    number.press("Enter")
    here.page.get_by_text(re.compile("Changes by hand in this run: 1")).wait_for()
    inspect(here, "One pixel")
    here.page.locator(".st-key-pixel .patch .total").wait_for()
    texts = here.page.locator(".st-key-pixel .patch .total").inner_text
    left, right = texts().split(" = ")
    terms = [float(part.split("(bias")[0].strip("() ").replace("−", "-")) for part in left.split(" + ")]
    assert abs(sum(terms) - float(right.split(" → ")[0].replace("−", "-"))) < 0.003
    before = texts()
    here.page.locator(".st-key-pixel .patch canvas.map").focus()
    for _ in range(3):
        here.page.keyboard.press("ArrowUp")
    assert texts() != before
    here.train(150)
    here.pause()
    inspect(here, "Cover a part")
    lens = here.page.locator(".st-key-patch .lens canvas")
    lens.wait_for()
    after = here.page.locator('[class*="st-key-scores-patch-after"] .bar .value')
    before = after.all_inner_texts()
    lens.scroll_into_view_if_needed()
    box = lens.bounding_box()
    here.page.mouse.move(box["x"] + 10, box["y"] + 10)
    here.page.mouse.down()
    here.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=8)
    here.page.mouse.up()
    here.wait(lambda: after.all_inner_texts() != before)


def test_sandbox_shows_sizes_and_refuses_what_does_not_fit(tab: Any) -> None:
    here = tab(PAGE).ready()
    here.page.get_by_text("Kernel sandbox").click()
    panel = here.page.locator(".st-key-sandbox-patch .patch")
    panel.wait_for()
    cell = here.page.locator(".grid input").nth(4)
    cell.fill("7")
    cell.press("Enter")
    preset = here.page.locator(".st-key-sandbox-preset input")
    here.wait(lambda: preset.input_value() == "your own numbers")
    cell.fill("")
    cell.press("Enter")
    assert cell.input_value() == "7", "an emptied cell keeps its number"
    dilation = here.page.locator(".st-key-sandbox-dilation input")
    dilation.fill("16")
    dilation.press("Enter")
    here.choose("sandbox-source", "a pattern")
    message = here.page.get_by_text(re.compile("covers 33 pixels"))
    message.wait_for()
    assert here.page.locator('[data-testid="stException"]').count() == 0
    assert message.count() == 1


def test_page_fits_a_phone(tab: Any) -> None:
    here = tab(PAGE, locale="zh-CN", width=390)
    here.page.locator(".st-key-strip .map").first.wait_for()
    here.page.wait_for_timeout(500)
    assert here.page.evaluate("document.documentElement.scrollWidth") <= 390
    here.ready()
    box = here.page.locator(".st-key-strip .bar .value").first.bounding_box()
    assert box["x"] + box["width"] <= 390, "the scores stand beside the maps, however far those reach"
