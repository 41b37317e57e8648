"""Texts for language models: Python's help in English, generated Chinese stories; torch-free."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from nets.datasets.text import python_help
from nets.datasets.text.sequences import PADDING, SequenceInfo
from nets.experiment.user_error import N_, Problem

MIN_TEXT, MAX_TEXT, MAX_DIFFERENT = 200, 200_000, 4000  # characters of a text, and different ones
TEST_SHARE = 0.1  # the end of the text is the test part


@lru_cache(maxsize=4)
def shipped(language: str) -> str:
    """Return the built-in text in this language."""
    return _english() if language == "en" else _chinese()


def _english() -> str:
    """Return Python's help topics; consecutive spaces count as one."""
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
    """Return generated stories, always the same: nouns agree with measure words, actions with feelings."""
    rng = np.random.default_rng(0)

    def one(options: object) -> str:
        choices = list(options)  # type: ignore[call-overload]
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
    """Return the characters of a text. Raises Problem if it is too short or has too many different ones."""
    text = chosen(language, own)
    tokens = (PADDING, *sorted(set(text)))
    if len(text) < max(MIN_TEXT, round(2.5 * length / TEST_SHARE)):
        least = max(MIN_TEXT, round(2.5 * length / TEST_SHARE))
        message = N_("A text of {count} characters is too short: at least {least} are needed for pieces of {length}.")
        raise Problem(message, key="data.text", along="data.length", count=len(text), least=least, length=length)
    if len(tokens) > MAX_DIFFERENT:
        message = N_("The text has {count} different characters; {most} is the limit.")
        raise Problem(message, key="data.text", count=len(tokens), most=MAX_DIFFERENT)
    return SequenceInfo(tokens, (), tokens, True, True, length)


def split(language: str, own: str, share: float = 1.0, least: int = 0) -> tuple[str, str]:
    """Return the training part, a share of the first nine tenths of the text, and the rest as test part.

    The training part has at least `least` characters.
    """
    text = chosen(language, own)
    cut = round(len(text) * (1 - TEST_SHARE))
    return text[: min(cut, max(round(share * cut), least))], text[cut:]


def encoded(language: str, own: str, length: int, share: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return the ids of the characters of both parts, (N,) int64."""
    token_ids = {token: id for id, token in enumerate(info(language, own, length).tokens)}
    parts = split(language, own, share, 2 * length)
    train, test = (np.array([token_ids[character] for character in part], dtype=np.int64) for part in parts)
    return train, test


def counts(language: str, own: str, length: int, share: float = 1.0) -> dict[str, int]:
    """Return the number of windows of each part: one at each position for training, without overlap for the test."""
    train, test = split(language, own, share, 2 * length)
    return {"train": len(train) - length, "test": (len(test) - 1) // length}


def pairs(piece: str) -> list[tuple[str, str]]:
    """Return the examples in a piece of text: each prefix, and the character that follows it."""
    return [(piece[:end], piece[end]) for end in range(1, len(piece))]
