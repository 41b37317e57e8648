"""The page of the Transformer, drawn by Streamlit's AppTest in both languages, with real trainings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.support.pages.pair_texts import LETTERS, english_words
from tests.support.pages.texts import NAMES, element_data
from tests.support.pages.widget_labels import OPTIONS

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {"net.width": "8", "net.heads": "2", "net.feed": "1", "data.examples": "60", "fit.batch": "8"}
SMALL |= {"fit.steps": "60", "fit.report": "30", "data.name": "reverse", "data.length": "4"}
INSIDE = ("unit", "numbers", "ablation", "breaks", "stream", "positions", "speed", "length", "beam", "what_if", "two")
INSIDE += ("wordings", "exposure", "embedding", "data")
TERMS = {"transformer", "gru", "kv", "softmax", "rollout", "vaswani", "abnar", "zuidema"}


@pytest.fixture
def page(visit: Open) -> Open:
    """page(language, {setting: text}) opens the page with a small net on short rows of letters."""

    def opened(language: str = "en", **more: str) -> Any:
        return visit(language, SMALL | {key.replace("_", ".", 1): text for key, text in more.items()}, "transformer")

    return opened


def test_every_panel_says_something_in_chinese(page: Open) -> None:
    here = page("zh")
    here.train(1)
    drawn, found = element_data(here, "alignment"), here.run.probe_answers.answers["translation"]
    assert drawn["source"] == found["source"].tolist()
    assert drawn["output"] == found["output"].tolist()
    said: set[str] = set()
    for inspector in INSIDE:
        here.set_widget("inspector", inspector)
        assert not here.at.exception, inspector
        said |= set(here.strings())
    assert not here.errors
    assert here.run.problem is None
    said = {text for text in said if text not in {*NAMES, *OPTIONS} and not LETTERS.search(text)}
    strange = {text: [word for word in english_words(text) if word.lower() not in TERMS] for text in said}
    assert not {text: words for text, words in strange.items() if words}


def test_each_of_the_three_attentions_and_each_head_can_be_looked_at(page: Open) -> None:
    here = page(net_positions="rotary")
    here.train(2)
    here.set_widget("inspector", "unit")
    source, output = (element_data(here, "alignment")[name] for name in ("source", "output"))
    for where, shape in {"encoder": (len(source),) * 2, "crossed": (None, len(source))}.items():
        here.set_widget("attention/where", where)
        here.settle()
        weights = here.run.probe_answers.answers[f"attention_heads/{where}"]["weights"]
        assert weights.shape[:2] == (2, 2)
        assert weights.shape[3] == shape[1]
        assert shape[0] in (None, weights.shape[2])
    mean = here.run.probe_answers.answers["translation"]["weights"]
    here.set_widget("alignment/head", (1, 0))
    here.settle()
    one = here.run.probe_answers.answers["translation"]
    assert (int(one["layer"]), int(one["head"])) == (1, 0)
    assert one["weights"].shape == mean.shape
    assert not np.array_equal(one["weights"], mean)
    assert element_data(here, "alignment")["output"] == output, "what it writes stays the same"


def test_nets_without_a_part_train_along_and_have_their_gradients(page: Open) -> None:
    here = page()
    here.set_widget("inspector", "breaks")
    here.set_widget("siblings", ["without_residual"])
    (other,) = here.session.comparison_runs.runs.values()
    assert here.run.experiment.changes_to(other.experiment) == {"net.residual": False}
    here.train(1)
    here.run_until(lambda: any("without residual" in each.value for each in here.at.markdown))
    assert not here.at.exception
