"""Days as people write them and as ISO 8601 does; torch-free.

The conventions are those of real locales, from Babel (Unicode CLDR), but for two: days spelt in Chinese numerals, and
English ordinals, whose rules stand here. Days are from 1970 to 2069, so two digits are enough to tell the year. Of the
short forms with slashes only that of the US is there, month first: 3/5/24 in London would be another day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from nets.datasets.pairs.drawing import Drawn, Groups, draw_candidate, is_held_out
from nets.datasets.pairs.number_words import chinese
from nets.datasets.pairs.sides import PairInfo, add_language_tag, languages_of, side
from nets.experiment.user_error import N_

FIRST, LAST = date(1970, 1, 1), date(2069, 12, 31)
DAYS = (LAST - FIRST).days + 1
ORDINAL, SPELT = "ordinal", "spelt"
FORMATS = {  # by language: a locale, and what Babel calls the format, a pattern, or one of ours
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
ANSWERS = {"en": ("en_US", "long"), "zh": ("zh_CN", SPELT)}  # how dates are written when the net writes them
GROUPS = 12  # days that are shown in all their wordings


@lru_cache(maxsize=6)
def info(way: str, language: str) -> PairInfo:
    """Both sides: what is written in the formats of a language, and ISO."""
    if way == "back":
        pairs = [_back(day, tongue, language) for day in _sample() for tongue in languages_of(language)]
        sources, targets = zip(*pairs, strict=True)
        return PairInfo(N_("ISO dates into written ones"), side(sources), side(targets))
    texts = [written(day, *form) for day in _sample() for form in FORMATS[language]]
    return PairInfo(N_("Written dates into ISO"), side(texts), side(day.isoformat() for day in _sample()))


def draw(way: str, language: str, rng: Random, test: bool) -> Drawn:
    """A day as it is written and in ISO; a day that is held out is learnt in no format."""
    day = draw_candidate(lambda: FIRST + timedelta(days=rng.randrange(DAYS)), date.toordinal, test)
    if way == "back":
        tongue = rng.choice(languages_of(language))
        return *_back(day, tongue, language), tongue
    locale, style = rng.choice(FORMATS[language])
    return written(day, locale, style), day.isoformat(), f"{locale} {style}"


def groups(way: str, language: str) -> Groups:
    """Some days that are held out, each in all formats."""
    if way == "back":
        return ()
    days = [day for day in map(date.fromordinal, range(FIRST.toordinal(), LAST.toordinal(), 97)) if _held(day)]
    return tuple((day.isoformat(), _all(day, language)) for day in days[:GROUPS])


def _held(day: date) -> bool:
    return is_held_out(day.toordinal())


def _all(day: date, language: str) -> tuple[str, ...]:
    """A day in all formats, each wording once."""
    return tuple(dict.fromkeys(written(day, *form) for form in FORMATS[language]))


def _back(day: date, tongue: str, language: str) -> tuple[str, str]:
    """ISO, with the language that is asked for where there are two, and the day written in it."""
    return add_language_tag(day.isoformat(), tongue, language), written(day, *ANSWERS[tongue])


def written(day: date, locale: str, style: str) -> str:
    """A day in a format."""
    if style == SPELT:
        year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
        return f"{year}年{chinese(day.month)}月{chinese(day.day)}日"
    text = _format(locale, style)(day)
    return text.replace(",", f"{_ending(day.day)},") if style == ORDINAL else text


@lru_cache(maxsize=64)
def _format(locale: str, style: str) -> Callable[[date], str]:
    """What writes days by the pattern of a locale; a style that begins with y names the parts that are wanted."""
    from babel import Locale

    found = Locale.parse(locale)
    formats = found.datetime_skeletons if style.startswith("y") else found.date_formats
    pattern = formats["long" if style == ORDINAL else style]
    return lambda day: str(pattern.apply(day, found))


def _ending(number: int) -> str:
    return "th" if 10 < number < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


@lru_cache(maxsize=1)
def _sample() -> tuple[date, ...]:
    """Days that together have every sign of every format: each month with each day of the week, each day."""
    days = [date(1970 + (month * 7 + day) % 100, month, day) for month in range(1, 13) for day in range(20, 27)]
    return (*days, *(date(2017, 1, day) for day in range(1, 32)))
