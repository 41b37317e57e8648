"""The caption of a confusion matrix, drawn by the element's own code on a blank page, without a server."""

from __future__ import annotations

from typing import Any

from ui.components.library import code

COLOURS = "--st-background-color: #ffffff; --st-text-color: #101418; --st-primary-color: #0068c9"
SPOTS = """([names, caption]) => {
  const data = {
    names, counts: names.map(() => names.map(() => 7)), chosen: null,
    words: {caption, corner: "true", truth: "true:", predicted: "predicted:"},
  };
  const root = document.getElementById("root");
  elements.confusion({parentElement: root, data, setTriggerValue: () => {}});
  const words = [...root.querySelectorAll("*")].map((node) => node.firstChild)
    .find((node) => node?.nodeType === Node.TEXT_NODE && node.data === caption);
  const range = document.createRange();
  range.selectNodeContents(words);
  const button = root.querySelector(".nets-save").getBoundingClientRect();
  const scroll = root.querySelector("table").parentElement;
  return {
    clear: [...range.getClientRects()].every((line) => line.right <= button.left || line.top >= button.bottom),
    ends: range.getBoundingClientRect().right, width: root.clientWidth, page: document.body.scrollWidth,
    scrolls: scroll.scrollWidth > scroll.clientWidth, name: root.querySelector("table").getAttribute("aria-label"),
  };
}"""


def test_caption_leaves_room_for_the_save_button_on_a_phone(browser: Any) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.set_content(f"<body style='margin: 0'><div id='root' style='width: 358px; {COLOURS}'></div></body>")
    page.add_script_tag(content=code())
    caption = "A row is a true class, a column what the net says. 1,000 test images."
    spots = page.evaluate(SPOTS, [["airplane", *"1234567", "frog", "truck"], caption])
    assert spots["scrolls"], "a matrix that is wider than the page scrolls inside itself"
    assert spots["clear"]
    assert spots["ends"] <= spots["width"]
    assert spots["page"] <= 390
    assert spots["name"] == caption
    page.close()
