"""Dates and numbers are written as Babel, num2words and ICU write them, and nothing is written in a way for two."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from babel.dates import format_date, format_skeleton
from num2words import num2words

from nets.datasets.pairs import dates, numbers
from nets.datasets.pairs.number_words import MAX_NUMBER, chinese, english, formal, spoken

DAYS = [dates.FIRST + timedelta(days=days) for days in range(0, dates.DAYS, 89)]
NUMBERS = sorted(
    {*range(120), *(Random(0).randrange(10 ** (1 + at % 8)) for at in range(300)), 1000, 20_000, 10**6, MAX_NUMBER}
)
ICU = {  # rules spellout-cardinal, -alternate2 and -financial of zh in ICU 78.3
    0: ("零", "零", "零"),
    10: ("十", "十", "拾"),
    12: ("十二", "十二", "拾贰"),
    20: ("二十", "二十", "贰拾"),
    102: ("一百零二", "一百零二", "壹佰零贰"),
    110: ("一百一十", "一百一十", "壹佰壹拾"),
    222: ("二百二十二", "两百二十二", "贰佰贰拾贰"),
    1005: ("一千零五", "一千零五", "壹仟零伍"),
    1010: ("一千零一十", "一千零一十", "壹仟零壹拾"),
    2000: ("二千", "两千", "贰仟"),
    10_010: ("一万零一十", "一万零一十", "壹万零壹拾"),
    10_100: ("一万零一百", "一万零一百", "壹万零壹佰"),
    12_000: ("一万二千", "一万两千", "壹万贰仟"),
    22_222: ("二万二千二百二十二", "两万两千两百二十二", "贰万贰仟贰佰贰拾贰"),
    100_001: ("十万零一", "十万零一", "拾万零壹"),
    200_000: ("二十万", "二十万", "贰拾万"),
    1_020_000: ("一百零二万", "一百零二万", "壹佰零贰万"),
    1_100_500: ("一百一十万零五百", "一百一十万零五百", "壹佰壹拾万零伍佰"),
    20_020_000: ("二千零二万", "两千零二万", "贰仟零贰万"),
    22_000_000: ("二千二百万", "两千两百万", "贰仟贰佰万"),
}


def test_dates_are_those_of_babel() -> None:
    for locale, style in dates.FORMATS["both"]:
        for day in DAYS[::7]:
            text = dates.format_day(day, locale, style)
            if style == dates.ORDINAL:
                number = text.split()[1]
                assert number == num2words(day.day, to="ordinal_num") + ","
                assert text.replace(number, f"{day.day},") == format_date(day, "long", locale="en_US")
            elif style == dates.SPELT:
                numeric = text.translate(str.maketrans("〇一二三四五六七八九", "0123456789"))
                assert numeric.startswith(f"{day.year}年")
                assert text.endswith(f"年{ICU_BELOW[day.month]}月{ICU_BELOW[day.day]}日")
            elif style.startswith("y"):
                assert text == format_skeleton(style, day, locale=locale)
            else:
                assert text == format_date(day, style, locale=locale)


ICU_BELOW = [  # rule spellout-cardinal of zh in ICU 78.3
    *(
        "零",
        "一",
        "二",
        "三",
        "四",
        "五",
        "六",
        "七",
        "八",
        "九",
        "十",
        "十一",
        "十二",
        "十三",
        "十四",
        "十五",
        "十六",
        "十七",
    ),
    *(
        "十八",
        "十九",
        "二十",
        "二十一",
        "二十二",
        "二十三",
        "二十四",
        "二十五",
        "二十六",
        "二十七",
        "二十八",
        "二十九",
        "三十",
    ),
    "三十一",
]


def test_no_text_stands_for_two_days() -> None:
    meant: dict[str, date] = {}
    numeric = [form for form in dates.FORMATS["both"] if form[1] == "short"]
    for forms, days in (
        (dates.FORMATS["both"], DAYS),
        (numeric, [dates.FIRST + timedelta(at) for at in range(0, dates.DAYS, 5)]),
    ):
        for form in forms:
            for day in days:
                assert meant.setdefault(dates.format_day(day, *form), day) == day


def test_english_numbers_are_those_of_num2words() -> None:
    for number in NUMBERS:
        assert english(number) == num2words(number)
        american = num2words(number).replace(" and ", " ").replace(",", "")
        assert english(number, american=True) == american


@pytest.mark.parametrize("number", ICU)
def test_chinese_numbers_are_those_of_icu(number: int) -> None:
    assert (chinese(number), spoken(number), formal(number)) == ICU[number]


def test_no_word_stands_for_two_numbers() -> None:
    meant: dict[str, int] = {}
    for number in NUMBERS:
        for spell in (*numbers.SPELLINGS["en"], *numbers.SPELLINGS["zh"]):
            assert meant.setdefault(spell(number), number) == number
