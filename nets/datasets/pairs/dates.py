"""Dates in the formats of people and in ISO 8601; torch-free.

The formats are those of real locales, from Babel (Unicode CLDR), and two of this module: Chinese numerals and English
ordinals. Days are from 1970 to 2069, so two digits identify the year. Of the short formats with slashes only the
American one is used, month first: 3/5/24 in London would be another day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from nets.datasets.pairs.drawing import DrawnPair, Groups, draw_candidate, is_held_out
from nets.datasets.pairs.number_words import chinese
from nets.datasets.pairs.sides import PairInfo, add_language_tag, languages_of, side
from nets.experiment.user_error import N_

FIRST, LAST = date(1970, 1, 1), date(2069, 12, 31)
DAYS = (LAST - FIRST).days + 1
ORDINAL, SPELT = "ordinal", "spelt"
FORMATS = {  # by language: a locale, and a format or pattern of Babel, or one of this module
    "en": (
        ("en_US", "full"),
        ("en_US", "long"),
        ("en_US", "medium"),
        ("en_US", "short"),
        ("en_GB", "full"),
        ("en_GB", "long"),
        ("en_GB", "medium"),
        ("en_ZA", "long"),
        ("en_ZA", "short"),
        ("en_US", "yMMMEd"),
        ("en_US", ORDINAL),
    ),
    "zh": (
        ("zh_CN", "full"),
        ("zh_CN", "long"),
        ("zh_CN", "short"),
        ("zh_CN", "yMMMEd"),
        ("zh_CN", "yMEd"),
        ("zh_TW", "full"),
        ("zh_CN", SPELT),
    ),
}
FORMATS["both"] = FORMATS["en"] + FORMATS["zh"]
ANSWERS = {"en": ("en_US", "long"), "zh": ("zh_CN", SPELT)}  # formats of the answers
GROUPS = 12  # days in all their formats


@lru_cache(maxsize=6)
def info(way: str, language: str) -> PairInfo:
    """Return the sides: dates in the formats of a language, and in ISO 8601."""
    if way == "back":
        pairs = [_back(day, tongue, language) for day in _sample() for tongue in languages_of(language)]
        sources, targets = zip(*pairs, strict=True)
        return PairInfo(N_("ISO dates into written ones"), side(sources), side(targets))
    texts = [format_day(day, *form) for day in _sample() for form in FORMATS[language]]
    return PairInfo(N_("Written dates into ISO"), side(texts), side(day.isoformat() for day in _sample()))


def draw(way: str, language: str, rng: Random, test: bool) -> DrawnPair:
    """Return a day in a format and in ISO 8601; a held-out day is in no training pair."""
    day = draw_candidate(lambda: FIRST + timedelta(days=rng.randrange(DAYS)), date.toordinal, test)
    if way == "back":
        tongue = rng.choice(languages_of(language))
        return *_back(day, tongue, language), tongue
    locale, style = rng.choice(FORMATS[language])
    return format_day(day, locale, style), day.isoformat(), f"{locale} {style}"


def groups(way: str, language: str) -> Groups:
    """Return some held-out days, each in all formats."""
    if way == "back":
        return ()
    days = [day for day in map(date.fromordinal, range(FIRST.toordinal(), LAST.toordinal(), 97)) if _is_held_out(day)]
    return tuple((day.isoformat(), _all_formats(day, language)) for day in days[:GROUPS])


def _is_held_out(day: date) -> bool:
    return is_held_out(day.toordinal())


def _all_formats(day: date, language: str) -> tuple[str, ...]:
    """Return a day in all formats, without duplicates."""
    return tuple(dict.fromkeys(format_day(day, *form) for form in FORMATS[language]))


def _back(day: date, tongue: str, language: str) -> tuple[str, str]:
    """Return a day in ISO 8601, with a language tag if there are two languages, and in the format of answers."""
    return add_language_tag(day.isoformat(), tongue, language), format_day(day, *ANSWERS[tongue])


def format_day(day: date, locale: str, style: str) -> str:
    """Return a day in a format."""
    if style == SPELT:
        year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
        return f"{year}年{chinese(day.month)}月{chinese(day.day)}日"
    text = _format(locale, style)(day)
    return text.replace(",", f"{_ordinal_suffix(day.day)},") if style == ORDINAL else text


@lru_cache(maxsize=64)
def _format(locale: str, style: str) -> Callable[[date], str]:
    """Return the formatter of a locale; a style that starts with y is a skeleton that lists the parts."""
    from babel import Locale

    babel_locale = Locale.parse(locale)
    formats = babel_locale.datetime_skeletons if style.startswith("y") else babel_locale.date_formats
    pattern = formats["long" if style == ORDINAL else style]
    return lambda day: str(pattern.apply(day, babel_locale))


def _ordinal_suffix(number: int) -> str:
    return "th" if 10 < number < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


@lru_cache(maxsize=1)
def _sample() -> tuple[date, ...]:
    """Return days that together contain every token of every format: each month with each weekday, and each day."""
    days = [date(1970 + (month * 7 + day) % 100, month, day) for month in range(1, 13) for day in range(20, 27)]
    return (*days, *(date(2017, 1, day) for day in range(1, 32)))
