"""The page of encoders and decoders, drawn by Streamlit's AppTest in both languages, with real trainings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.support.pages.pair_texts import LETTERS, english_words
from tests.support.pages.texts import NAMES, element_data
from tests.support.pages.widget_labels import OPTIONS
from ui.components import alignment
from ui.panels.pairs.source_input import input_arguments, sentence

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {"net.hidden": "6", "net.embedding": "4", "data.examples": "60", "fit.batch": "8", "fit.steps": "60"}
SMALL |= {"fit.report": "30", "data.name": "reverse", "data.length": "4"}
INSIDE = ("unit", "what_if", "two", "beam", "length", "wordings", "exposure", "embedding", "data")


@pytest.fixture
def page(visit: Open) -> Open:
    """page(language, {setting: text}) opens the page with a small net on short rows of letters."""

    def opened(language: str = "en", **more: str) -> Any:
        link = SMALL | {key.replace("_", ".", 1): text for key, text in more.items()}
        if link["data.name"] in ("dates", "dialogue"):
            del link["data.length"]
        if link["data.name"] == "dialogue":
            del link["data.examples"]
        here = visit(language, link, "encoder_decoder")
        here.page = "seq2seq"  # the family, by which sessions are called
        return here

    return opened


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_panel_says_something_in_both_languages(page: Open, language: str) -> None:
    here = page(language)
    here.train(1)
    drawn, found = element_data(here, "alignment"), here.run.probe_answers.answers["translation"]
    assert drawn["source"] == found["source"].tolist()
    assert drawn["output"] == found["output"].tolist()
    assert drawn["line"][0] == [len(drawn["source"]) - 1, 0], "letters backwards: from the upper right"
    said: set[str] = set()
    for inspector in INSIDE if language == "zh" else INSIDE[1:2]:
        here.set_widget("inspector", inspector)
        assert not here.at.exception, inspector
        said |= set(here.strings())
    assert not here.errors
    assert here.run.problem is None
    if language == "zh":
        said = {text for text in said if text not in {*NAMES, *OPTIONS} and not LETTERS.search(text)}
        assert not {text: english_words(text) for text in said if english_words(text)}


def test_without_attention_or_with_another_task_the_page_stands(page: Open) -> None:
    here = page(net_attention="none", data_name="dialogue", data_language="zh")
    here.train(1)
    assert not here.at.exception
    for inspector in ("what_if", "wordings"):
        here.set_widget("inspector", inspector)
        assert not here.at.exception, inspector
    assert "weights" not in here.run.probe_answers.answers["translation"]
    assert here.run.probe_answers.answers["encoder_map"]["meanings"]
    here.set_widget("seq2seq/net.attention", "dot")
    here.train(1)
    assert not here.at.exception
    assert element_data(here, "alignment")["weights"]


def test_a_step_of_decoding_adds_up(page: Open) -> None:
    here = page(net_attention="scaled")
    here.train(2)
    here.set_widget("decoding/at", 2)
    found = here.run.probe_answers.answers["decoding_step"]
    assert int(found["at"]) == 1
    assert element_data(here, "alignment")["chosen"] == 1, "the panels look at the same symbol"
    shares = np.exp(found["scores"] - found["scores"].max())
    assert np.allclose(shares / shares.sum(), found["weights"], atol=1e-6)
    assert np.allclose(found["weights"] @ found["encodings"], found["context"], atol=1e-6)
    (line,) = [each.value for each in here.at.markdown if each.value.startswith("e(")]
    top = float(found["scores"][found["weights"].argmax()])
    assert line.endswith(f"**{top:.3f}**".replace("-", "−"))


def test_attention_and_source_are_changed_by_hand(page: Open) -> None:
    here = page()
    here.train(2)
    here.set_widget("inspector", "what_if")
    here.settle()
    held, source = sentence(here.session), element_data(here, "alignment")["source"]
    before = here.run.history.last("train_loss")
    held.row = tuple(float(place == 0) for place in range(len(source)))
    here.at.run()
    here.settle()
    found = here.run.probe_answers.answers["what_if"]
    assert int(found["edited"]) == 0
    assert np.allclose(found["changed_weights"][0], held.row)
    assert element_data(here, "what_if/before")["row"] == list(held.row)
    here.at.button(key="what_if/undo").click()
    here.at.run()
    assert not held.row
    here.set_widget("what_if/way", "symbol")
    here.set_widget("what_if/symbol", next(each for each in "xyz" if each != source[0]))
    found = here.run.probe_answers.answers["what_if"]
    assert found["changed_source"][0] != source[0]
    assert found["changed_source"][1:].tolist() == source[1:]
    assert here.run.history.last("train_loss") == before, "the net itself is left as it is"


def test_an_own_text_is_read_pinned_and_compared(page: Open) -> None:
    here = page()
    here.train(1)
    here.set_widget("inspector", "two")
    here.at.button(key="two/pin").click()
    here.at.run()
    here.settle()
    here.set_widget("sentence/source", "own")
    here.set_widget("sentence/text", "aé<")
    here.settle()
    assert here.run.probe_answers.answers["translation"]["source"].tolist() == list("aé<")
    assert len(here.at.warning) == 1, "which symbols are unknown"
    assert element_data(here, "two/pinned")["source"] != element_data(here, "two/hand")["source"] == list("aé<")
    here.set_widget("sentence/text", "<script>alert(1)</script>")
    assert not here.at.exception
    assert "text" not in input_arguments(here.session), "longer than what is learnt"
    here.set_widget("sentence/source", "train")
    here.set_widget("sentence/number", 60)
    assert int(here.run.probe_answers.answers["translation"]["index"]) == 59


def test_the_same_net_without_attention_trains_along(page: Open) -> None:
    here = page()
    here.set_widget("inspector", "length")
    here.set_widget("siblings", ["without_attention"])
    (other,) = here.session.comparison_runs.runs.values()
    assert here.run.experiment.changes_to(other.experiment) == {"net.attention": "none"}
    here.train(1)
    here.run_until(lambda: any("without attention" in each.value for each in here.at.markdown))
    assert not here.at.exception


def test_the_beam_is_a_tree_whose_best_path_is_the_first_answer(page: Open) -> None:
    here = page()
    here.train(2)
    here.set_widget("inspector", "beam")
    here.settle()
    drawn, found = element_data(here, "beam"), here.run.probe_answers.answers["beam_tree"]
    best = [drawn["tokens"][node] for node in drawn["best"]]
    assert "".join(best).rstrip("⏎") == str(found["hypotheses"][0])
    greedy = [drawn["tokens"][node] for node in drawn["greedy"]]
    assert str(found["greedy"]).startswith("".join(greedy).rstrip("⏎"))
    assert all(parent < node for node, parent in enumerate(drawn["parents"]))


NONSENSE = [
    None,
    5,
    {},
    {"at": -1},
    {"at": True, "weights": [1]},
    {"at": 1, "weights": []},
    {"at": 1, "weights": [2.0]},
]
NONSENSE += [{"at": 1, "weights": [float("nan")]}, {"at": 1, "weights": ["1"]}, {"at": 1, "weights": [0.1] * 500}]


def test_nonsense_of_the_alignment_is_no_edit() -> None:
    assert [alignment.parse_edit(said) for said in NONSENSE] == [None] * len(NONSENSE)
    assert alignment.parse_edit({"at": 2, "weights": [0, 1]}) == (2, (0.0, 1.0))
