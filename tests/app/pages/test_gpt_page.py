"""The page of GPT, drawn by Streamlit's AppTest in both languages, with real trainings."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.support.pages.texts import NAMES, element_data, latin_words
from tests.support.pages.widget_labels import OPTIONS
from ui.components import influence, matrix
from ui.panels.attention.head_grid import small
from ui.panels.attention.selection import focus
from ui.panels.attention.text_input import VIEW, input_arguments, passage
from ui.panels.gpt.tour_steps import STEPS

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {"net.layers": "1", "net.heads": "2", "net.width": "8", "net.feed": "1", "data.length": "12"}
SMALL |= {"fit.batch": "4", "fit.steps": "60", "fit.report": "30"}
INSIDE = ("unit", "numbers", "writing", "losses", "check", "ablation", "lens", "stream", "positions", "embedding")
INSIDE += ("sizes", "speed")
TERMS = {"gpt", "gru", "adamw", "transformer", "softmax", "nat", "token", "pca", "sne", "hoffmann", "vaswani", "su"}
TERMS |= {"jain", "wallace", "abnar", "zuidema", "bert", "rollout", "logit", "lens", "nostalgebraist", "python", "exp"}
TERMS |= {"small", "medium", "large"}


@pytest.fixture
def page(visit: Open) -> Open:
    """page(language, {setting: text}) opens the page with a small net on a short window."""

    def opened(language: str = "en", **more: str) -> Any:
        link = SMALL | {key.replace("_", ".", 1): text for key, text in more.items()}
        if link.get("data.name", "stories") in ("sort", "repeat"):
            del link["data.length"]
        return visit(language, link, "gpt")

    return opened


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_panel_says_something_in_both_languages(page: Open, language: str) -> None:
    here = page(language)
    drawn = element_data(here, "influence")
    assert len(drawn["tokens"]) in (12, 30), "before the first press there is a text already, or room for it"
    here.train(1)
    drawn, found = element_data(here, "influence"), here.run.probe_answers.answers["token_attribution"]
    assert drawn["at"] == 12, "what comes after the window is being written"
    assert drawn["after"] == str(found["token"])
    said: set[str] = set()
    for inspector in INSIDE if language == "zh" else INSIDE[:1]:
        here.set_widget("inspector", inspector)
        assert not here.at.exception, inspector
        said |= set(here.strings())
    assert not here.errors
    assert here.run.problem is None
    if language == "zh":
        said = {text for text in said if text not in {*NAMES, *OPTIONS}}
        foreign = {text: [word for word in latin_words(text) if word.lower() not in TERMS] for text in said}
        assert not {text: words for text, words in foreign.items() if words}


def test_a_click_chooses_what_is_being_written_in_all_panels(page: Open) -> None:
    here = page()
    here.train(1)
    focus(here.session, VIEW).at = 4
    here.at.run()
    here.settle()
    assert element_data(here, "influence")["at"] == 5
    assert element_data(here, "head/text/")["at"] == 4, "the symbol that looks is the one before"
    assert element_data(here, "head/map/")["marked"] == [4]
    here.set_widget("inspector", "numbers")
    found = here.run.probe_answers.answers["attention_head"]
    at, other = 4, int(found["weights"][4].argmax())
    product = float(found["query"][at] @ found["key"][other])
    (lines,) = [each.value for each in here.at.markdown if "q · k = " in each.value]
    assert f"= **{product:.3f}**".replace("-", "−") in lines or "e" in f"{product:.3f}"
    assert f"**{float(found['weights'][at, other]):.1%}**" in lines


def test_an_own_text_is_read_and_one_without_known_symbols_is_not(page: Open) -> None:
    here = page()
    here.train(1)
    here.set_widget("passage/source", "own")
    here.set_widget("passage/text", "<b>猫在河边é")
    here.settle()
    assert "".join(here.run.probe_answers.answers["surprisal"]["tokens"]) == "猫在河边"
    assert len(here.at.warning) == 1, "what it leaves out"
    here.set_widget("passage/text", "xyz")
    assert "text" not in input_arguments(here.session)
    assert not here.at.exception
    passage(here.session).source = "test"


def test_a_frame_of_a_long_window_stays_small(page: Open) -> None:
    here = page(data_length="256")
    here.train(1)
    here.at.run()
    drawn = [element_data(here, key) for key in ("influence", "head/text/", "head/map/", "wall/map/")]
    assert drawn[2]["size"] == [96, 96]
    assert drawn[2]["marked"] == [95]
    assert sum(len(json.dumps(each)) for each in drawn) < 80_000


def test_parts_are_switched_off_on_demand(page: Open) -> None:
    here = page(data_name="sort", data_items="3", net_residual="false", net_norm="off")
    here.train(1)
    here.set_widget("inspector", "ablation")
    here.at.button(key="on_demand/ablation").click()
    here.at.run()
    demand, deadline = here.session.selection.choices["on_demand/ablation"], time.monotonic() + 60
    while demand.moving:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    here.at.run()
    assert not here.at.exception
    assert element_data(here, "ablation/")["size"] == [1, 2]
    here.set_widget("inspector", "stream")
    assert not here.at.exception, "parts that do not add up"
    here.set_widget("inspector", "writing")
    assert len(str(here.run.probe_answers.answers["generate"]["text"])) > 0, "the rest of a row"
    assert not here.at.exception


def test_the_tour_opens_what_it_tells_of_and_ticks_it_off(page: Open) -> None:
    here = page()
    here.at.button(key="tour-begin").click()
    here.at.run()
    here.train(1)
    here.at.run()
    here.at.button(key="tour-next").click()
    here.at.run()
    assert here.session.selection.inspector == STEPS[1].inspector
    assert here.session.selection.choices["tour/seen"] == {0, 1}
    here.at.button(key="tour-again").click()
    here.at.run()
    assert here.session.selection.choices["tour/seen"] == {0}, "it has trained already"


def test_the_same_net_without_positions_trains_along(page: Open) -> None:
    here = page()
    here.set_widget("siblings", ["without_positions"])
    (other,) = here.session.comparison_runs.runs.values()
    assert here.run.experiment.changes_to(other.experiment) == {"net.positions": "none"}


def test_small_maps_keep_what_is_largest() -> None:
    weights = np.zeros((1, 1, 70, 70), np.uint8)
    weights[0, 0, 69, 33] = 255
    assert small(weights).shape == (1, 1, 24, 24)
    assert small(weights)[0, 0, 23, 11] == 1


@pytest.mark.parametrize("said", [None, 5, {}, {"index": -1}, {"index": True}, {"index": 9, "row": 0, "column": 9}])
def test_nonsense_of_a_browser_is_no_choice(said: Any) -> None:
    assert influence.parse_pick(said, 9) is None
    assert matrix.parse_pick(said, 9, 9) is None
