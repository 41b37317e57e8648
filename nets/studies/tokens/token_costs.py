"""Count the tokens of the same sentences in English and Chinese, by the text that byte pairs were learnt from.

Runs in a worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nets.datasets.text.bpe import Encoding, learn, to_bytes
from nets.datasets.text.texts import shipped
from nets.datasets.text.word_segmentation import words

TRAINING_CHARACTERS = 30_000  # from which each encoding for comparison is learned
MIN_VOCABULARY = 1024  # a smaller one would hardly differ between the languages
MAX_SENTENCE_CHARACTERS = 500  # in either language
SENTENCES = (
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
class TokenCosts:
    """Length of sentences in one language: characters, words, bytes, and tokens by the name of the encoding."""

    characters: int
    words: int
    bytes: int
    tokens: dict[str, int]


def token_costs(sentences: Sequence[tuple[str, str]], vocabulary: int, yours: Encoding) -> dict[str, TokenCosts]:
    """Return the length of all sentences together in "en" and "zh".

    Args:
        sentences: Pairs of an English and a Chinese sentence.
        vocabulary: Size of the encodings that are learnt from the bundled texts.
        yours: The encoding learnt from the user's text.
    """
    english, chinese = shipped("en")[:TRAINING_CHARACTERS], shipped("zh")[:TRAINING_CHARACTERS]
    half = TRAINING_CHARACTERS // 2
    texts = {"en": english, "zh": chinese, "both": english[:half] + chinese[:half]}
    size = max(MIN_VOCABULARY, vocabulary)
    encodings = {"yours": yours} | {name: learn(text, size)[0] for name, text in texts.items()}
    return {
        language: _costs([pair[index] for pair in sentences], encodings) for index, language in enumerate(("en", "zh"))
    }


def _costs(sentences: Sequence[str], encodings: dict[str, Encoding]) -> TokenCosts:
    return TokenCosts(
        sum(map(len, sentences)),
        sum(len(words(sentence, "zh")) for sentence in sentences),
        sum(len(to_bytes(sentence)) for sentence in sentences),
        {name: sum(len(encoding.encode(each).ids) for each in sentences) for name, encoding in encodings.items()},
    )
