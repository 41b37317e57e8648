"""Files that a user might choose as a table, made on disk: each is read, or refused by one sentence, and quickly."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from time import process_time

import pytest

from nets.datasets.tables.upload_table import examples, read
from nets.experiment.user_error import Problem
from ui.text.i18n import problem, use

GOOD = "花瓣,颜色,种类\n" + "1.5,红,甲\n2.5,绿,乙\n" * 9
READ = {
    "GBK": GOOD.encode("gbk"),
    "UTF-16 of a spreadsheet": GOOD.replace(",", "\t").encode("utf-16"),
    "UTF-8 with a mark": GOOD.encode("utf-8-sig"),
    "a formula": GOOD.replace("红", "=cmd|' /C calc'!A0").encode(),
    "a quoted line break": GOOD.replace("红", '"a\nb"').encode(),
    "a quote within a cell": GOOD.replace("红", '5" pipe').encode(),
    "no last line break": GOOD.rstrip().encode(),
    "old line ends": GOOD.replace("\n", "\r").encode(),
}
REFUSED = {
    "one row": (b"a,b\n1,2\n", "too few rows: 1"),
    "only names": (b"a,b,c\n", "too few rows: 0"),
    "only text": (b"x,y\nann,b c\ncarl,d\neve,f\ngus,h\n", "No column can be the target"),
    "UTF-16 without a mark": (GOOD.encode("utf-16-le"), "not a text file"),
    "zeros": (b"a,b\n" + b"1,\x002\n" * 9, "not a text file"),
    "only zeros": (bytes(1000), "not a text file"),
    "a quote never closed": (b'a,b\n1,2\n3,4\n5,6\n7,8\n9,"10\n11,12\n13,14\n', "near line 6"),
    "a quote never closed at the end": (b'a,b\n1,2\n3,4\n5,6\n7,8\n9,"', "near line 6"),
    "a long cell": (b'a,b\n1,"' + b"x" * 200_000 + b'"\n', "near line 2"),
    "5,000 columns": (b"\n".join([b",".join([b"1"] * 5000)] * 9), "5000 columns; 100"),
    "five million columns": (b"," * 4_999_998 + b"a", "columns; 100"),
    "a spreadsheet": (b"PK\x03\x04" + bytes(range(256)) * 40, "not a text file"),
}


@pytest.fixture(autouse=True)
def english():
    read.cache_clear()
    yield
    use("en")


@pytest.mark.parametrize("case", READ)
def test_it_is_read(tmp_path: Path, case: str) -> None:
    (tmp_path / "t.csv").write_bytes(READ[case])
    found = examples(read((tmp_path / "t.csv").read_bytes()), "种类")
    assert (found.inputs.shape, found.classes) == ((18, 3), ("乙", "甲"))


def test_a_formula_is_text_and_nothing_more() -> None:
    column = read(READ["a formula"]).columns[1]
    assert (column.kind, column.values[0]) == ("category", "=cmd|' /C calc'!A0")


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_by_one_sentence_in_either_language(tmp_path: Path, case: str) -> None:
    content, words = REFUSED[case]
    (tmp_path / "t.csv").write_bytes(content)
    start = process_time()
    with pytest.raises(Problem) as raised:
        examples(read((tmp_path / "t.csv").read_bytes()))
    assert process_time() - start < 3
    assert words in str(raised.value)
    for language in ("en", "zh"):
        use(language)
        said = problem(raised.value)
        assert said.isprintable()
        assert len(said) < 200
        assert said.isascii() == (language == "en")


def test_200_megabytes_are_refused_before_they_are_parsed(tmp_path: Path) -> None:
    with (tmp_path / "t.csv").open("wb") as file:
        for _ in range(200):
            file.write(b"1.25,2.5,abcdef\n" * 62_500)
    content = (tmp_path / "t.csv").read_bytes()
    assert len(content) == 200_000_000
    tracemalloc.start()
    start = process_time()
    with pytest.raises(Problem, match=r"too large: 200.0 MB of text, and 5 MB"):
        read(content)
    taken, (_now, most) = process_time() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 0.5, f"{taken:.2f} s"
    assert most < 1_000_000, f"{most} bytes"


def test_what_may_just_be_read_takes_little_memory_and_time() -> None:
    content = b"1.25,2.5,abcdef\n" * 312_000
    tracemalloc.start()
    start = process_time()
    assert read(content).rows == 50_000
    taken, (_now, most) = process_time() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 10, f"{taken:.2f} s"
    assert most < 120_000_000, f"{most} bytes"
