"""Reading a user's own table: encodings, delimiters, headers, and the kind of each column."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from nets.datasets.tables.column import MISSING, column
from nets.datasets.tables.upload_table import read

HOMES = "area,rooms,city,price\n50,2,Bonn,100.5\n70,3,Bonn,150\n90,3,Köln,210\n120,5,Köln,300\n60,2,Bonn,130\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, end: str) -> None:
    table = read(HOMES.replace(",", delimiter).replace("\n", end))
    assert [column.name for column in table.columns] == ["area", "rooms", "city", "price"]
    assert [column.kind for column in table.columns] == ["numeric", "numeric", "category", "numeric"]
    assert table.rows == 5
    assert table.default_target == "price"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    table = read("面积,城市,价格\n50,北京,1\n70,上海,2\n80,北京,3\n90,上海,4\n".encode(encoding))
    assert [column.name for column in table.columns] == ["面积", "城市", "价格"]
    assert table.columns[1].values == ("北京", "上海")


def test_numbers_equal_those_of_pandas() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(200, 4)) * [1, 1e-6, 1e9, 100], columns=list("abcd")).mask(
        rng.random((200, 4)) < 0.1
    )
    text = frame.to_csv(index=False)
    again = pd.read_csv(io.StringIO(text))
    for found in read(text).columns:
        np.testing.assert_array_equal(found.floats(), again[found.name].to_numpy())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1,2\n3,4\n5,6\n7,8", ["#1", "#2"]),
        ("red,round\nblue,flat\nred,flat\nblue,round\nred,round", ["#1", "#2"]),
        ("colour,shape\nred,round\nblue,flat\nred,flat\nblue,round", ["colour", "shape"]),
        ("city,2019\nA,1\nB,2\nA,3\nB,5", ["#1", "#2"]),
        ("a,a,,a\n1,2,3,4\n1,3,3,4\n1,4,3,5\n1,5,3,6", ["a", "a (2)", "#3", "a (3)"]),
        ('"two\nlines",b\n1,2\n3,4\n5,6\n7,8', ["two lines", "b"]),
    ],
)
def test_headers(text: str, names: list[str]) -> None:
    assert [column.name for column in read(text).columns] == names


def test_a_note_tells_of_changed_names() -> None:
    assert "names that were empty or came twice" in str(read("a,a\n1,2\n3,4\n5,6\n7,8").notes[0])


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ("1 2.5 -3e2 .5 +4", "numeric"),
        ("1,234 2,000,000.5 3 4", "numeric"),
        ("1 2 3 4 5 6 7 8 9 10 x", "numeric"),
        ("1 2 x 4", "text"),
        ("yes no yes no", "category"),
        ("yes no NA ?", "text"),
        ("yes yes no NA", "category"),
        ("2024-01-05 2024/2/6 2024年3月7日 2024-01-05T10:00", "date"),
        ("5 5.0 5", "constant"),
        ("a a a", "constant"),
        ("NA ? -", "empty"),
        ("=1+1 @SUM(A1) +cmd|x -2+3", "text"),
        ("inf nan 1_000 0x10", "text"),
        ("110101199003070000 110101199003070001 110101199003070002", "text"),
    ],
)
def test_kinds(cells: str, kind: str) -> None:
    assert column("any", cells.split(), "any").kind == kind


def test_a_column_that_only_numbers_the_rows_is_an_id() -> None:
    assert column("x", list("12345"), "id").kind == "id"
    assert column("x", list("12345"), "编号").kind == "id"
    assert column("x", list("12345"), "year").kind == "numeric"
    assert column("x", list("12344"), "id").kind == "numeric"


def test_missing_cells_in_all_spellings() -> None:
    for word in (*MISSING, "NA", "N/A", "NaN", "NULL", " "):
        assert read(f"a,b\n1,2\n{word},4\n5,6\n7,8\n").columns[0].missing().tolist() == [False, True, False, False]


def test_semicolons_with_decimal_commas() -> None:
    table = read("a;b\n1,5;2\n2,125;3\n0,25;4\n7;8")
    assert table.columns[0].floats().tolist() == [1.5, 2.125, 0.25, 7]
