"""The page of the autoencoder, drawn by Streamlit's AppTest in both languages, with real trainings."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.support.pages.texts import NAMES, element_data, latin_words
from tests.support.pages.widget_labels import OPTIONS
from ui.panels.images.image_input import picture
from ui.text.i18n import _

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {"net.hidden": "12", "data.examples": "100", "fit.batch": "16", "fit.steps": "40"}
INSIDE = ("unit", "between", "strangers")
TERMS = {"pca", "mnist", "cnn", "relu", "scikit", "learn", "sgd", "streamlit", "sigmoid", "softmax", "alpaydin",
         "kaynak", "zip"}  # fmt: skip


@pytest.fixture
def page(visit: Open) -> Open:
    """page(language, {setting: text}) opens the page with a small net."""
    return lambda language="en", **more: visit(
        language, SMALL | {key.replace("_", ".", 1): text for key, text in more.items()}, "autoencoder"
    )


def foreign(text: str) -> list[str]:
    """English words that are no terms of textbooks."""
    return [] if text.startswith("$$") else [word for word in latin_words(text) if word.lower() not in TERMS]


def test_every_panel_is_answered_and_the_chinese_page_has_no_english(page: Open) -> None:
    here = page("zh", data_noise="0.2", data_classes="3,5,8", net_code="3")
    here.train(1)
    said: set[str] = set(here.strings())
    for inspector in INSIDE:
        here.set_widget("inspector", inspector)
        here.train(here.run.index + 1)
        here.at.run()
        assert not here.at.exception, inspector
        assert here.run.problem is None, (inspector, here.run.problem)
        assert _("Waiting for the net …") not in here.strings(), inspector
        said |= set(here.strings())
    assert not here.errors
    said -= {*NAMES, *OPTIONS}
    assert not {text: foreign(text) for text in said if foreign(text)}


def test_the_plane_is_walked_and_a_drawing_is_given_back(page: Open) -> None:
    here = page()
    here.train(2)
    found = here.run.probe_answers.answers["latent_space"]
    drawn = element_data(here, "codes-plane")
    assert drawn["points"]["count"] == len(found["points"]) == 359
    assert drawn["marked"] == pytest.approx(found["at"].tolist())
    for shown, by in (("both", "net"), ("pictures", "pca")):
        here.set_widget("codes/shown", shown)
        here.set_widget("codes/by", by)
        here.train(here.run.index + 1)
        here.at.run()
        assert element_data(here, "codes-plane")["surface"]["n"] == 15 * 8
    assert element_data(here, "codes-plane")["points"] is None
    held = picture(here.session)
    held.source, held.drawing = "drawn", np.full((8, 8), 255, np.uint8)
    here.at.run()
    here.train(here.run.index + 1)
    here.at.run()
    told = here.run.probe_answers.answers["reconstruction"]
    assert told["truth"] == -1
    assert told["image"].min() == 1
    levels = np.frombuffer(b64decode(element_data(here, "reconstruction")["stack"]["levels"]), np.uint8)
    assert (levels[:64] == 255).all()
    assert np.abs(levels[64:128] - 255 * told["output"].ravel()).max() <= 1
