"""The names above a matrix, drawn by the element's own code on a blank page, without a server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.paths import ROOT
from ui.components.modules import bundle

COMPONENTS = ROOT / "ui" / "components"
LAYOUT = """([names, room]) => {
  const data = {size: [3, names.length], rows: ["a", "b", "c"], columns: names, numbers: false};
  const layout = layoutOf({data, box: {clientWidth: room}}, {font: "sans-serif"});
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = layout.font;
  const end = (column) => layout.left + (column + 0.5) * layout.wide
    + Math.min(NAMES, pen.measureText(names[column]).width) * Math.cos(SLANT);
  return {...layout, ends: names.map((_, column) => end(column))};
}"""


@pytest.mark.parametrize("count", [3, 20])
def test_slanted_column_names_end_inside_the_matrix(browser: Any, count: int) -> None:
    page = browser.new_page()
    page.set_content("<body></body>")
    page.add_script_tag(content=bundle(COMPONENTS / "matrix" / "matrix.js", COMPONENTS))
    layout = page.evaluate(LAYOUT, [["the"] * (count - 1) + ["[unknown]"], 358])
    assert layout["named"]
    assert max(layout["ends"]) <= layout["width"] <= 358
    page.close()
