"""The Tokens page in both languages, drawn by Streamlit's AppTest; texts are split in this process."""

from __future__ import annotations

import json
import time
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nets.experiment.private_names import is_name
from nets.studies.tokens.settings import MAX_CHARACTERS
from nets.studies.tokens.tokenization import KINDS, SHOWN_CHARACTERS
from tests.support.pages.texts import TABS, element_data, latin_words
from ui.panels.tokens.text_box import decode_file
from ui.session.address.link import MAX_PROBLEMS

Open = Callable[..., Any]  # the fixture `visit`
PANELS = ("merges", "vocabulary", "size", "vectors", "strangers", "prices")
TERMS = {"token", "unicode", "utf", "emoji", "jieba", "python", "language"}


@pytest.fixture
def page(visit: Open) -> Open:
    """Return a function that opens the Tokens page: page(language, {setting: text})."""
    return lambda language="en", link=None: settle(visit(language, link, "tokens"))


def study(here: Any) -> Any:
    return here.at.session_state["browser_tab"].studies["tokens"]


def settle(here: Any) -> Any:
    """Return the page once all queries are answered."""
    until = time.monotonic() + 60
    while study(here).is_waiting:
        assert time.monotonic() < until
        here.at.run()
    assert not here.at.exception
    return here


def set_value(here: Any, key: str, value: Any) -> Any:
    here.at.get_by_key(key).set_value(value)
    here.at.run()
    return settle(here)


def press(here: Any, key: str) -> Any:
    here.at.button(key=key).click()
    here.at.run()
    return settle(here)


def decode_ints(text: str) -> list[int]:
    return np.frombuffer(b64decode(text), "<i4").tolist()


def drawn_tokens(here: Any, key: str) -> list[str]:
    """Return the tokens that an element draws."""
    drawn = element_data(here, key)
    content, ends = b64decode(drawn["content"]), decode_ints(drawn["ends"])
    return [content[a:b].decode("utf-8", "replace") for a, b in zip([0, *ends], ends, strict=False)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_panel_opens(page: Open, language: str) -> None:
    here = page(language)
    assert not here.errors
    for name in PANELS:
        set_value(here, "tokens/panel", name)
        assert not here.errors
    words, _formulas, source, teach = TABS[language]
    for tab in (words, source, teach):
        here.at.session_state["explain-open"], here.at.session_state["explain-tab"] = True, tab
        here.at.run()
        settle(here)
    assert here.at.text_input(key="lesson-maker-title")
    if language == "zh":
        samples = [study(here).text, study(here).second_text]
        ours = [text for text in here.strings() if text not in samples and " — " not in text]
        shown = [text for text in ours if "|" not in text and text != "English"]
        assert not {text for text in shown if [word for word in latin_words(text) if word.lower() not in TERMS]}


def test_text_is_split_in_three_ways_and_stays_in_the_link(page: Open) -> None:
    here = set_value(page(), "tokens/text", "low lower lowest 我们学习")
    assert drawn_tokens(here, "tokens/words") == ["low", " ", "lower", " ", "lowest", " ", "我们", "学习"]
    assert decode_ints(element_data(here, "tokens/words")["ids"]) == [1, -1, 2, -1, 3, -1, 4, 5]
    assert drawn_tokens(here, "tokens/characters") == list("low lower lowest 我们学习")
    assert drawn_tokens(here, "tokens/pairs")[:3] == ["low", " lowe", "r"]
    merges = element_data(here, "tokens/merging")
    assert decode_ints(merges["counts"])[0] == 3, "“l” and “o”"
    assert here.link == {"data.text": "low lower lowest 我们学习"}
    again = page("en", {"data.text": "aaa", "data.unit": "codepoint", "data.vocabulary": "9", "data.x": "1"})
    assert drawn_tokens(again, "tokens/pairs") == ["aa", "a"]
    assert again.errors == ["data.vocabulary cannot be 9.", "There is no setting called data.x."]


def test_link_with_many_mistakes_shows_the_first_and_counts_the_others(page: Open) -> None:
    here = page("en", {f"data.x{number}": "1" for number in range(90)})
    assert len(here.errors) == MAX_PROBLEMS
    assert here.errors[-1] == f"The link holds {90 - MAX_PROBLEMS + 1} more settings that do not fit."


def test_unusual_texts_are_drawn(page: Open) -> None:
    here = page()
    for text in ("", "x", "\x00\x07\x1b", "שלום עולם", "a\u0301\u202e🏳️‍🌈", "x" * 30_000):
        assert not set_value(here, "tokens/text", text).errors
        drawn = [b64decode(element_data(here, f"tokens/{kind}")["content"]).decode() for kind in KINDS]
        assert drawn == [text[:SHOWN_CHARACTERS]] * 3
        for name in ("merges", "size", "vectors", "vocabulary"):
            study(here).panel = name
            here.at.run()
            assert not settle(here).errors


def test_text_of_spaces_has_no_mean_length_of_words(page: Open) -> None:
    here = page("en", {"data.text": "   "})
    texts = [text.value for text in here.at.markdown]
    assert "**0** tokens · vocabulary 1" in texts
    assert "**3** tokens · 1.00 characters a token · vocabulary 2" in texts


def test_long_text_is_cut_and_surrogates_are_replaced_with_a_note(page: Open) -> None:
    here = page()
    study(here).set_text("多少" * 1_000_000)
    here.at.run()
    settle(here)
    shown = [info.value for info in here.at.info]
    assert any(f"{MAX_CHARACTERS}" in text and "2000000" in text for text in shown)
    assert study(here).analysis.bytes == 3 * MAX_CHARACTERS
    assert is_name(here.link["data.text"])
    press(here, "tokens/type")
    assert any("There is no text yet" in info.value for info in here.at.info)
    study(here).set_text("a\ud800b")
    assert study(here).text == "a\ufffdb"
    assert "halves of characters" in str(study(here).notes[0])


def test_files_are_decoded_in_several_encodings() -> None:
    assert decode_file("\ufeff你好".encode()) == "你好"
    assert decode_file("你好".encode("gb18030")) == "你好"
    assert decode_file("你好".encode("utf-16")) == "你好"
    assert decode_file("a\r\n\x07\ud800".encode("utf-16", "surrogatepass")) == "a\n\x07\ud800"
    with pytest.raises(Exception, match="not a text file"):
        decode_file(b"\x00\x01\x02\xff" * 100)


def test_product_with_one_hot_row_is_the_row_of_the_token(page: Open) -> None:
    here = page()
    study(here).panels.vectors.kind, study(here).panels.vectors.token, study(here).panel = "pairs", 260, "vectors"
    here.at.run()
    drawn = element_data(here, "tokens/lookup")
    rows, wide = drawn["rows"], 8
    values = np.frombuffer(b64decode(drawn["values"]), "<f4").reshape(len(rows), wide)
    assert drawn["id"] == 260
    assert np.array_equal(values[rows.index(260)], np.frombuffer(b64decode(drawn["product"]), "<f4"))


def test_unknown_tokens_are_listed_and_byte_pairs_lose_nothing(page: Open) -> None:
    here = set_value(page(), "tokens/text", "the cat sat")
    set_value(here, "tokens/panel", "strangers")
    set_value(here, "tokens/second", "the dog sat")
    assert decode_ints(element_data(here, "tokens/met-words")["ids"]) == [1, -1, 0, -1, 3]
    shown = " ".join(each.value for each in here.at.markdown)
    assert "3 tokens, **1** of them unknown. Not in the vocabulary: dog" in shown
    assert "very same text" in " ".join(each.value for each in here.at.caption)


def test_challenges_are_reached_one_after_the_other(page: Open) -> None:
    here = page()
    standing = study(here).challenge_progress
    assert not standing.reached
    set_value(here, "tokens/vocabulary", 1024)
    set_value(here, "tokens/across", True)
    set_value(here, "tokens/text", "the cat sat on the mat. " * 30)
    assert set(standing.reached) == {"fewer", "phrase"}
    set_value(here, "tokens/text", "".join(chr(0x4E00 + 7 * at) for at in range(120)))
    assert set(standing.reached) == {"fewer", "phrase", "worse"}
    assert any("3 of 3 met" in text for text in here.strings())


def test_lesson_hides_controls_and_panels(page: Open) -> None:
    here = page("en", {"lesson": "Bytes", "hide": "data.across,panel.prices,panel.challenges"})
    drawn = here.shown_keys()
    assert "tokens/unit" in drawn
    assert "tokens/across" not in drawn
    assert "prices" not in json.dumps(here.at.get_by_key("tokens/panel").options)
    assert not any("met" in text and "Challenges" in text for text in here.strings())
