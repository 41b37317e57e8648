"""Elements whose frame was overtaken by the next one, and elements that have left the page."""

from __future__ import annotations

import pytest

from ui.components.library import code

pytestmark = pytest.mark.slow

OVERTAKEN = """async (code) => {
  const { ticker, grid } = new Function(`${code}\nreturn elements;`)();
  const later = () => new Promise((done) => setTimeout(done, 150));
  const asked = [];
  const tick = (root, frame) => ticker({
    parentElement: root, data: { active: true, milliseconds: 10, hidden_too: true, frame },
    setTriggerValue: (name, value) => asked.push(value),
  });
  const table = (root, value) => grid({
    parentElement: root, setTriggerValue: () => {}, data: { rows: 1, columns: 1, values: [value], words: {} },
  });
  const seen = [];
  for (const draw of [tick, table]) {
    const root = document.body.appendChild(document.createElement("div"));
    const first = draw(root, 1), second = draw(root, 2);
    first(); // the frontend has found that the first was overtaken
    await later();
    seen.push([...asked], root.querySelectorAll("input").length);
    const third = draw(root, 3);
    second();
    root.remove();
    third();
    await later();
  }
  return [seen, asked];
}"""


def test_element_of_an_overtaken_frame_stays_and_removed_element_ends(browser):
    tab = browser.new_page()
    (asked, _no_inputs, _asked, inputs), finally_asked = tab.evaluate(OVERTAKEN, code())
    tab.close()
    assert asked == [2], "the newer frame continues"
    assert inputs == 1, "an element is drawn once"
    assert finally_asked == [2], "what has left the page asks for nothing"
