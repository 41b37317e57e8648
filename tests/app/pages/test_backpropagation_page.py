"""The Backpropagation page in both languages, drawn by Streamlit's AppTest; torch computes in this process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.pages.texts import TABS, element_data, latin_words

Open = Callable[..., Any]  # the fixture `visit`
TERMS = {"sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "sigmoid", "relu", "gelu", "abs", "max", "min", "softmax"}
TERMS |= {"pytorch", "torch", "autograd", "import", "set", "default", "dtype", "float", "tensor", "requires", "grad"}
TERMS |= {"true", "false", "print", "backward", "detach", "zero", "loss", "ctrl", "enter"}


def study(here: Any) -> Any:
    return here.at.session_state["browser_tab"].studies["backpropagation"]


def settle(here: Any) -> Any:
    """Return the page once all queries are answered and the animation is over."""
    here.at.run()
    until = time.monotonic() + 60
    while study(here).is_waiting:
        assert time.monotonic() < until
        here.at.run()
    assert not here.at.exception
    return here


def set_value(here: Any, name: str, value: Any) -> Any:
    here.at.get_by_key(f"backpropagation/{name}").set_value(value)
    return settle(here)


def press(here: Any, name: str) -> Any:
    here.at.button(key=f"backpropagation/{name}").click()
    return settle(here)


def nodes(here: Any) -> dict[str, dict[str, Any]]:
    return {node["name"]: node for node in element_data(here, "backpropagation/graph")["nodes"]}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_panel_is_drawn_in_the_language(visit: Open, language: str) -> None:
    here = visit(language, {"data.sample": "formula"}, "backpropagation")
    texts = here.strings()
    study(here).step(whole_pass=True)
    set_value(here, "predicting", True)
    press(here, "reveal")  # without a guess nothing happens
    assert study(here).progress.backward == 0
    study(here).predict(5.0)
    study(here).step(whole_pass=True)
    for name in ("node", "updates", "check", "code", "depth"):
        set_value(here, "panel", name)
        texts += here.strings()
    for tab in TABS[language][::3]:
        here.at.session_state["explain-open"], here.at.session_state["explain-tab"] = True, tab
        here.at.run()
        assert not here.at.exception
    assert not here.errors
    if language == "zh":
        ours = [text for text in texts if text != "English"]
        assert not {text for text in ours if [word for word in latin_words(text) if word.lower() not in TERMS]}


def test_passes_are_shown_node_by_node_and_updates_are_animated(visit: Open) -> None:
    here = visit("en", {}, "backpropagation")
    assert all(node["gradient"] is None for node in nodes(here).values()), "blank, and not 0"
    assert nodes(here)["s"]["value"] is None
    for _ in range(study(here).passes.forward.index(study(here).labels.index("s"))):
        study(here).step()
    press(here, "next")
    assert nodes(here)["s"]["value"] == pytest.approx(0.3)
    assert nodes(here)["y"]["value"] is None
    press(here, "whole")
    study(here).step()
    study(here).step()
    press(here, "next")
    drawn = nodes(here)
    assert (drawn["loss"]["gradient"], drawn["s"]["gradient"]) == (1.0, None)
    press(here, "undo")
    assert nodes(here)["y"]["gradient"] is None
    study(here).step(whole_pass=True)
    set_value(here, "panel", "check")
    table = next(each.value for each in here.at.markdown if "torch.autograd" in each.value)
    assert "| w1 |" in table
    assert "| x1 |" not in table, "what is frozen has no gradient"
    assert all(row.split(" | ")[-1].strip(" |")[:1] in "01234" for row in table.splitlines()[2:])
    press(here, "play")
    losses = study(here).progress.losses
    assert len(losses) == 21
    assert losses[-1] < 0.001 * losses[0]
    set_value(here, "zero", False)
    study(here).step()  # an update
    assert study(here).progress.accumulated, "the gradients of the last pass are not zeroed"
    press(here, "reset")
    assert study(here).graph.numbers["w1"] == 0.6


def test_link_holds_formula_and_numbers_and_mistakes_keep_the_graph(visit: Open) -> None:
    here = visit("en", {"data.text": "x*x + y"}, "backpropagation")
    study(here).step(whole_pass=True)
    study(here).step(whole_pass=True)
    here.at.query_params["data.numbers"] = "x=3.0"
    here.at.session_state["arriving"] = True  # the address was opened
    assert nodes(settle(here))["x"]["gradient"] == 6.0, "both passes are there again with the other number"
    assert here.link == {"data.text": "x*x + y", "data.numbers": "x=3.0"}
    set_value(here, "frozen", ["x"])
    assert [study(here).passes.gradients[at] for at in (0, 1)] == [None, None]
    set_value(here, "text", "x*x + (y")
    assert any("Character 7: This bracket is never closed" in error for error in here.errors)
    assert "x" in nodes(here), "the graph of the formula before"
    press(here, "undo")
    assert not here.errors
    assert study(here).settings.input_values == {"x": 3.0}
    again = visit("en", {"data.text": "a*b", "data.numbers": "a=nan,b=2"}, "backpropagation")
    assert any("cannot be" in error for error in again.errors)
    assert set(nodes(again)) >= {"a", "b"}


@pytest.mark.parametrize("text", ["y = 2 + 3", "y = 1/0", "a = 2\nb = log(0-a)", "x = 800\ny = exp(x)"])
def test_formula_without_inputs_or_value_is_stepped_to_its_end(visit: Open, text: str) -> None:
    here = visit("en", {"data.text": text}, "backpropagation")
    while study(here).phase != "update":
        press(here, "whole")
    press(here, "next")
    for name in ("node", "updates", "check", "code", "depth"):
        set_value(here, "panel", name)
    assert study(here).progress.losses
    assert not here.errors
