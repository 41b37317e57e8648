"""The numbers behind the picture, the update in phases, collapse and cost, as the page shows them in both languages."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.support.pages.inspector_texts import english_texts, find_text, inspector_texts, plain
from ui.inspect.edit_weight import MAX_WEIGHT
from ui.inspect.unit_arithmetic import formula

Open = Callable[..., Any]


def test_a_long_sum_is_written_with_its_largest_terms() -> None:
    rng = np.random.default_rng(0)
    found: dict[str, Any] = {"weights": rng.normal(size=40), "inputs": rng.normal(size=40), "bias": 0.5, "kind": "relu"}
    found |= {"sum": found["weights"] @ found["inputs"] + 0.5, "output": 0.0}
    left, right = plain(formula(found)).split(" = ")
    left = left.replace("(28 smaller terms)", "")
    total = eval(left.replace("·", "*"), {})
    assert total == pytest.approx(found["sum"], abs=0.05)
    assert "ReLU" in right


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_neurons_numbers_add_up_and_a_weight_can_be_typed(visit: Open, language: str) -> None:
    page = visit(language)
    page.train(3)
    assert find_text(inspector_texts(page, "gradients"), "0.")
    page.session.selection.focus = (2, 1)
    text = find_text(inspector_texts(page, "unit"), "tanh")
    line = next(line for line in text.splitlines() if "tanh" in line)
    found = re.fullmatch(r"(.*) = \*\*(.*)\*\* → tanh → \*\*(.*)\*\*", line)
    assert found
    total = eval(found[1].replace("·", "*"), {})
    assert total == pytest.approx(float(found[2]), abs=0.005)
    assert math.tanh(float(found[2])) == pytest.approx(float(found[3]), abs=0.002)
    before = page.run.history.last("test_loss")
    page.set_widget("neuron/value", 4.0)
    page.at.run()
    assert page.run.probe_answers.answers["weights"]["hidden.1/weight"][1, 0] == 4.0
    assert page.run.history.last("test_loss") != before
    assert "undo/weights" in page.shown_keys(), "the page shows the change next to the answer"
    strings = page.strings()
    page.at.button(key="neuron/undo").click()
    page.at.run()
    assert page.run.history.last("test_loss") == before
    assert page.run.edits == []
    page.set_widget("neuron/part", "test")
    assert page.session.selection.example == ("test", 0)
    page.at.run()
    page.set_widget("neuron/example", 9)
    assert page.session.selection.example == ("test", 8)
    page.at.run()
    assert not page.at.exception
    assert language == "en" or not english_texts(strings)


def test_the_value_of_a_weight_is_bounded(visit: Open) -> None:
    page = visit("en")
    page.train(1)
    page.session.selection.focus = (1, 0)
    inspector_texts(page, "unit")
    page.set_widget("neuron/value", 2 * MAX_WEIGHT)
    assert not page.run.edits
    assert any("from −1,000,000 to 1,000,000" in text.value for text in page.at.markdown)


@pytest.mark.parametrize(
    ("language", "world"), [("en", "circles"), ("zh", "blobs"), ("en", "sine"), ("zh", "sine"), ("zh", "iris")]
)
def test_an_update_in_phases(visit: Open, language: str, world: str) -> None:
    page = visit(language, {"data.name": world})
    page.train(2)
    before = page.run.ask("weights")["output/weight"]
    page.at.button(key="update/look").click()
    page.at.run()
    page.at.run()
    strings = []
    for phase in ("forward", "loss", "backward", "update"):
        page.set_widget("update/phase", phase)
        page.at.run()
        assert not page.at.exception
        strings += page.strings()
    assert (page.run.ask("weights")["output/weight"] == before).all()
    assert language == "en" or not english_texts(strings)
    page.at.button(key="update/make").click()
    page.at.run()
    assert page.run.index == 3
    assert (page.run.ask("weights")["output/weight"] != before).any()


def test_an_update_on_one_example_and_a_wrong_one(visit: Open) -> None:
    page = visit("en")
    page.train(1)
    page.set_widget("update/source", "example")
    page.at.run()
    page.set_widget("update/example", 9999)
    page.at.run()
    assert page.errors == ["There are only 350 training examples. Choose one of them."]
    assert page.run.state == "paused"
    page.set_widget("update/example", 7)
    page.at.run()
    assert page.errors == []
    page.at.button(key="update/make").click()
    page.at.run()
    page.at.run()
    assert [edit.examples for edit in page.run.edits] == [(6,)]
    assert any("by hand" in each.value for each in page.at.markdown)
    page.press("reset")
    assert page.run.edits == []


def test_collapse_and_cost(visit: Open) -> None:
    page = visit("en")
    page.train(1)
    inspector_texts(page, "collapse")
    assert any("identity" in caption.value for caption in page.at.caption)
    page.session.change_settings({"net.activation": ("identity",)})
    page.train(1)
    assert "3 layers = this one layer: (1×2) · (2×4) · (4×2) = (1×2)" in find_text(
        inspector_texts(page, "collapse"), "layers"
    )
    assert "| All |" in find_text(inspector_texts(page, "cost"), "Layer 1").replace("**", "")
