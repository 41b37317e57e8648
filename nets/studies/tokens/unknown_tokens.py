"""Split a second text with the vocabularies of the first, and decode it again. Runs in a worker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nets.datasets.text.bpe import Encoding
from nets.datasets.text.word_segmentation import words
from nets.studies.tokens.settings import TokensSettings
from nets.studies.tokens.tokenization import TokenizedText, align_tokens, characters, tokenized_pairs

MAX_NAMED = 12  # unknown tokens that are listed
REPLACEMENT = "\ufffd"  # decodes an unknown token


@dataclass(frozen=True)
class UnknownTokens:
    """A text split with the vocabulary of another one.

    Attributes:
        total: Number of tokens.
        unknown: Number of tokens that are not in the vocabulary.
        names: The first of these.
        tokenized: The text with its tokens.
        decoded: The text that the ids decode to.
    """

    total: int
    unknown: int
    names: tuple[str, ...]
    tokenized: TokenizedText
    decoded: str


def tokenize_second(text: str, second: str, settings: TokensSettings, encoding: Encoding) -> dict[str, UnknownTokens]:
    """Split the second text in all three ways."""
    encoded = encoding.encode(second)
    return {
        "characters": _with_vocabulary(second, characters(text, settings.unit), characters(second, settings.unit)),
        "words": _with_vocabulary(second, words(text, "zh"), words(second, "zh"), " "),
        "pairs": UnknownTokens(len(encoded.ids), 0, (), tokenized_pairs(second, encoded), encoding.decode(encoded.ids)),
    }


def _with_vocabulary(second: str, vocabulary: Iterable[str], tokens: list[str], separator: str = "") -> UnknownTokens:
    ids = {token: id for id, token in enumerate(dict.fromkeys(vocabulary), 1)}
    unknown = [token for token in tokens if token not in ids]
    decoded = separator.join(token if token in ids else REPLACEMENT for token in tokens)
    names = tuple(dict.fromkeys(unknown))[:MAX_NAMED]
    return UnknownTokens(len(tokens), len(unknown), names, align_tokens(second, tokens, ids), decoded)
