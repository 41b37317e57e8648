"""Texts for a language model: Python's own help in English, little Chinese stories of a grammar of ours; torch-free."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from nets.datasets.text import python_help
from nets.datasets.text.sequences import PADDING, SequenceInfo
from nets.experiment.user_error import N_, Problem

MIN_TEXT, MAX_TEXT, MAX_SYMBOLS = 200, 200_000, 4000  # characters of a text, and different ones
TEST_SHARE = 0.1  # the end of the text is kept for the test


@lru_cache(maxsize=4)
def shipped(language: str) -> str:
    """Return the built-in text in this language."""
    return _english() if language == "en" else _chinese()


def _english() -> str:
    """Python's help topics; blanks in a row count as one."""
    text = re.sub(r"[ \t]+", " ", python_help.topics())
    return re.sub(r"[^\n -~]", "", re.sub(r"\n\s*\n+", "\n", text))[:MAX_TEXT]


CREATURES = {"猫": "只", "狗": "条", "鸟": "只", "马": "匹", "牛": "头", "鱼": "条", "兔子": "只", "羊": "只"}
THINGS = {"书": "本", "花": "朵", "伞": "把", "船": "条", "画": "张", "苹果": "个", "树": "棵", "衣服": "件"}
LOOKS = ("小", "大", "白", "黑", "老", "聪明的", "可爱的", "安静的")
TIMES = ("春天的早晨", "夏天的晚上", "秋天的下午", "冬天的夜里", "有一天", "第二天", "下雨的时候", "太阳出来以后")
PLACES = ("河边", "山上", "森林里", "花园里", "老师家门口", "桥下", "海边", "学校旁边")
FEELINGS = {
    "很高兴": ("唱起歌来", "跳了起来", "笑了"),
    "很难过": ("哭了", "不说话了", "慢慢地走回家"),
    "很害怕": ("跑开了", "躲到树后面", "大声地叫"),
    "很饿": ("去找吃的", "吃了一个苹果", "回家吃饭"),
}
SAYINGS = ("你好", "谢谢你", "我们一起去吧", "今天天气真好", "请等一等", "明天再见", "你吃了吗")


def _chinese(stories: int = 900) -> str:
    """Stories that a grammar tells, always the same: nouns go with their measure words, acts with feelings."""
    rng = np.random.default_rng(0)

    def one(of: object) -> str:
        choices = list(of)  # type: ignore[call-overload]
        return str(choices[rng.integers(len(choices))])

    lines = []
    for _story in range(stories):
        hero, friend, thing, feeling = one(CREATURES), one(CREATURES), one(THINGS), one(FEELINGS)
        look = one(LOOKS)
        line = f"{one(TIMES)}，一{CREATURES[hero]}{look}{hero}在{one(PLACES)}"
        line += one((f"看见一{THINGS[thing]}{thing}。", f"遇见一{CREATURES[friend]}{one(LOOKS)}{friend}。"))
        line += one((f"{friend}说：“{one(SAYINGS)}。”", f"{hero}说：“{one(SAYINGS)}！”", ""))
        lines.append(line + f"{look}{hero}{feeling}，就{one(FEELINGS[feeling])}。")
    return "\n".join(lines)


def chosen(language: str, own: str) -> str:
    """Return the user's own text, or the bundled one."""
    return own.replace("\r\n", "\n") if own else shipped(language)


@lru_cache(maxsize=8)
def info(language: str, own: str, length: int) -> SequenceInfo:
    """The characters of a text. Raises Problem for one that is too short or has too many different ones."""
    text = chosen(language, own)
    tokens = (PADDING, *sorted(set(text)))
    if len(text) < max(MIN_TEXT, round(2.5 * length / TEST_SHARE)):
        least = max(MIN_TEXT, round(2.5 * length / TEST_SHARE))
        message = N_("A text of {count} characters is too short: at least {least} are needed for pieces of {length}.")
        raise Problem(message, key="data.text", along="data.length", count=len(text), least=least, length=length)
    if len(tokens) > MAX_SYMBOLS:
        message = N_("The text has {count} different characters; {most} is the limit.")
        raise Problem(message, key="data.text", count=len(tokens), most=MAX_SYMBOLS)
    return SequenceInfo(tokens, (), tokens, True, True, length)


def split(language: str, own: str, share: float = 1.0, least: int = 0) -> tuple[str, str]:
    """The text to learn from, its first nine tenths or a share of them, and the rest for the test.

    Of the former come the first `share`, and `least` characters at least.
    """
    text = chosen(language, own)
    cut = round(len(text) * (1 - TEST_SHARE))
    return text[: min(cut, max(round(share * cut), least))], text[cut:]


def encoded(language: str, own: str, length: int, share: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of the characters of both parts, (N,) int64."""
    numbers = {symbol: at for at, symbol in enumerate(info(language, own, length).tokens)}
    sides = split(language, own, share, 2 * length)
    learnt, test = (np.array([numbers[each] for each in side], dtype=np.int64) for side in sides)
    return learnt, test


def counts(language: str, own: str, length: int, share: float = 1.0) -> dict[str, int]:
    """How many pieces either part has: one for each place to learn from, one after the other for the test."""
    learnt, test = split(language, own, share, 2 * length)
    return {"train": len(learnt) - length, "test": (len(test) - 1) // length}


def pairs(piece: str) -> list[tuple[str, str]]:
    """A piece of a text as what it teaches: each prefix, and the character to say after it."""
    return [(piece[:end], piece[end]) for end in range(1, len(piece))]
