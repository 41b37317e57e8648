"""Whole numbers below a hundred million in English and Chinese words; torch-free."""

from __future__ import annotations

import re
from collections.abc import Iterator

ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
GROUPS = ((1_000_000, "million"), (1_000, "thousand"))
DIGITS, PLACES = "零一二三四五六七八九", ("千", "百", "十", "")
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
MAX_NUMBER = 99_999_999


def english(number: int, american: bool = False) -> str:
    """Return a British numeral, one thousand, two hundred and five; American ones have no `and` and no commas."""
    parts = []
    for size, name in GROUPS:
        if number >= size:
            parts.append(f"{_below_thousand(number // size, american)} {name}")
            number %= size
    if number and parts and number < 100 and not american:
        return f"{', '.join(parts)} and {_below_thousand(number, american)}"
    if number or not parts:
        parts.append(_below_thousand(number, american))
    return (" " if american else ", ").join(parts)


def _below_thousand(number: int, american: bool) -> str:
    hundreds, rest = divmod(number, 100)
    words = f"{ONES[hundreds]} hundred" if hundreds else ""
    if not rest and words:
        return words
    tens, ones = divmod(rest, 10)
    words_below = ONES[rest] if rest < 20 else TENS[tens] + (f"-{ONES[ones]}" if ones else "")
    return words + (" " if american else " and ") + words_below if words else words_below


def chinese(number: int) -> str:
    """Return a Chinese numeral: groups of four digits, one 零 for inner zeros, and 十 at the start for ten."""
    upper, lower = divmod(number, 10_000)
    text = _below_wan(lower)
    if upper:
        text = _below_wan(upper) + "万" + ("零" if 0 < lower < 1000 else "") + text
    return text.removeprefix("一") if text.startswith("一十") else text or DIGITS[0]


def _below_wan(number: int) -> str:
    """Return a Chinese numeral for 0-9999, with one 零 for inner zeros; "" for 0."""
    text = "".join(DIGITS[int(digit)] + (unit if digit != "0" else "") for digit, unit in _digits_with_units(number))
    return re.sub("零+", "零", text).strip("零")


def _digits_with_units(number: int) -> Iterator[tuple[str, str]]:
    return zip(f"{number:04}", PLACES, strict=True)


def spoken(number: int) -> str:
    """Return a colloquial Chinese numeral: 两百, 两千 and 两万, unless 二 ends a longer number."""
    return re.sub("二(?=[百千])|^二(?=万)", "两", chinese(number))


def formal(number: int) -> str:
    """Return a Chinese numeral as on cheques: 贰佰叁拾."""
    return chinese(number).translate(FORMAL)
