"""What the same idea costs in tokens in English and in Chinese, by what the pairs were learnt from. In a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nets.datasets.text.bpe import Encoding, learn, to_bytes
from nets.datasets.text.texts import shipped
from nets.datasets.text.word_segmentation import words

LENGTH = 30_000  # characters that each of the encodings for comparison is learnt from
LEAST = 1024  # a smaller vocabulary would hardly tell languages apart
MOST_IDEA = 500  # characters of an idea in either language
IDEAS = (
    ("Good morning! Did you sleep well?", "早上好！你睡得好吗？"),
    ("The little dog ran out of the house and hid behind a tree.", "小狗从家里跑出来，躲到了一棵树后面。"),
    ("It is raining today, so we are staying at home to read.", "今天下雨，所以我们在家看书。"),
    ("Please wait a moment; the teacher will be here soon.", "请等一等，老师马上就来。"),
    ("My grandmother used to tell me stories in the evening.", "我奶奶以前晚上常给我讲故事。"),
    ("If the name is not found, an error is raised.", "如果找不到这个名字，就会报错。"),
    ("Neural networks learn from examples instead of rules.", "神经网络从例子里学习，而不是靠规则。"),
    ("The train from Beijing to Shanghai takes about five hours.", "从北京到上海的火车大约要五个小时。"),
)


@dataclass(frozen=True)
class Price:
    """What ideas cost in one language: characters, words, bytes, and tokens of each encoding by its name."""

    characters: int
    words: int
    content: int
    tokens: dict[str, int]


def prices(ideas: Sequence[tuple[str, str]], size: int, yours: Encoding) -> dict[str, Price]:
    """The price of all the ideas together in "en" and "zh"; encodings of this size learnt from texts that come along,
    and `yours`."""
    english, chinese = shipped("en")[:LENGTH], shipped("zh")[:LENGTH]
    texts = {"en": english, "zh": chinese, "both": english[: LENGTH // 2] + chinese[: LENGTH // 2]}
    encodings = {"yours": yours} | {name: learn(text, max(LEAST, size))[0] for name, text in texts.items()}
    return {language: _price([idea[place] for idea in ideas], encodings) for place, language in enumerate(("en", "zh"))}


def _price(ideas: Sequence[str], encodings: dict[str, Encoding]) -> Price:
    return Price(
        sum(map(len, ideas)),
        sum(len(words(idea, "zh")) for idea in ideas),
        sum(len(to_bytes(idea)) for idea in ideas),
        {name: sum(len(one.encode(idea).ids) for idea in ideas) for name, one in encodings.items()},
    )
