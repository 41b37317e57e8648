"""Whole numbers below a hundred million in English and Chinese words, by the rules of these languages; torch-free."""

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
    """A number as it is written in Britain: one thousand, two hundred and five; in America without `and` and commas."""
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
    below = ONES[rest] if rest < 20 else TENS[tens] + (f"-{ONES[ones]}" if ones else "")
    return words + (" " if american else " and ") + below if words else below


def chinese(number: int) -> str:
    """A number in Chinese: four digits at a time, and one 零 for noughts between others; ten is 十 at the beginning."""
    upper, lower = divmod(number, 10_000)
    text = _below_wan(lower)
    if upper:
        text = _below_wan(upper) + "万" + ("零" if 0 < lower < 1000 else "") + text
    return text.removeprefix("一") if text.startswith("一十") else text or DIGITS[0]


def _below_wan(number: int) -> str:
    """Up to four digits with their places, a 零 for any noughts between; "" for zero."""
    text = "".join(DIGITS[int(digit)] + (place if digit != "0" else "") for digit, place in _placed(number))
    return re.sub("零+", "零", text).strip("零")


def _placed(number: int) -> Iterator[tuple[str, str]]:
    return zip(f"{number:04}", PLACES, strict=True)


def spoken(number: int) -> str:
    """As it is said: 两百, 两千 and 两万, where 二 is not the end of a longer number."""
    return re.sub("二(?=[百千])|^二(?=万)", "两", chinese(number))


def formal(number: int) -> str:
    """As on cheques: 贰佰叁拾."""
    return chinese(number).translate(FORMAL)
