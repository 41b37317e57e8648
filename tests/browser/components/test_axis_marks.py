"""The axis marks of a map, drawn by the elements' own code on a blank page, without a server."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from ui.charts.axes import flat_room
from ui.components.library import HERE
from ui.components.modules import bundle

PAINTED = """([x, y, side]) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d");
  const view = {data: {x, y, names: ["across", "up"]}, side, drawing: canvas, root: document.body};
  const texts = [];
  const write = pen.fillText.bind(pen);
  pen.fillText = (text, at, ...rest) => {
    const width = pen.measureText(text).width;
    const left = {center: at - width / 2, right: at - width}[pen.textAlign] ?? at;
    texts.push({text, left, right: left + width, upward: pen.textAlign === "right"});
    write(text, at, ...rest);
  };
  const scale = scaleOf(view);
  pen.font = "13px sans-serif";
  paintTicks(pen, view, scale);
  return {texts, square: Math.abs(scale.width - scale.height), left: scale.left};
}"""


ROOM = """([steps, min, max]) => steps.reduce((datum, step) => {
  const value = new Function("datum", "max", "abs", `return ${step.calculate}`);
  return {...datum, [step.as]: value(datum, Math.max, Math.abs)};
}, {min, max})"""


@pytest.mark.parametrize(
    ("values", "wanted"),
    [((0, 0), (0, 1)), ((0, 1), (0, 1)), ((0.55, 0.55), (0.54725, 0.55275)), ((-2, -2), (-2.01, -1.99))],
)
def test_axis_has_room_for_nearly_equal_values(
    browser: Any, values: tuple[float, float], wanted: tuple[float, float]
) -> None:
    page = browser.new_page()
    steps = [step for step in flat_room("value").to_dict()["transform"] if "calculate" in step]
    room = page.evaluate(ROOM, [steps, *values])
    assert (room["least"], room["most"]) == pytest.approx(wanted)
    page.close()


@pytest.fixture
def drawn_marks(browser: Any) -> Any:
    page = browser.new_page()
    page.set_content("<body></body>")
    page.add_script_tag(content=bundle(HERE / "plane" / "plane_paint.js", HERE))
    yield lambda *ends: page.evaluate(PAINTED, list(ends))
    page.close()


@pytest.mark.parametrize("side", [520, 340])
@pytest.mark.parametrize(
    ("x", "y"),
    [
        ((0.0, 0.2), (0.0, 1.0)),
        ((-3.0, 3.0), (0.55, 0.5500012)),
        ((0.0, 300_000.0), (-2_500_000.0, 2_500_000.0)),
        ((4.1363600, 4.1363640), (0.0, 0.00004)),
    ],
    ids=["stability", "a narrow range", "large numbers", "small numbers"],
)
def test_marks_are_complete_and_do_not_overlap(
    drawn_marks: Any, x: tuple[float, float], y: tuple[float, float], side: int
) -> None:
    marks = drawn_marks(x, y, side)
    across = [text for text in marks["texts"] if not text["upward"]]
    up = [text for text in marks["texts"] if text["upward"]]
    assert len(across) >= 2
    assert len(up) >= 2
    assert all(text["left"] >= 0 and text["right"] <= side for text in marks["texts"]), "none is cut"
    assert all(text["left"] >= 14 for text in up), "there is room for the name of the axis"
    assert all(one["right"] < next_["left"] for one, next_ in pairwise(across))
    assert len({text["text"] for text in up}) == len(up), "all marks differ"
    assert marks["square"] < 1


def test_large_and_small_marks_are_short(drawn_marks: Any) -> None:
    marks = drawn_marks((0.0, 3e8), (0.0, 0.000004), 520)
    texts = [text["text"] for text in marks["texts"]]
    assert {"0", "1e8", "1e\u22126"} <= set(texts)
    marks = drawn_marks((0.0, 300_000.0), (0.0, 0.2), 520)
    texts = [text["text"] for text in marks["texts"]]
    assert {"100000", "0.05"} <= set(texts)


def test_step_marks_are_written_in_full_if_there_are_few(tab: Any) -> None:
    here = tab("/perceptron?fit.steps=60", width=390).ready()
    here.press("play")
    here.wait(lambda: here.step() == 60)
    marks = here.page.locator(".vega-embed svg .role-axis-label text")
    here.wait(lambda: "60" in marks.all_text_contents())
    assert {"0", "10", "20", "30", "40", "50"} <= set(marks.all_text_contents()), "not 1e+1"
