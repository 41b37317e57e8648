"""Text cut into words: Chinese by jieba's dictionary, everything else by a regular expression; torch-free.

jieba is imported when Chinese is first cut, which only workers do: its dictionary takes a second and 100 MB.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

HAN = "一-鿿㐀-䶿豈-﫿々〇\U00020000-\U0003ffff"
SIGN = (  # one sign, or an emoji with what belongs to it: skin, joined ones; a flag is two letters
    "[\U0001f1e6-\U0001f1ff]{2}|[^\\w\\s](?:[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|\u200d[^\\w\\s])*"
)


def words(text: str, language: str) -> list[str]:
    """Words, numbers and signs in the order of the text, as they are written there; blanks fall out.

    Chinese is cut by a dictionary where `language` is "zh"; in other languages each of its characters is a word.
    """
    return list(_cut(text, language == "zh"))


def _cut(text: str, chinese: bool) -> Iterator[str]:
    for found in _pattern().finditer(text):
        if found.lastgroup == "han" and chinese:
            yield from _jieba().cut(found.group())
        elif found.lastgroup == "han":
            yield from found.group()
        else:
            yield found.group()


def is_word(token: str) -> bool:
    """Whether a token is a word or a number, not a sign."""
    return token[0].isalnum()


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Runs of Chinese characters, or else numbers, words with the apostrophes and marks inside them, and signs."""
    letters, marks = rf"[^\W\d_{HAN}]+", f"[{_marks()}]+"
    part = rf"{letters}(?:{marks}{letters})*(?:{marks})?"
    return re.compile(rf"{part}(?:['’]{part})*|(?P<han>[{HAN}]+)|\d+(?:[.,]\d+)*|_+|{SIGN}|\S")


def _marks() -> str:
    """The characters that only change the one before them, such as vowels in Hindi, as ranges."""
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
