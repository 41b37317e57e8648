"""The Decoding page in both languages, drawn by Streamlit's AppTest; models answer in this process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from nets.experiment.user_error import Problem
from nets.studies.decoding.records import GeneratedText, GuessingRecord
from tests.support.pages.texts import TABS, element_data, latin_words
from ui.panels.decoding.own_logits import parse_logits

Open = Callable[..., Any]  # the fixture `visit`
TERMS = {"top", "min", "logits", "gpt", "softmax", "hugging", "face", "generate"}


def study(here: Any) -> Any:
    return here.at.session_state["browser_tab"].studies["decoding"]


def settle(here: Any) -> Any:
    """Return the page once all queries are answered."""
    here.at.run()
    until = time.monotonic() + 60
    while study(here).is_waiting:
        assert time.monotonic() < until
        here.at.run()
    assert not here.at.exception
    return here


def set_value(here: Any, key: str, value: Any) -> Any:
    here.at.get_by_key(key).set_value(value)
    return settle(here)


def press(here: Any, key: str) -> Any:
    here.at.button(key=key).click()
    return settle(here)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_panel_is_drawn_in_the_language(visit: Open, language: str) -> None:
    here = visit(
        language,
        {"data.prompt": "有一天，一只" if language == "zh" else "The value of ", "data.count": "12"},
        "decoding",
    )
    texts = settle(here).strings()
    press(here, "decoding/option-0")
    assert [type(record) for record in study(here).evidence] == [GuessingRecord]
    texts += here.strings()
    for name in ("steps", "ways", "cloud"):
        set_value(here, "decoding/panel", name)
        if name == "cloud":
            study(here).sample()
            settle(here)
        assert not here.errors
        texts += here.strings()
    assert {record.strategy for record in study(here).evidence if isinstance(record, GeneratedText)} == {
        "greedy",
        "sample",
        "beam",
    }
    for tab in (TABS[language][0], TABS[language][3]):
        here.at.session_state["explain-open"], here.at.session_state["explain-tab"] = True, tab
        here.at.run()
        assert not here.at.exception
    if language == "zh":
        ours = [text for text in texts if text != "English" and "python -m" not in text]
        assert not {text for text in ours if [word for word in latin_words(text) if word.lower() not in TERMS]}


def test_tokens_are_forced_and_rewound_and_cut_ones_are_grey(visit: Open) -> None:
    here = visit("en", {"data.model": "zh", "data.prompt": "有一天，", "data.top_k": "2"}, "decoding")
    set_value(here, "decoding/panel", "steps")
    press(here, "decoding/force-1")
    press(here, "decoding/draw")
    press(here, "decoding/rewind")
    press(here, "decoding/force-5")
    tree = element_data(here, "decoding/walk")
    assert tree["parents"] == [-1, 0, 0]
    assert tree["best"] == [0, 2]
    assert tree["chosen"] == 2
    labels = [button.label for button in here.at.button if (button.key or "").startswith("decoding/force-")]
    assert [label.endswith(" 0%") for label in labels] == [False, False] + [True] * (len(labels) - 2)
    set_value(here, "decoding/typing", True)
    set_value(here, "decoding/typed", "A 1\nB 0\nC -1")
    table = next(each.value for each in here.at.markdown if "| A |" in each.value)
    assert "~~0.090~~" in table.splitlines()[-1], "e⁻² of all three is cut by top-k 2, and keeps its length"
    assert here.link == {"data.model": "zh", "data.prompt": "有一天，", "data.top_k": "2"}


def test_typed_logits_are_parsed_or_refused() -> None:
    typed = parse_logits("a 1.5\nbc: −2\n\nd=3", "bc d")
    assert parse_logits("猫：2,5\n狗　１．５", "狗，鱼").scores.tolist() == [2.5, 1.5]
    assert parse_logits("猫：2,5\n狗　１．５", "狗，鱼").seen.tolist() == [False, True]
    assert (typed.names, typed.scores.tolist(), typed.seen.tolist()) == (
        ["a", "bc", "d"],
        [1.5, -2, 3],
        [False, True, True],
    )
    for wrong in ("a", "a b", "a 1", "a nan\nb 1", "\n".join(f"{at} {at}" for at in range(13))):
        with pytest.raises(Exception, match="symbol"):
            parse_logits(wrong, "")
    with pytest.raises(Problem, match=r"A score is between −1,000 and 1,000: b 1e9"):
        parse_logits("a 1\nb 1e9", "")


def test_own_gpt_is_asked_once_it_has_trained(visit: Open) -> None:
    from nets.models.gpt.experiment import GPT
    from ui.session.training_session import TrainingSession

    here = visit("en", {}, "decoding")
    assert study(here).model.name == "en"
    settings = {"data.name": "own", "data.text": "she sells sea shells by the sea shore.\n" * 12, "data.length": "16"}
    experiment = GPT.from_strings(settings | {"net.width": "8", "net.heads": "2", "net.layers": "1"})
    session = TrainingSession(study(here).engine, experiment)
    here.at.session_state["browser_tab"].sessions["gpt"] = session
    here.page = "gpt"
    here.train(1)
    set_value(here, "decoding/panel", "ways")
    answer = study(here).answers["ways"].latest(lambda question: question[0] == "own")
    assert str(answer["prompt"]) in settings["data.text"]
    assert here.at.get_by_key("decoding/model").value == "own"
    assert {record.model for record in study(here).evidence} == {"own"}
    set_value(here, "decoding/model", "zh")
    assert study(here).model.name == "zh"
