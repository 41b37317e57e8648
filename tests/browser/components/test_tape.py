"""The page of recurrent nets by mouse and keys: the tape, forced gates, one step in numbers."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from PIL import Image

from tests.support.browser_user import COLOURS

PAGE = "/recurrent?data.name=echo&data.length=12&net.hidden=8&fit.steps=100000"
CANVAS = ".st-key-tape .tape canvas"


def shown_text(tab: Any) -> str:
    return tab.page.locator(".tape .reading").inner_text()


def spot(tab: Any, step: int, down: float) -> dict[str, float]:
    """Return a position in the column of a step, `down` pixels from the top; the labels take 118 pixels."""
    box = tab.page.locator(CANVAS).bounding_box()
    column = (box["width"] - 118 - 2) / 12
    return {"x": 118 + (step - 0.5) * column, "y": down}


def test_cell_is_read_selected_and_shown_in_numbers(tab: Any) -> None:
    here = tab(PAGE).ready()
    canvas = here.page.locator(CANVAS)
    here.wait(lambda: canvas.count() == 1)
    assert canvas.evaluate(COLOURS)["colours"] > 40, "the untrained net is drawn before anything is pressed"
    canvas.hover(position=spot(here, 5, 30))
    here.wait(lambda: re.search(r"Step 5 “[a-d]” · reset gate r, unit 1: 0\.\d\d · says [a-d], \d+%", shown_text(here)))
    canvas.click(position=spot(here, 7, 30 + 3 * 12))
    here.page.get_by_text(re.compile(r"Step 7.* · unit 4")).wait_for()
    canvas.focus()
    for _ in range(2):
        here.page.keyboard.press("ArrowLeft")
    here.page.get_by_text(re.compile(r"Step 5.* · unit 4")).wait_for()
    state = here.page.get_by_text("New state h′").inner_text().strip().split(" = ")[-1]
    here.page.keyboard.press("ArrowUp")
    here.page.get_by_text(re.compile(r"Step 5.* · unit 3")).wait_for()
    assert -1 <= float(state.replace("−", "-")) <= 1
    here.page.mouse.move(0, 0)
    box = canvas.bounding_box()
    here.page.mouse.move(box["x"] + spot(here, 3, 0)["x"], box["y"] + 40)
    here.page.mouse.down()
    here.page.mouse.move(box["x"] + spot(here, 4, 0)["x"], box["y"] + 40, steps=4)
    here.page.mouse.up()
    here.page.mouse.move(box["x"] + 20, box["y"] + 5)
    here.wait(lambda: shown_text(here).startswith("Steps 3 to 4:"))
    here.page.locator(".tape .play").click()
    here.wait(lambda: "Step 12 " in shown_text(here))


def test_output_with_a_forced_gate_is_shown_beside_the_free_one(tab: Any) -> None:
    here = tab(PAGE).ready()
    here.train(100)
    here.pause()
    here.page.locator(".st-key-gates-open summary, .st-key-gates-open [role=button]").first.click()
    gate = here.page.locator(".st-key-gates-update")
    gate.get_by_text("1", exact=True).click()
    here.page.get_by_text(re.compile(r"With force:.*0 of 9|With force:.*\d of 9")).wait_for()
    here.page.get_by_text("The old state is kept, here for ever").wait_for()
    step = here.step()
    here.page.locator(".st-key-gates-free button:visible").first.click()
    here.wait(lambda: here.page.get_by_text("With force:").count() == 0)
    assert here.step() == step, "the training does not notice"


def test_tape_is_saved(tab: Any) -> None:
    here = tab(PAGE).ready()
    button = here.page.locator(".tape .nets-save")
    button.wait_for()
    for name in ("PNG", "CSV"):
        button.click()
        with here.page.expect_download() as download:
            here.page.locator(".nets-save-menu").get_by_text(re.compile(name)).click()
        path = download.value.path()
        if name == "PNG":
            assert Image.open(path).size[0] > 500
        else:
            rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
            assert rows[0] == ["layer", "row", "unit", "step", "symbol", "value"]
            assert len(rows) == 1 + 4 * 8 * 12, "four maps of eight units over twelve steps"


def test_only_the_tape_scrolls_on_a_phone(tab: Any) -> None:
    here = tab("/recurrent?data.name=echo&data.length=60&net.hidden=8", locale="zh-CN", width=390).ready()
    scroll = here.page.locator(".tape .scroll")
    scroll.wait_for()
    here.wait(lambda: scroll.evaluate("(box) => box.scrollWidth > box.clientWidth + 20"))
    assert here.page.evaluate("document.documentElement.scrollWidth") <= 390
    scroll.evaluate("(box) => { box.scrollLeft = 10000; }")
    box = here.page.locator(CANVAS).bounding_box()
    assert 0 <= box["x"] < 60, "the names of the rows stay in sight"
