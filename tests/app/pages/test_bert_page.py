"""The page of BERT, drawn by Streamlit's AppTest in both languages, with real trainings."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.pages.pair_texts import english_words
from tests.support.pages.texts import NAMES, element_data
from tests.support.pages.widget_labels import OPTIONS
from ui.panels.bert import fine_tuning
from ui.panels.bert.masked_input import TOKEN_SEPARATOR, input_arguments

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {"net.width": "8", "net.layers": "1", "net.heads": "2", "net.feed": "1", "data.length": "24"}
SMALL |= {"fit.batch": "8", "fit.steps": "60", "fit.report": "30"}
INSIDE = ("unit", "numbers", "batch", "next", "tuning", "ablation", "stream", "positions", "embedding")
SYMBOLS = (
    "[MASK]",
    "[CLS]",
    "[SEP]",
    "[UNK]",
    "\\[CLS\\]",
    "\\[SEP\\]",
    "\\[MASK\\]",
    "BERT",
    "Transformer",
    "Token",
    "rollout",
    "Abnar",
    "Zuidema",
)


@pytest.fixture
def page(visit: Open) -> Open:
    """page(language, {setting: text}) opens the page with a small net."""

    def opened(language: str = "en", **more: str) -> Any:
        return visit(language, SMALL | {key.replace("_", ".", 1): text for key, text in more.items()}, "bert")

    return opened


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_panel_says_something_in_both_languages(page: Open, language: str) -> None:
    here = page(language, data_language=language)
    here.train(1)
    here.settle()
    drawn, found = element_data(here, "cloze/row"), here.run.probe_answers.answers["mask_predictions"]
    assert drawn["tokens"] == found["tokens"].tolist()
    assert drawn["at"] == found["places"][0], "the first blank is in focus"
    said: set[str] = set()
    for inspector in INSIDE if language == "zh" else INSIDE[2:5]:
        here.set_widget("inspector", inspector)
        assert not here.at.exception, inspector
        said |= set(here.strings())
    assert not here.errors
    if language == "zh":
        said = {text for text in said if text not in {*NAMES, *OPTIONS}}
        for mark in SYMBOLS:
            said = {text.replace(mark, "") for text in said}
        assert not {text: english_words(text) for text in said if english_words(text)}


def test_symbols_are_hidden_by_a_click_and_own_sentences_are_read(page: Open) -> None:
    here = page()
    here.train(1)
    found = here.run.probe_answers.answers["mask_predictions"]
    free = next(place for place in range(1, 5) if place not in found["places"])
    here.set_widget("cloze/hidden", [free])
    assert f"[{found['tokens'][free]}]" in input_arguments(here.session)["text"].split(TOKEN_SEPARATOR)
    told = here.run.probe_answers.answers["mask_predictions"]
    assert told["places"].tolist() == [free]
    assert told["truths"].tolist() == [str(found["tokens"][free])]
    assert told["tokens"].shape == found["tokens"].shape
    here.set_widget("cloze/source", "own")
    here.set_widget("cloze/text", "the yak is _ .")
    here.set_widget("cloze/second", "the music is good .")
    told = here.run.probe_answers.answers["mask_predictions"]
    assert told["tokens"].tolist()[:6] == ["[CLS]", "the", "[UNK]", "is", "[MASK]", "."]
    assert 0 < float(told["follows"]) < 1
    assert any("yak" in each.value for each in here.at.warning)


def test_fine_tuning_goes_on_from_the_net_at_hand_beside_one_from_scratch(page: Open, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("NETS_WEIGHTS", str(tmp_path))
    here = page()
    here.train(2)
    here.set_widget("inspector", "tuning")
    here.at.button(key="fine_tuning/begin").click()
    here.at.run()
    made = here.session.experiment
    assert (made.data.goal, made.data.labels) == ("verdict", 300)
    assert made.net.start.startswith("sha256:")
    here.train(1)
    here.run.pause()
    here.at.run()
    here.settle()
    assert list(here.session.comparison_runs.runs) == ["scratch"]
    assert not here.session.comparison_runs.runs["scratch"].experiment.net.start
    assert here.run.problem is None
    deadline = time.monotonic() + 60
    while not (
        (latest := here.run.probe_answers)
        and "pretraining" in latest.answers
        and "verdict" in latest.answers["mask_predictions"]
    ):
        assert time.monotonic() < deadline
        here.train(here.run.index + 1)  # probe answers come with a step
    assert here.run.probe_answers.answers["pretraining"]["step"][-1] >= 1
    assert len(here.run.probe_answers.answers["mask_predictions"]["verdict"]) == 2
    here.at.button(key="fine_tuning/back").click()
    here.at.run()
    assert here.session.experiment.data.goal == "blanks"
    assert here.session.experiment.fit.lr == fine_tuning.Bert().fit.lr


def test_the_demonstration_reads_first_and_judges_beside_a_net_from_scratch(page: Open, monkeypatch) -> None:
    monkeypatch.setattr(fine_tuning, "READING", 2)
    here = page("zh", data_language="zh", fit_steps="3")
    here.set_widget("inspector", "tuning")
    here.at.button(key="fine_tuning/demonstrate").click()
    here.at.run()
    assert not here.errors
    made = here.session.experiment
    assert (made.data.goal, made.data.labels, made.net.pretrain) == ("verdict", fine_tuning.FEW, 2)
    assert made.pretrained
    here.train(1)
    here.run.pause()
    here.at.run()
    here.settle()
    assert list(here.session.comparison_runs.runs) == ["scratch"]
    assert element_data(here, "cloze/row")["tokens"]


@pytest.mark.parametrize(("data_language", "limited"), [("en", True), ("zh", False)])
def test_tuning_panel_says_where_short_pretraining_does_not_help(page: Open, data_language: str, limited: bool) -> None:
    here = page("en", data_language=data_language)
    here.set_widget("inspector", "tuning")
    said = f"on {fine_tuning.AHEAD} of {fine_tuning.SEEDS} seeds"
    assert any(said in each.value for each in here.at.caption) == limited
