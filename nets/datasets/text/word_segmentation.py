"""Word segmentation: Chinese by jieba's dictionary, everything else by a regular expression; torch-free.

jieba is imported at the first Chinese text, in workers only: its dictionary takes a second and 100 MB.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

HAN = "一-鿿㐀-䶿豈-﫿々〇\U00020000-\U0003ffff"
SIGN = (  # one sign, or an emoji with its modifiers; a flag is two letters
    "[\U0001f1e6-\U0001f1ff]{2}|[^\\w\\s](?:[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|\u200d[^\\w\\s])*"
)


def words(text: str, language: str) -> list[str]:
    """Return words, numbers and signs in the order of the text, without white space.

    Chinese is segmented by a dictionary if `language` is "zh"; otherwise each character is a word.
    """
    return list(_split(text, language == "zh"))


def _split(text: str, has_dictionary: bool) -> Iterator[str]:
    for match in _pattern().finditer(text):
        if match.lastgroup == "han" and has_dictionary:
            yield from _jieba().cut(match.group())
        elif match.lastgroup == "han":
            yield from match.group()
        else:
            yield match.group()


def is_word(token: str) -> bool:
    """Return whether a token is a word or a number, not a sign."""
    return token[0].isalnum()


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Return the pattern of runs of Chinese characters, numbers, words with inner apostrophes and marks, and signs."""
    letters, marks = rf"[^\W\d_{HAN}]+", f"[{_marks()}]+"
    part = rf"{letters}(?:{marks}{letters})*(?:{marks})?"
    return re.compile(rf"{part}(?:['’]{part})*|(?P<han>[{HAN}]+)|\d+(?:[.,]\d+)*|_+|{SIGN}|\S")


def _marks() -> str:
    """Return the combining characters, such as vowels in Hindi, as ranges."""
    kinds = groupby(range(0x300, 0x20000), lambda code: unicodedata.category(chr(code)) in ("Mn", "Mc"))
    runs = [list(codes) for marks, codes in kinds if marks]
    return "".join(f"{chr(codes[0])}-{chr(codes[-1])}" for codes in runs if codes[0] not in range(0xFE00, 0xFE10))


@lru_cache(maxsize=1)
def _jieba() -> Any:
    """Return a jieba tokenizer with its dictionary; jieba itself would share a cache file with other processes."""
    import jieba

    cutter = jieba.Tokenizer()
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    return cutter
