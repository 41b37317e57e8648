"""The captioning page, drawn by Streamlit's AppTest in both languages, with real trainings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nets.datasets.images import upload_strip as own_strip
from tests.support.pages.texts import NAMES, element_data, latin_words
from tests.support.pages.widget_labels import OPTIONS
from tests.support.upload_files import handwriting
from ui.components import gaze
from ui.panels.captioning.strip_input import caption, input_arguments

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {"net.channels": "3,4", "net.hidden": "6", "net.embedding": "4", "data.examples": "100", "fit.batch": "8"}
SMALL |= {"fit.steps": "60", "fit.report": "1"}
INSIDE = ("unit", "what_if", "focus", "examples", "maps", "filters", "cost", "activations", "gradients")
TERMS = {"cnn", "gru", "mnist", "scikit", "learn", "tanh", "softmax", "exp", "max", "relu", "alpaydin",
         "kaynak", "sgd", "dropout"}  # fmt: skip


@pytest.fixture
def page(visit: Open) -> Open:
    """page(language, {setting: text}) opens the page with a small net."""

    def opened(language: str = "en", **more: str) -> Any:
        here = visit(language, SMALL | {key.replace("_", ".", 1): text for key, text in more.items()}, "captioning")
        here.page = "captioner"  # the family, by which sessions are called
        return here

    return opened


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_panel_says_something_in_both_languages(page: Open, language: str) -> None:
    here = page(language, data_language=language)
    here.train(1)
    drawn, found = element_data(here, "gaze"), here.run.probe_answers.answers["caption"]
    assert drawn["output"] == found["output"].tolist()
    assert (drawn["rows"], drawn["columns"], drawn["cell"]) == (3, 12, 4)
    said: set[str] = set()
    for inspector in INSIDE if language == "zh" else INSIDE[:1]:
        here.set_widget("inspector", inspector)
        assert not here.at.exception, inspector
        said |= set(here.strings())
    assert not here.errors
    assert here.run.problem is None
    if language == "zh":
        said -= {*NAMES, *OPTIONS}
        assert not {text: foreign(text) for text in said if foreign(text)}


def foreign(text: str) -> list[str]:
    """English words that are no terms of textbooks."""
    return [] if text.startswith("$$") else [word for word in latin_words(text) if word.lower() not in TERMS]


def test_own_digits_are_looked_at_and_attention_is_moved(page: Open) -> None:
    here = page()
    here.train(1)
    held = caption(here.session)
    held.source, held.squares = "drawn", {0: np.full((8, 8), 255, np.uint8), 2: np.full((8, 8), 128, np.uint8)}
    here.at.run()
    here.train(2)
    image = np.frombuffer(input_arguments(here.session)["pixels"], np.float32).reshape(12, 48)
    assert (image > 0).sum() == 2 * 64, "a pad without a digit is left out"
    assert np.allclose(here.run.probe_answers.answers["caption"]["image"][0], image)
    held.source, held.picture = "own", own_strip.read(handwriting("L"))
    here.at.run()
    here.set_widget("captioner/data.name", "mnist5k")
    here.train(1)
    assert not here.at.exception
    assert here.run.probe_answers.answers["caption"]["image"].shape == (1, 20, 80), "the picture is fitted to the data"
    here.set_widget("strip/source", "test")
    here.set_widget("inspector", "what_if")
    weights = np.zeros(100)
    weights[42] = 1
    held.moved = {"at": 0, "weights": tuple(weights)}
    here.at.run()
    here.train(2)
    assert here.run.probe_answers.answers["caption_what_if"]["changed_weights"][0].ravel()[42] == 1
    assert element_data(here, "what_if/row")["row"][42] == 1
    here.set_widget("captioner/net.attention", "none")
    here.train(1)
    assert not here.at.exception
    assert not element_data(here, "gaze")["weights"]


@pytest.mark.parametrize("said", [None, 3, {}, {"at": -1}, {"at": 1.5, "row": 0, "column": 0}, {"at": 0, "row": "x"}])
def test_nonsense_of_the_element_is_no_place(said: Any) -> None:
    assert gaze.parse_place(said) is None
    if not (isinstance(said, dict) and said.get("at") == 0):
        assert gaze.parse_pick(said) is None
