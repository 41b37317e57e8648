"""Every set of pairs: nothing of the test is learnt, equal settings give equal pairs, and `about` tells the truth."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from itertools import product

import pytest

from nets.datasets.pairs import dialogue, drawing
from nets.datasets.pairs.sides import PairInfo
from nets.datasets.pairs.tasks import LENGTHS, NAMES, USUAL_LENGTHS, info, make, unseen_pairs
from nets.experiment.user_error import Problem

OWN = "\n".join(f"frage {at}\tantwort {at % 7}" for at in range(60))
WAYS = {"dates": ("forward", "back"), "numbers": ("forward", "back"), "arithmetic": ("forward", "back")}
WAYS |= {"own": ("forward", "back")}
LANGUAGES = {"dates": ("en", "zh", "both"), "numbers": ("en", "zh", "both"), "dialogue": ("en", "zh", "both")}
SETS = [
    (name, way, language)
    for name in NAMES
    for way, language in product(WAYS.get(name, ("forward",)), LANGUAGES.get(name, ("en",)))
]


@pytest.fixture(autouse=True)
def fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer pairs for the test than usual, to be quick."""
    monkeypatch.setattr(drawing, "MAX_TEST", 120)
    make.cache_clear()


def _made(name: str, way: str, language: str, examples: int = 200, seed: int = 0):
    return make(name, way, language, examples, USUAL_LENGTHS.get(name, 0), seed, OWN if name == "own" else "")


def _info(name: str, way: str, language: str) -> PairInfo:
    return info(name, way, language, USUAL_LENGTHS.get(name, 0), OWN if name == "own" else "")


@pytest.mark.parametrize(("name", "way", "language"), SETS)
def test_a_set_is_as_it_says(name: str, way: str, language: str) -> None:
    made, described = _made(name, way, language), _info(name, way, language)
    assert made.train
    assert len(made.test) == len(made.kinds) > 0
    for side, texts in zip(
        (described.source, described.target), zip(*made.train, *made.test, strict=True), strict=True
    ):
        for text in texts:
            cut = side.tokenize(text)
            assert 0 < len(cut) <= side.max_tokens
            assert set(cut) <= set(side.tokens)
            assert side.join(cut) == (text.lower() if side.folded else text)
        assert len(set(side.tokens)) == len(side.tokens)
    for _name, wordings in made.groups:
        assert len(set(wordings)) == len(wordings) > 1
        assert all(set(described.source.tokenize(text)) <= set(described.source.tokens) for text in wordings)


@pytest.mark.parametrize(("name", "way", "language"), SETS)
def test_no_source_of_the_test_is_learnt_and_seeds_decide(name: str, way: str, language: str) -> None:
    made = _made(name, way, language)
    learnt = {source for source, _target in made.train}
    assert not learnt & {source for source, _target in made.test}
    assert name == "own" or len(learnt) == len(made.train)
    make.cache_clear()
    assert _made(name, way, language) == made
    other = _made(name, way, language, seed=1)
    assert other != made
    if name != "own":  # what is held out is so for every seed
        assert not learnt & {source for source, _target in other.test}


def test_a_day_a_number_and_a_sum_are_held_out_however_they_are_written() -> None:
    for name, language in (("dates", "both"), ("numbers", "both"), ("arithmetic", "en"), ("sort", "en")):
        made = make(name, "forward", language, 2000, USUAL_LENGTHS.get(name, 0), 0)
        learnt, asked = ({_meant(name, *pair) for pair in part} for part in (made.train, made.test))
        assert not learnt & asked
        assert len(asked) > 100


def _meant(name: str, source: str, target: str) -> object:
    if name == "arithmetic":
        return frozenset(source.split("+"))
    return date.fromisoformat(target) if name == "dates" else target


def test_answers_are_right() -> None:
    for source, target in _made("arithmetic", "forward", "en").train:
        assert sum(map(int, source.split("+"))) == int(target)
    for source, target in _made("arithmetic", "back", "en").train:
        assert sum(map(int, source.split("+"))) == int(target[::-1])
    for source, target in _made("reverse", "forward", "en").train:
        assert list(source) == list(reversed(target))
    for source, target in _made("sort", "forward", "en").train:
        assert list(target) == sorted(source)


def test_with_two_languages_the_source_tells_which_is_wanted() -> None:
    for name in ("dates", "numbers"):
        for source, target in _made(name, "back", "both").train:
            assert (source[:3] == "zh ") == bool(re.search("[〇-龥]", target))


def test_there_are_no_more_examples_than_there_are() -> None:
    made = make("numbers", "forward", "en", 5000, 2, 0)
    meant = {int(target) for _source, target in (*made.train, *made.test)}
    assert meant == set(range(100))
    assert len(made.train) < 200


@pytest.mark.parametrize(
    ("name", "size"), [("reverse", 30), ("sort", 12), ("numbers", 3), ("dates", 10), ("dialogue", 6)]
)
def test_unseen_pairs_of_a_size(name: str, size: int) -> None:
    length = USUAL_LENGTHS.get(name, 0)
    learnt = {source for source, _target in make(name, "forward", "en", 2000, length, 0).train}
    found = unseen_pairs(name, "forward", "en", length, 0, "", size, 20)
    assert len(found) > 10
    for source, _target in found:
        assert len(info(name, "forward", "en", length).source.tokenize(source)) == size
        assert source not in learnt


def test_a_length_that_cannot_be_is_refused() -> None:
    for name, (low, high) in LENGTHS.items():
        assert low <= USUAL_LENGTHS[name] <= high
        for length in (low - 1, high + 1):
            with pytest.raises(Problem, match="is not between"):
                info(name, "forward", "en", length)
        assert make(name, "forward", "en", 50, low, 0).test
        assert make(name, "forward", "en", 50, high, 0).test


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_meaning_has_wordings_of_its_own(language: str) -> None:
    texts = dialogue.TEXTS[language]
    meant: dict[str, str] = {}
    kept = set()
    for name, (answer, row) in texts.MEANINGS.items():
        wordings = dialogue.SENTENCE.findall(row)
        assert "".join(wordings).replace(" ", "") == row.replace(" ", "")
        assert len(wordings) >= 6
        for wording in wordings:
            assert meant.setdefault(_bare(wording), name) == name
            assert re.findall("{.*?}", wording) == re.findall("{.*?}", answer)
        slot = re.search("{(.*?)}", answer)
        kept |= {_bare(re.sub("{.*?}", value, wordings[-1])) for value in (texts.LISTS[slot[1]] if slot else [""])}
    made = _made("dialogue", "forward", language, 3000)
    learnt, asked = ({_bare(source) for source, _target in part} for part in (made.train, made.test))
    said = {opening.lower() + wording for opening in texts.OPENINGS for wording in kept}
    assert not learnt & said
    assert len(asked & said) > 30


def _bare(said: str) -> str:
    return said.lower().rstrip(dialogue.MARKS)


def test_the_server_can_know_them_without_torch() -> None:
    code = "import sys; from nets.datasets.pairs.tasks import info; info('dates', 'forward', 'both', 0); "
    code += "sys.exit(any(name in sys.modules for name in ('torch', 'sklearn', 'jieba', 'num2words')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
