"""The names above a matrix, painted by the element's own code on a blank page, without a server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.paths import ROOT

COMPONENTS = ROOT / "ui" / "components"
LAID_OUT = """([names, room]) => {
  const data = {size: [3, names.length], rows: ["a", "b", "c"], columns: names, numbers: false};
  const view = {data, box: {clientWidth: room}};
  const layout = layoutOf(view, {font: "sans-serif"});
  ruler.font = layout.font;
  const end = (column) => layout.left + (column + 0.5) * layout.wide
    + Math.min(NAMES, ruler.measureText(names[column]).width) * Math.cos(SLANT);
  return {...layout, ends: names.map((_, column) => end(column))};
}"""


@pytest.mark.parametrize("count", [3, 20])
def test_slanted_names_of_columns_end_inside_the_matrix(browser: Any, count: int) -> None:
    page = browser.new_page()
    page.set_content("<body></body>")
    page.add_script_tag(content="const elements = {}; const styles = {}; const palette = {};")
    for name in ("shared/canvas.js", "matrix/matrix.js"):
        page.add_script_tag(content=(COMPONENTS / name).read_text(encoding="utf-8"))
    found = page.evaluate(LAID_OUT, [["the"] * (count - 1) + ["[unknown]"], 358])
    assert found["named"]
    assert max(found["ends"]) <= found["width"] <= 358
    page.close()
