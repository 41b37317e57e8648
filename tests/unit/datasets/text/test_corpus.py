"""Corpora: the words of a text are counted as by hand, long texts are kept safely, the world is what it says."""

from __future__ import annotations

import os
import time
from collections import Counter

import numpy as np
import pytest

from nets.datasets.text import corpus, python_help
from nets.datasets.text import generated_world as world
from nets.datasets.text import upload_texts as kept_texts
from nets.datasets.text.word_segmentation import is_word, words
from nets.experiment.user_error import Problem


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NETS_TEXTS", str(tmp_path))
    kept_texts._read.cache_clear()
    return tmp_path


def test_words_are_numbered_by_how_often_they_come_up() -> None:
    held = corpus.of_topics(7, 500)
    counted = Counter(word for word in words(python_help.topics().lower(), "en") if is_word(word))
    wanted = sorted((word for word, count in counted.items() if count >= 7), key=lambda w: (-counted[w], w))[:500]
    assert list(held.words) == wanted
    assert held.counts.tolist() == [counted[word] for word in wanted]
    assert (held.read, held.different) == (counted.total(), len(counted))
    assert held.starts[-1] == len(held.ids)
    assert 2 <= np.diff(held.starts).min() <= np.diff(held.starts).max() <= corpus.MAX_SENTENCE


def test_sentences_are_the_same_however_a_text_is_cut(monkeypatch) -> None:
    text = "One two three. Four five! " * 50 + "北京是中国的首都。东京是日本的首都。" * 50
    whole = list(corpus.sentences(text, "zh"))
    shares: list[float] = []
    monkeypatch.setattr(corpus, "PIECE", 40)
    assert [s for s in corpus.sentences(text, "zh", shares.append) if s] == [s for s in whole if s]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_world_holds_every_word_of_its_questions(language: str) -> None:
    held = corpus.of_world(language, 6000, 0, 5, 10_000)
    assert len(held.words) <= world.size(language)
    asked = list(world.analogies(language))
    assert Counter(kind for kind, *_four in asked) == {"capital": 380, "language": 380, "currency": 380, "gender": 90}
    assert {word for _kind, *four in asked for word in four} <= set(held.words)
    assert world.sentences(language, 50, 3) == world.sentences(language, 50, 3) != world.sentences(language, 50, 4)


def test_a_long_text_is_kept_under_its_hash_and_read_with_progress(own_folder) -> None:
    text = "the quick brown fox jumps over a lazy dog and some more words\n" * 3000
    name = kept_texts.keep(text.encode("utf-16"))
    assert name == kept_texts.keep(text.replace("\n", "\r\n").encode())
    assert kept_texts.is_kept(name)
    assert os.name == "nt" or (own_folder / name[7:]).stat().st_mode & 0o077 == 0, "others cannot read it"
    told: list[float | None] = []
    write = kept_texts._write_progress

    def write_and_read(path, share):
        write(path, share)
        told.append(kept_texts.progress(name, "en"))

    kept_texts._write_progress = write_and_read
    try:
        held = kept_texts.read(name, "en", 5, 100)
    finally:
        kept_texts._write_progress = write
    assert (len(held.words), held.read) == (13, 39_000)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert kept_texts.progress(name, "en") is None


def test_what_is_not_kept_or_no_text_is_told(monkeypatch) -> None:
    with pytest.raises(Problem, match="not kept"):
        kept_texts.words_of("sha256:" + "0" * 64)
    for data in (b"\x00\x01\x02\xff" * 50, b"x" * (kept_texts.MAX_BYTES + 1)):
        with pytest.raises(Problem):
            kept_texts.keep(data)
    with pytest.raises(Problem, match="longer text"):
        kept_texts.read("too short", "en", 1, 100)


def test_the_oldest_texts_go_when_there_is_no_room(monkeypatch, own_folder) -> None:
    monkeypatch.setattr(kept_texts, "MAX_ALL", 250)
    names = []
    for number in range(3):
        names.append(kept_texts.keep(f"{number}".encode() * 100))
        os.utime(own_folder / names[-1][7:], (time.time() + number, time.time() + number))
    assert [kept_texts.is_kept(name) for name in names] == [False, True, True]


def test_a_text_is_brought_to_the_workers_that_lack_it(tmp_path, monkeypatch) -> None:
    homes = {"one": tmp_path / "one", "two": tmp_path / "two"}
    calls: list[tuple[str, ...]] = []

    def run(function, *arguments, workers=("one", "two")):
        calls.append(tuple(workers))
        answers = {}
        for worker in workers:
            with monkeypatch.context() as there:
                there.setenv("NETS_TEXTS", str(homes[worker]))
                answers[worker] = function(*arguments)
        return answers

    name = kept_texts.keep(b"to be or not to be")
    for _time in range(2):
        kept_texts.bring(name, run)
        assert run(kept_texts.is_kept, name) == {"one": True, "two": True}
    assert calls[1] == ("one", "two")
    assert len(calls) == 5  # nothing is sent twice
    kept_texts.bring("a short text", run)
    assert len(calls) == 5
