"""A user's own table at its worst: every file ends in examples or in one readable Problem."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nets.datasets.examples import Examples
from nets.datasets.tables.column_encoding import MAX_INPUTS
from nets.datasets.tables.upload_table import examples, read
from nets.experiment.user_error import Problem

HOMES = "area,rooms,city,price\n50,2,Bonn,100.5\n70,3,Bonn,150\n90,3,Köln,210\n120,5,Köln,300\n60,2,Bonn,130\n"


def learn(text: str | bytes, target: str = "") -> Examples:
    return examples(read(text), target)


def problem(text: str | bytes, target: str = "") -> Problem:
    with pytest.raises(Problem) as raised:
        learn(text, target)
    assert raised.value.values["key"] == ("data.target" if target else "data.csv")
    return raised.value


def notes(examples: Examples) -> str:
    return " ".join(map(str, examples.notes))


def rows(*columns: list[object]) -> str:
    return "\n".join(",".join(map(str, row)) for row in zip(*columns, strict=True))


def test_ten_thousand_rows_are_fast() -> None:
    rng = np.random.default_rng(0)
    text = pd.DataFrame(rng.normal(size=(10_000, 10)).round(4)).rename(columns=lambda i: f"c{i}").to_csv(index=False)
    taken = []
    for _ in range(3):
        read.cache_clear()
        start = time.process_time()
        table = learn(text)
        taken.append(time.process_time() - start)
    assert table.inputs.shape == (10_000, 9)
    assert min(taken) < 0.5


def test_more_rows_than_can_be_used() -> None:
    for header in ("", "x,y\n"):
        table = read(header + "\n".join(f"{i},{i % 7}" for i in range(50_001)))
        assert table.rows == 50_000
        assert str(table.notes[0]) == "Only the first 50000 rows are used."
    assert not read("x,y\n" + "\n".join(f"{i},{i % 7}" for i in range(50_000))).notes


def test_more_inputs_than_there_is_room_for() -> None:
    words = [f"w{i % 20}" for i in range(60)]
    table = learn(",".join([*(f"c{i}" for i in range(12)), "y"]) + "\n" + rows(*[words] * 12, list(range(60))))
    assert len(table.features) == MAX_INPUTS
    assert "more than 200 inputs: c10, c11." in notes(table)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        (b"", "empty"),
        (" \n\r\n ,,\n", "empty"),
        ("a,b,c", "too few rows: 0"),
        ("a,b\n1,2", "too few rows: 1"),
        ("1,2", "too few rows: 1"),
        ("Once upon a time there was a net.\nIt learnt, slowly, to fold.\nThe end.", "Only one column|not look like"),
        ("Dear all\nthe weather is fine\nsee you", "Only one column"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file"),
        (b"PK\x03\x04\x14\x00\x06\x00", "not a text file"),
        ("a,b\n1,\x002\n3,4", "not a text file"),
        ("a,b\n1,\ud800\n3,4", "not a text file"),
        ("a,b\ncaf\xe9,2\n".encode("latin-1"), "neither UTF-8 nor GBK"),
        ('a,b\n1,"' + "x" * 200_000, "too long, or its quotation mark"),
        ("x" * 5_000_001, "5.0 MB of text, and 5 MB"),
        (",".join("a" * 101) + "\n", "101 columns; 100"),
        ("a,b\n1\n2,3,4\n5,6,7,8\n9\n8,7,6,5,4", "different numbers of cells"),
        ("x,y\nk,1\nk,2\nk,3\nk,4", "No column is left to learn y from"),
        ("x,y\nann,b c\ncarl,d\neve,f\ngus,h", "No column can be the target"),
        ("x,y\n1,k\n1,k\n1,k\n1,k", "No column can be the target"),
    ],
)
def test_what_is_no_table_is_one_readable_problem(text: str | bytes, words: str) -> None:
    assert any(word in str(problem(text)) for word in words.split("|"))


@pytest.mark.parametrize(
    ("text", "target", "words"),
    [
        (HOMES, "colour", "no column called colour"),
        (HOMES, "{x}" * 50, "no column called {x}"),
        ("x,y\n1,k\n2,k\n3,k\n4,k", "y", "no two different values"),
        ("x,y\n1,\n2,\n3,\n4,", "y", "too few rows (0)"),
        ("x,y\n" + rows(list(range(42)), [f"w{i % 21}" for i in range(42)]), "y", "21 different values, and 20"),
    ],
)
def test_targets_that_cannot_be(text: str, target: str, words: str) -> None:
    assert words in str(problem(text, target))


def test_twenty_classes_are_possible() -> None:
    text = "x,y\n" + rows(list(range(40)), [f"w{i % 20}" for i in range(40)])
    assert len(learn(text).classes) == 20


def check(data: str | bytes, target: str = "") -> None:
    """Examples that keep their promises, or a Problem of the table."""
    try:
        found = learn(data, target)
    except Problem as raised:
        problem = raised
    else:
        check_examples(found)
        return
    assert problem.values["key"] in ("data.csv", "data.target" if target else "data.csv")
    assert str(problem)


def check_examples(found: Examples) -> None:
    assert found.inputs.shape == (len(found.targets), len(found.features))
    assert len(set(found.features)) == len(found.features) <= MAX_INPUTS
    assert np.isfinite(found.inputs).all()
    assert np.isfinite(found.targets).all()
    assert 0 < found.test.sum() < len(found.test)
    if found.classes:
        assert set(found.targets.tolist()) == set(range(len(found.classes)))
    assert all(str(note) for note in found.notes)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    check(data)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    check(text)


cell = st.sampled_from(
    ["", "0", "1", "-2.5", "1e9", "NA", "?", "yes", "no", '"', '"a"', "2024-01-01", "名", "=A1", "1e999"]
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.lists(cell, min_size=1, max_size=5), max_size=15),
    st.sampled_from([",", ";", "\t", "|", ", "]),
    st.booleans(),
)
def test_anything_like_a_table(table: list[list[str]], delimiter: str, even: bool) -> None:
    width = min(map(len, table), default=0)
    text = "\n".join(delimiter.join(row[:width] if even else row) for row in table)
    for target in ("", *(column_names(text))):
        check(text, target)


def column_names(text: str) -> list[str]:
    try:
        return [column.name for column in read(text).columns]
    except Problem:
        return []
