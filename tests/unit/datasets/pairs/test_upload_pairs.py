"""A user's own pairs: each line becomes a pair or is named, whatever it holds, and what was read stays the same."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nets.datasets.pairs import upload_pairs
from nets.datasets.pairs.pair_lines import tsv
from nets.datasets.pairs.tasks import info, make
from nets.datasets.pairs.upload_pairs import read
from nets.experiment.user_error import Problem
from ui.text.i18n import problem, use

CHAT = "你吃了吗？\t吃了！\n你好吗？\t我很好！\n"
READ = {
    "tabs": (CHAT, 2),
    "GB18030": (CHAT.encode("gb18030"), 2),
    "UTF-16": (CHAT.encode("utf-16"), 2),
    "a mark at the beginning": (CHAT.encode("utf-8-sig"), 2),
    "old line ends": (CHAT.replace("\n", "\r"), 2),
    "commas": ('hello,你好\n"well, well",好吧\n', 2),
    "semicolons around commas": ("well, well;好吧\noh, no;不\n", 2),
    "arrows": ("你吃了吗？ -> 吃了！\n你好 → 好\n再见 => 再见\n", 3),
    "quotes that are part of a text": ('say "hi"\tok\n"yes" he said\tno\n', 2),
    "columns behind": ("Hi.\tHallo.\tCC-BY\nGo.\tGeh.\tCC-BY\n", 2),
    "names of columns": ("question,answer\na,b\nc,d\n", 2),
    "blank lines": ("\n\na,b\n\n \nc,d\n\n", 2),
    "a pair twice": ("a,b\na,b\nc,d\n", 2),
    "two answers to one question": ("a,b\na,c\nc,d\n", 3),
    "HTML": ("<script>alert(1)</script>\t<b>x</b>\n=1+1\t@SUM(A1)\n", 2),
}
BAD = {
    "no second column": ("a,b\nc\nd,e\n", 2, "no second column"),
    "an empty second column": ("a\tb\nc\t\nd\te\n", 2, "no second column"),
    "an empty first column": ("a,b\n,c\nd,e\n", 2, "no first column"),
    "too many commas": ("a,b\nc,d\nwell, well,so\n", 3, "has 3 columns"),
    "an open quotation mark": ('a,b\nc,d\n"e,f\n', 3, "not closed"),
    "too long": ("a,b\n" + "长" * 61 + ",c\nd,e\n", 2, "61 symbols on one side"),
}
REFUSED = {
    "nothing": ("", "no pairs yet"),
    "one column": ("a\nb\n", "Line 1 has no second column"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "not a text file"),
    "a huge file": (b"a,b\n" * 2_000_000, "8.0 MB"),
}


@pytest.fixture(autouse=True)
def english():
    yield
    use("en")


def _in_both_languages(found: Problem) -> None:
    for language in ("en", "zh"):
        use(language)
        said = problem(found)
        assert said.isprintable()
        assert 10 < len(said) < 220
    assert said != str(found)


@pytest.mark.parametrize("case", READ)
def test_pairs_are_read(case: str) -> None:
    content, count = READ[case]
    found = read(content)
    assert len(found.pairs) == count
    assert not found.problems
    assert read(found.text).pairs == found.pairs
    for note in found.notes:
        _in_both_languages(note)


@pytest.mark.parametrize("case", BAD)
def test_a_bad_line_is_named_and_the_others_are_read(case: str) -> None:
    content, line, words = BAD[case]
    found = read(content)
    assert len(found.pairs) == 2
    assert [(each.values["line"], words in str(each)) for each in found.problems] == [(line, True)]
    _in_both_languages(found.problems[0])


@pytest.mark.parametrize("case", REFUSED)
def test_what_holds_no_pairs_is_refused_by_one_sentence(case: str) -> None:
    content, words = REFUSED[case]
    start = process_time()
    with pytest.raises(Problem, match=words) as raised:
        read(content)
    assert process_time() - start < 2
    assert raised.value.values["key"] == "data.own"
    _in_both_languages(raised.value)


LINE = st.text(st.sampled_from("ab 你，,;|\t\"'->→=.\x07\u2028é\ufeffЖ"), max_size=14)


@settings(max_examples=30)
@given(st.lists(LINE, max_size=6), st.sampled_from(["\n", "\r\n", "\r"]))
def test_nothing_is_lost_without_a_word(lines: list[str], end: str) -> None:
    content = end.join(lines)
    try:
        found = read(content)
    except Problem:
        return
    assert all(source and target and "\t" not in source + target for source, target in found.pairs)
    again = read(found.text)
    assert (again.pairs, again.units, again.bad, again.notes) == (found.pairs, found.units, 0, ())
    written = sum(bool(line.strip(" \t\x07\u2028\ufeff")) for line in content.replace("\r", "\n").split("\n"))
    repeated = sum(note.values.get("count", 1) for note in found.notes)
    assert len(found.pairs) + found.bad + repeated == written


def test_more_than_fits_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_pairs, "MAX_PAIRS", 300)
    monkeypatch.setattr(upload_pairs, "MAX_CHARACTERS", 9000)
    for text, most in (("{0}\t{0}x", 300), ("{0:040}\t{0:040}", 9000 // 82)):
        found = read("\n".join(text.format(number) for number in range(500)))
        assert len(found.pairs) == most
        assert len(found.text) <= 9000
        _in_both_languages(found.notes[0])


def test_a_tenth_of_the_sources_is_for_the_test_with_all_their_answers() -> None:
    pairs = [(f"q{number}", f"{answer}{number}") for number in range(50) for answer in "xy"]
    made = make("own", "forward", "en", 1000, 0, 3, tsv(pairs))
    assert sorted((*made.train, *made.test)) == sorted(pairs)
    assert len({source for source, _target in made.test}) == 5
    back = make("own", "back", "en", 20, 0, 3, tsv(pairs))
    assert len(back.train) == 20
    assert all(source[0] in "xy" for source, _target in back.train)


def test_sentences_are_cut_into_words_and_other_texts_into_characters() -> None:
    found = info("own", "forward", "en", 0, "How are you today?\t你今天好吗？\nWhere do you live?\t你住哪里？")
    assert found.source.tokenize("How ARE you?") == ["how", "are", "you", "?"]
    assert (found.source.unit, found.target.unit, found.target.max_tokens) == ("words", "characters", 6)


@pytest.mark.parametrize("text", ["", "only one\tpair", "a\tb\na\tc", "no pairs"])
def test_pairs_that_cannot_be_learnt_from_are_refused(text: str) -> None:
    with pytest.raises(Problem) as raised:
        info("own", "forward", "en", 0, text)
    assert raised.value.values["key"] == "data.own"
    _in_both_languages(raised.value)


def test_units_follow_from_the_pairs_that_are_kept() -> None:
    """Three equal lines of words and one long word: alone they are not mostly words, and the long one does not fit."""
    found = read("Hello there, my friend\tHello there, my friend\n" * 3 + "Hello there, my friend\t" + "x" * 70)
    again = read(found.text)
    assert (again.pairs, again.units) == (found.pairs, found.units)
    assert len(found.pairs) == 1
    assert found.bad == 1
