"""Numbers as people type them in either language."""

from __future__ import annotations

import pytest

from nets.datasets.typed_numbers import named, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.5", 2.5),
        ("2,5", 2.5),
        ("２．５", 2.5),
        ("２，５", 2.5),
        ("－1", -1),
        ("−0,5", -0.5),
        (" +3 ", 3),
        (".5", 0.5),
        ("1e-3", 0.001),
        ("1，5ｅ−2", 0.015),
    ],
)
def test_number_reads_either_decimal_sign_and_full_width_forms(text: str, value: float) -> None:
    assert number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "1,2,3", "nan", "inf", "1 2", "0x10", "1_000"])
def test_number_refuses_what_is_none(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("A 2.5", "A", 2.5),
        ("A 2,5", "A", 2.5),
        ("A: 2,5", "A", 2.5),
        ("猫：2", "猫", 2),
        ("猫　－２．５", "猫", -2.5),
        ("the cat = 1", "the cat", 1),
        ("A，2,5", "A", 2.5),
        ("A;1", "A", 1),
        (": 3", ":", 3),
        ("， 3", "，", 3),
        ("A2 1", "A2", 1),
    ],
)
def test_named_parts_a_name_from_its_number(line: str, name: str, value: float) -> None:
    assert named(line) == (name, pytest.approx(value))


@pytest.mark.parametrize("line", ["", "A", "2.5", "A b", "A 2.5.5", "A two", ":3", "A" + " " * 100_000 + "b"])
def test_named_refuses_a_line_without_both(line: str) -> None:
    assert named(line) is None
