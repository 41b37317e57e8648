"""Split a text by character, by word, and by byte-pair encoding. Runs in a worker.

Ids of characters and words start at 1, the most frequent first; 0 is for tokens that are not in the vocabulary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nets.datasets.text.bpe import BYTES, Encoded, Encoding, learn, to_bytes
from nets.datasets.text.word_segmentation import words
from nets.studies.tokens.settings import TokensSettings

SHOWN_CHARACTERS = 1200  # at the beginning of the text
MAX_LISTED = 3000  # most frequent tokens of a vocabulary that are sent to the page
UNKNOWN, GAP = 0, -1  # ids: not in the vocabulary; white space that is no token
CURVE_POINTS = 48
KINDS = ("characters", "words", "pairs")


@dataclass(frozen=True)
class TokenizedText:
    """A part of a text with its tokens.

    Attributes:
        content: The bytes of the text (B,).
        ends: Where each token ends in `content` (N,).
        ids: The ids of the tokens (N,); GAP for white space between them.
    """

    content: bytes
    ends: np.ndarray
    ids: np.ndarray


@dataclass(frozen=True)
class Tokenization:
    """A text split in one way.

    Attributes:
        total: Number of tokens.
        vocabulary_size: Number of ids.
        beginning: The beginning of the text.
        tokens: The most frequent tokens of the vocabulary.
        ids: Their ids.
        counts: How often each of them occurs.
        longest: The longest tokens, for byte pairs.
    """

    total: int
    vocabulary_size: int
    beginning: TokenizedText
    tokens: tuple[bytes, ...]
    ids: np.ndarray
    counts: np.ndarray
    longest: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class TextAnalysis:
    """All that the page shows of a text.

    Attributes:
        characters: Number of characters.
        bytes: Number of bytes in UTF-8.
        tokenizations: The text split in each way, by the names of `KINDS`.
        encoding: The byte-pair encoding learnt from the text.
        counts: How often each token of the encoding occurs.
        gone: Which merge removes the border after each byte of the beginning, see `bpe.Encoded`.
        curve: Vocabulary sizes, and the number of tokens with each.
    """

    characters: int
    bytes: int
    tokenizations: dict[str, Tokenization]
    encoding: Encoding
    counts: np.ndarray
    gone: np.ndarray
    curve: tuple[np.ndarray, np.ndarray]


def analyse_text(text: str, settings: TokensSettings) -> TextAnalysis:
    """Split the text in all three ways."""
    encoding, counts = learn(text, settings.vocabulary, settings.across)
    encoded = encoding.encode(text[:SHOWN_CHARACTERS])
    tokenizations = {
        "characters": tokenization_of(text, characters(text, settings.unit)),
        "words": tokenization_of(text, words(text, "zh")),
        "pairs": _pairs(encoding, counts, tokenized_pairs(text[:SHOWN_CHARACTERS], encoded)),
    }
    size = len(to_bytes(text))
    return TextAnalysis(
        characters=tokenizations["characters"].total,
        bytes=size,
        tokenizations=tokenizations,
        encoding=encoding,
        counts=counts,
        gone=np.array(encoded.gone, np.int32),
        curve=_curve(encoding, size),
    )


def characters(text: str, unit: str) -> list[str]:
    """Return the graphemes of the text, or its code points."""
    if unit == "codepoint":
        return list(text)
    import regex

    graphemes: list[str] = regex.findall(r"\X", text)
    return graphemes


def tokenization_of(text: str, tokens: Sequence[str]) -> Tokenization:
    """Return a tokenization whose vocabulary is the tokens themselves, by frequency."""
    by_frequency = Counter(tokens).most_common()
    ids = {token: id for id, (token, _count) in enumerate(by_frequency, 1)}
    some = by_frequency[:MAX_LISTED]
    return Tokenization(
        total=len(tokens),
        vocabulary_size=len(by_frequency) + 1,
        beginning=align_tokens(text[:SHOWN_CHARACTERS], tokens, ids),
        tokens=tuple(to_bytes(token) for token, _count in some),
        ids=np.arange(1, len(some) + 1, dtype=np.int32),
        counts=np.array([count for _token, count in some], np.int64),
    )


def align_tokens(text: str, tokens: Iterable[str], ids: dict[str, int]) -> TokenizedText:
    """Find the tokens in the text, where they stand in order with white space between them."""
    ends: list[int] = []
    token_ids: list[int] = []
    end = 0
    for part, is_token in _parts(text, tokens):
        end += len(to_bytes(part))
        ends.append(end)
        token_ids.append(ids.get(part, UNKNOWN) if is_token else GAP)
    return TokenizedText(to_bytes(text), np.array(ends, np.int32), np.array(token_ids, np.int32))


def tokenized_pairs(text: str, encoded: Encoded) -> TokenizedText:
    """Return a text with its byte pairs."""
    return TokenizedText(to_bytes(text), np.array(encoded.ends, np.int32), np.array(encoded.ids, np.int32))


def _parts(text: str, tokens: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yield every part of the text and whether it is a token; the last one may be cut off."""
    at = 0
    for token in tokens:
        start = text.find(token, at)
        if start < 0:
            break
        if start > at:
            yield text[at:start], False
        yield token, True
        at = start + len(token)
    if at < len(text):
        yield text[at:], False


def _pairs(encoding: Encoding, counts: np.ndarray, beginning: TokenizedText) -> Tokenization:
    order = np.argsort(-counts, kind="stable")[:MAX_LISTED]
    order = order[counts[order] > 0]
    used = [encoding.vocabulary[id] for id in np.flatnonzero(counts[BYTES:]) + BYTES]
    return Tokenization(
        total=int(counts.sum()),
        vocabulary_size=len(encoding.vocabulary),
        beginning=beginning,
        tokens=tuple(encoding.vocabulary[id] for id in order),
        ids=order.astype(np.int32),
        counts=counts[order],
        longest=tuple(sorted(used, key=len, reverse=True)[:20]),
    )


def _curve(encoding: Encoding, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return vocabulary sizes, closer where they are small, and the number of tokens with each."""
    totals = size - np.cumsum([0, *(merge.done for merge in encoding.merges)])
    last = len(encoding.merges)
    some = np.unique(np.r_[0, np.geomspace(1, max(1, last), CURVE_POINTS).round().astype(int)])
    some = some[some <= last]
    return some + BYTES, totals[some]
