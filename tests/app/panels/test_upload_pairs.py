"""Own pairs on the encoder-decoder's page: pasted or from a file, shown, learnt; nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from nets.datasets.pairs.upload_pairs import read
from nets.experiment.user_error import Problem
from ui.panels.pairs import upload_pairs
from ui.session.requests import uploads

Open = Callable[..., Any]
CHAT = "你吃了吗？ -> 吃了！\n你好吗？ -> 我很好！\n这一行没有答案\n再见！ -> 再见！\n"


@pytest.fixture
def page(visit: Open) -> Open:
    def opened(language: str, link: dict[str, str] | None = None) -> Any:
        here = visit(language, link, page="encoder_decoder")
        here.page = "seq2seq"  # the session's name
        return here

    return opened


def _learn(here: Any, text: str) -> None:
    here.at.text_area(key="own_pairs").set_value(text)
    here.at.button(key="own_pairs/learn").click()
    here.at.run()


def _box(here: Any) -> str:
    here.at.run()
    return here.at.text_area(key="own_pairs").value


def test_pasted_pairs_are_learnt_and_a_bad_line_stays_to_be_corrected(page: Open) -> None:
    here = page("zh")
    before = here.session.experiment
    here.at.text_area(key="own_pairs").set_value(CHAT)
    here.at.run()
    assert here.session.experiment == before, "nothing is learnt before it is asked for"
    assert any("第 3 行" in warning.value for warning in here.at.warning)
    assert here.at.dataframe[0].value.to_numpy().tolist() == [
        ["你吃了吗？", "吃了！"],
        ["你好吗？", "我很好！"],
        ["再见！"] * 2,
    ]
    here.at.button(key="own_pairs/learn").click()
    here.at.run()
    assert not here.errors
    data = here.session.experiment.data
    assert (data.name, data.own) == ("own", "你吃了吗？\t吃了！\n你好吗？\t我很好！\n再见！\t再见！")
    assert _box(here) == CHAT
    here.train(2)
    assert not here.errors
    _learn(here, "没有答案")
    assert len(here.errors) == 1
    assert here.session.experiment.data == data, "what was learnt goes on"
    assert _box(here) == "没有答案"


def test_a_file_is_learnt_and_one_that_is_none_is_explained(page: Open) -> None:
    here = page("en")
    here.at.file_uploader(key="own_pairs/file").upload("x.csv", b"How are you?,Fine.\nWho are you?,A net.\nWhy?\n")
    here.at.run()
    assert not here.errors
    own = here.session.experiment.data.own
    assert own == "How are you?\tFine.\nWho are you?\tA net."
    assert _box(here) == own
    assert any("Line 3 has no second column" in warning.value for warning in here.at.warning)
    here.at.file_uploader(key="own_pairs/file").upload("x.csv", b"\x89PNG\r\n\x1a\n\x00\x00" + bytes(range(256)))
    here.at.run()
    assert "not a text file" in here.errors[0]
    assert here.session.experiment.data.own == own


def test_long_pasted_text_is_read_by_a_worker_and_stays_in_the_box(page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    here, text = page("en"), "One line without an answer\n" + _pairs(6000)
    futures: list[Future[Any]] = []

    def compute(*_: Any) -> Future[Any]:
        futures.append(Future())
        return futures[-1]

    monkeypatch.setattr(uploads, "PATIENCE", 0.0)
    monkeypatch.setattr(upload_pairs, "read", lambda text: read(_short(text)))
    monkeypatch.setattr(here.session.engine, "compute", compute)
    before = here.session.experiment
    _learn(here, text)
    assert any("Reading your data" in said for said in here.strings())
    assert (here.session.experiment, _box(here)) == (before, text)
    here.at.button(key="own_pairs/file/cancel").click()
    here.at.run()
    assert (here.session.experiment, _box(here)) == (before, text)
    here.at.button(key="own_pairs/learn").click()
    here.at.run()
    futures[1].set_result(read(text))
    here.session.uploads.tick()
    here.at.run()
    assert here.session.experiment.data.own == read(text).text
    assert _box(here) == text
    assert any("Line 1 has no second column" in warning.value for warning in here.at.warning)
    _learn(here, _pairs(6000, "no answer"))
    futures[2].set_exception(Problem("No pair."))
    here.session.uploads.tick()
    here.at.run()
    assert "No pair." in here.errors
    assert _box(here) == _pairs(6000, "no answer")
    assert here.session.experiment.data.own == read(text).text


def _pairs(count: int, arrow: str = "->") -> str:
    return "\n".join(f"question {number} {arrow} answer {number}" for number in range(count))


def _short(text: str) -> str:
    """The same text, which is short enough for the server to read."""
    assert len(text) <= upload_pairs.MAX_AT_ONCE or "\t" in text, "a worker reads it"
    return text
